import { maskOf } from '../../regex/byte-classes.ts'
import { readings } from '../detect/decode/index.ts'
import type { Finding } from '../detect/finding.ts'
import type { Detector, Place, ValueRule, Where } from './rule.ts'

/** A rule that matched a value, and in which reading of it. */
export interface Found {
  readonly rule: ValueRule
  readonly finding: Finding
  /** The value as it was when the detector met it. */
  readonly value: string
}

/** A detector with the rules that go by it: it runs once for all of them. */
interface Look {
  readonly detect: Detector
  readonly needs: number
  readonly decoded: boolean
  readonly rules: readonly { readonly rule: ValueRule; readonly confidence: number }[]
}

/** Values of these bytes alone are words, numbers and names: only a rule that says so looks at them. */
const plain = maskOf('a0_.')
const usualNeeds = ~plain
/** Bytes that an escape of some kind is written with, and those of odd character sets. */
const escapes = maskOf('%&\\+\x80\0')
/** In fields of the head: there `+` and bytes over 127 are not escapes of anything. */
const headerEscapes = maskOf('%&\\\0')
const base64 = maskOf('a0_+/=')
const letters = maskOf('a')
const shortestBase64 = 16
/** Masks are what values make them. */
const mostPlans = 4096

const defaultConfidence = 0.9

/** What looks at the values of one place. The masks of values decide, once for each mask, which detectors are asked. */
export class Looks {
  readonly #looks: readonly Look[]
  readonly #plans: Map<number, readonly Look[]> = new Map()
  readonly #escapes: number
  /** Rules look at the content of single words too. */
  readonly #always: boolean

  constructor(rules: readonly ValueRule[], place: Place) {
    const looks = new Map<Detector, { needs: number; decoded: boolean; rules: Look['rules'][number][] }>()
    for (const rule of rules) {
      if (!rule.in.includes(place)) continue
      const needs = rule.needs === undefined ? usualNeeds : rule.needs === '' ? -1 : maskOf(rule.needs)
      const look = looks.get(rule.detect) ?? { needs: 0, decoded: false, rules: [] }
      look.needs |= needs
      look.decoded ||= rule.decoded ?? true
      look.rules.push({ rule, confidence: rule.confidence ?? defaultConfidence })
      looks.set(rule.detect, look)
    }
    this.#looks = [...looks].map(([detect, look]) => ({ detect, ...look }))
    this.#always = this.#looks.some(({ needs }) => (needs & plain) !== 0)
    this.#escapes = place === 'header' ? headerEscapes : escapes
  }

  get none(): boolean {
    return this.#looks.length === 0
  }

  /** Tells `report` of each rule that matches the value, in the first reading in which it does. */
  look(value: string, where: Where, report: (found: Found) => void): void {
    const mask = maskOf(value)
    if ((mask & ~plain) === 0 && !this.#always) {
      if (value.length < shortestBase64 || (mask & letters) === 0) return
    }
    const seen = this.#ask(value, mask, where, false, undefined, report)
    if ((mask & this.#escapes) === 0 && !this.#mayBeBase64(value, mask)) return
    const all = readings(value)
    for (let at = 1; at < all.length; at++) {
      const reading = all[at] as string
      this.#ask(reading, maskOf(reading), where, true, seen, report)
    }
  }

  #mayBeBase64(value: string, mask: number): boolean {
    return value.length >= shortestBase64 && (mask & ~base64) === 0 && (mask & letters) !== 0
  }

  #ask(
    value: string,
    mask: number,
    where: Where,
    decoded: boolean,
    before: Set<ValueRule> | undefined,
    report: (found: Found) => void,
  ): Set<ValueRule> | undefined {
    let seen = before
    for (const look of this.#plan(mask)) {
      if (decoded && !look.decoded) continue
      const finding = look.detect(value, where)
      if (finding === undefined) continue
      for (const { rule, confidence } of look.rules) {
        if (finding.confidence < confidence || seen?.has(rule)) continue
        seen ??= new Set()
        seen.add(rule)
        report({ rule, finding, value })
      }
    }
    return seen
  }

  #plan(mask: number): readonly Look[] {
    const kept = this.#plans.get(mask)
    if (kept) return kept
    if (this.#plans.size >= mostPlans) this.#plans.clear()
    const plan = this.#looks.filter(({ needs }) => (needs & mask) !== 0)
    this.#plans.set(mask, plan)
    return plan
  }
}
