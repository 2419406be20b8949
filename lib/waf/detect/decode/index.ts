import { Fact, factsOf } from '../needs.ts'
import { base64Decode } from './base64.ts'
import { entityDecode } from './entities.ts'
import { jsonUnescape, scriptUnescape } from './escapes.ts'
import { percentDecode, plusDecode } from './percent.ts'
import { foldUnicode, nulDrop, utf7Decode, utf16Decode } from './unicode.ts'

/** What a value might be read as, and whether every such reading is there. */
export interface Readings {
  /** The value itself, then each distinct reading, those with fewer decodings first. */
  readonly values: readonly string[]
  /** Which decodings made each, as bits of `Decoding`; 0 for the value itself. */
  readonly by: readonly number[]
  /** A limit was met: some reading is not in the list. */
  readonly bounded: boolean
}

/** Decodings, as bits. */
export const Decoding: {
  readonly percent: number
  readonly entity: number
  /** Escapes of JSON strings, which most applications undo. */
  readonly json: number
  /** Escapes that only JavaScript knows, `\\x3b`: a shell or a file system behind an application that undoes them is rare. */
  readonly script: number
  readonly utf16: number
  readonly nul: number
  readonly unicode: number
  readonly plus: number
  readonly utf7: number
  readonly base64: number
} = { percent: 1, entity: 2, json: 4, script: 8, utf16: 16, nul: 32, unicode: 64, plus: 128, utf7: 256, base64: 512 }

/** Most readings of a value, itself among them. */
export const maxReadings = 24

/** Most bytes of readings together, as a multiple of the value's length; short values have the floor. */
export const maxGrowth = 12
const floor = 4096

/** Deepest chain of decodings. */
export const maxDepth = 6

interface Decoder {
  /** One of these facts must hold for it to change anything. */
  readonly any: number
  readonly bit: number
  readonly decode: (text: string) => string
}

const decoders: readonly Decoder[] = [
  { any: Fact.percent | Fact.escape, bit: Decoding.percent, decode: percentDecode },
  { any: Fact.ampersand, bit: Decoding.entity, decode: entityDecode },
  { any: Fact.backslash, bit: Decoding.json, decode: jsonUnescape },
  { any: Fact.backslash, bit: Decoding.script, decode: scriptUnescape },
  { any: Fact.nul | Fact.high, bit: Decoding.utf16, decode: utf16Decode },
  { any: Fact.nul, bit: Decoding.nul, decode: nulDrop },
  { any: Fact.high, bit: Decoding.unicode, decode: foldUnicode },
  { any: Fact.plus, bit: Decoding.plus, decode: plusDecode },
  { any: Fact.plus, bit: Decoding.utf7, decode: utf7Decode },
]

const changing = Fact.percent | Fact.escape | Fact.ampersand | Fact.backslash | Fact.nul | Fact.high | Fact.plus

/** Facts that a value in base64 may have; with any other it is none (but for a data URL). */
const base64Facts =
  Fact.letter | Fact.digit | Fact.plus | Fact.slash | Fact.equals | Fact.dash | Fact.underscore | Fact.newline

/**
 * Every way in which an origin might read a value: percent (also twice), plus, HTML entities, JavaScript and JSON escapes, UTF-7,
 * UTF-16, overlong UTF-8, full-width forms, base64 that is text. Until nothing new comes out or a limit is met.
 * @param facts of the value, where the caller has them
 */
export function readingsOf(value: string, facts: number = factsOf(value)): Readings {
  if ((facts & changing) === 0 && !maybeBase64(value, facts)) return { values: [value], by: alone, bounded: false }
  const reading = new Reading(value)
  for (let at = 0; at < reading.values.length; at++) {
    const text = reading.values[at] as string
    const own = at === 0 ? facts : factsOf(text)
    for (const { any, bit, decode } of decoders) if ((own & any) !== 0) reading.add(decode(text), at, bit)
    if (maybeBase64(text, own)) reading.add(base64Decode(text), at, Decoding.base64)
  }
  return reading
}

const alone: readonly number[] = Object.freeze([0])

/** The readings found so far, and what is left of the limits. */
class Reading implements Readings {
  readonly values: string[]
  readonly by: number[] = [0]
  bounded = false
  private readonly depths: number[] = [0]
  private budget: number

  constructor(value: string) {
    this.values = [value]
    this.budget = Math.max(floor, value.length * maxGrowth)
  }

  /** @param from which reading it was made of @param bit by what */
  add(text: string, from: number, bit: number): void {
    if (text === '' || this.values.includes(text)) return
    const depth = (this.depths[from] as number) + 1
    if (this.values.length === maxReadings || depth > maxDepth || text.length > this.budget) {
      this.bounded = true
      return
    }
    this.values.push(text)
    this.by.push((this.by[from] as number) | bit)
    this.depths.push(depth)
    this.budget -= text.length
  }
}

/** The readings alone: see `readingsOf`. */
export function readings(value: string): readonly string[] {
  return readingsOf(value).values
}

function maybeBase64(text: string, facts: number): boolean {
  if (text.length < 8) return false
  if ((facts & ~base64Facts) === 0) return (facts & Fact.letter) !== 0
  // A data URL has a colon, a comma ("other") and a slash or nothing before the comma.
  const dataUrl = Fact.colon | Fact.other
  return (facts & dataUrl) === dataUrl && text.includes(';base64,')
}
