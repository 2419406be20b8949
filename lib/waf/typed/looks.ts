import { readingsOf } from '../detect/decode/index.ts'
import type { Finding } from '../detect/finding.ts'
import { Fact, factsOf, meets, type Needs } from '../detect/needs.ts'
import type { Detector, Place, ValueRule, Where } from './rule.ts'
import { usualField, usualForm } from './usual-fields.ts'

/** A rule that matched a value, and in which reading of it. */
export interface Found {
  readonly rule: ValueRule
  readonly finding: Finding
  /** The value as it was when the detector met it. */
  readonly value: string
}

/** Who is told what was found, and that a value may be read in more ways than were looked at. */
export interface Listener {
  report(found: Found): void
  unread(): void
}

/** A detector with the rules that go by it: it runs once for all of them. */
interface Look {
  readonly detect: Detector
  readonly needs: Needs
  readonly decoded: boolean
  readonly words: boolean
  /** Where all its rules look only under certain names. */
  readonly names: ReadonlySet<string> | undefined
  readonly rules: readonly { readonly rule: ValueRule; readonly confidence: number; readonly without: number }[]
}

/** Values of these bytes alone are words, numbers and names. */
const plain = Fact.letter | Fact.digit | Fact.dash | Fact.underscore | Fact.dot
const usualNeeds: Needs = { all: 0, any: ~plain, length: 2 }
/** Bytes that an escape of some kind is written with, and those of odd character sets. */
const escapes = Fact.percent | Fact.escape | Fact.ampersand | Fact.backslash | Fact.plus | Fact.nul | Fact.high
/** In fields of the head `+` is a plus: media types are full of it. */
const headerEscapes = escapes & ~Fact.plus
const formFacts = plain | Fact.equals | Fact.ampersand
const base64 = plain | Fact.plus | Fact.slash | Fact.equals
const shortestBase64 = 8
/** Facts are what values make them. */
const mostPlans = 4096

/** What is remembered of clean values: 64 names, 64 values of each, of 512 bytes at most. */
const mostNames = 64
const mostKept = 64
const longestKept = 512

const defaultConfidence = 0.8

/** What looks at the values of one place. The masks of values decide, once for each mask, which detectors are asked. */
export class Looks {
  readonly #looks: readonly Look[]
  readonly #plans: Map<number, readonly Look[]> = new Map()
  readonly #escapes: number
  readonly #decodes: boolean
  readonly #clean: Map<string, Set<string>> = new Map()
  /** Rules look at the content of single words too. */
  readonly #always: boolean
  readonly #header: boolean

  constructor(rules: readonly ValueRule[], place: Place) {
    const byDetector = new Map<Detector, ValueRule[]>()
    for (const rule of rules) {
      if (!rule.in.includes(place)) continue
      const others = byDetector.get(rule.detect)
      if (others) others.push(rule)
      else byDetector.set(rule.detect, [rule])
    }
    this.#looks = [...byDetector].map(([detect, of]) => lookOf(detect, of))
    this.#decodes = this.#looks.some(({ decoded }) => decoded)
    this.#always = this.#looks.some(({ words }) => words)
    this.#header = place === 'header'
    this.#escapes = this.#header ? headerEscapes : escapes
  }

  get none(): boolean {
    return this.#looks.length === 0
  }

  /**
   * As `look`, for values that come again and again, such as a browser's name and what it accepts: detectors are pure, so what was
   * clean once is clean. What varies with each request costs a look-up more.
   */
  lookAgain(value: string, where: Where, to: Listener): void {
    if (value.length > longestKept) {
      this.look(value, where, to)
      return
    }
    let clean = this.#clean.get(where.name)
    if (clean?.has(value)) return
    let found = false
    this.look(value, where, {
      report(one) {
        found = true
        to.report(one)
      },
      unread() {
        found = true
        to.unread()
      },
    })
    if (found) return
    if (!clean) {
      if (this.#clean.size >= mostNames) this.#clean.clear()
      clean = new Set()
      this.#clean.set(where.name, clean)
    }
    if (clean.size >= mostKept) clean.clear()
    clean.add(value)
  }

  /** Tells of each rule that matches the value, in the first reading in which it does. */
  look(value: string, where: Where, to: Listener): void {
    // What a browser writes there is no more than words.
    if (this.#header && usualField(where.name, value)) {
      if (this.#always) this.#ask(value, Fact.letter, where, 0, undefined, to)
      return
    }
    const facts = factsOf(value)
    const word = (facts & ~plain) === 0
    const packed = (facts & ~base64) === 0 && value.length >= shortestBase64 && (facts & Fact.letter) !== 0
    if (word && !packed && !this.#always) return
    const seen = this.#ask(value, facts, where, 0, undefined, to)
    if (!this.#decodes || ((facts & this.#escapes) === 0 && !packed)) return
    const { values, by, bounded } = readingsOf(value, facts)
    if (bounded) to.unread()
    for (let at = 1; at < values.length; at++) {
      const reading = values[at] as string
      this.#ask(reading, factsOf(reading), where, by[at] as number, seen, to)
    }
  }

  #ask(
    value: string,
    facts: number,
    where: Where,
    by: number,
    before: Set<ValueRule> | undefined,
    to: Listener,
  ): Set<ValueRule> | undefined {
    let seen = before
    const words = (facts & ~formFacts) === 0 && (facts & Fact.equals) !== 0 && usualForm(value)
    for (const look of this.#plan(words ? Fact.letter : facts)) {
      if (value.length < look.needs.length || (by !== 0 && !look.decoded)) continue
      if (look.names !== undefined && !look.names.has(where.name)) continue
      const finding = look.detect(value, where)
      if (finding === undefined) continue
      for (const { rule, confidence, without } of look.rules) {
        if (finding.confidence < confidence || (by & without) !== 0 || seen?.has(rule)) continue
        if (rule.names !== undefined && !rule.names.includes(where.name)) continue
        seen ??= new Set()
        seen.add(rule)
        to.report({ rule, finding, value })
      }
    }
    return seen
  }

  #plan(facts: number): readonly Look[] {
    const kept = this.#plans.get(facts)
    if (kept) return kept
    if (this.#plans.size >= mostPlans) this.#plans.clear()
    const word = (facts & ~plain) === 0
    const plan = this.#looks.filter(({ needs, words }) => (words || !word) && meets(facts, needs.length, needs))
    this.#plans.set(facts, plan)
    return plan
  }
}

/** One look for all rules that go by a detector. */
function lookOf(detect: Detector, rules: readonly ValueRule[]): Look {
  return {
    detect,
    needs: rules[0]?.needs ?? usualNeeds,
    decoded: rules.some(({ decoded = true }) => decoded),
    words: rules.some(({ words = false }) => words),
    names: rules.every(({ names }) => names !== undefined)
      ? new Set(rules.flatMap(({ names = [] }) => names))
      : undefined,
    rules: rules.map((rule) => ({
      rule,
      confidence: rule.confidence ?? defaultConfidence,
      without: rule.without ?? 0,
    })),
  }
}
