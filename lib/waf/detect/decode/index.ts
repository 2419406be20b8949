import { Fact, factsOf } from '../needs.ts'
import { base64Decode } from './base64.ts'
import { entityDecode } from './entities.ts'
import { escapeDecode } from './escapes.ts'
import { percentDecode, plusDecode } from './percent.ts'
import { foldUnicode, nulDrop, utf7Decode, utf16Decode } from './unicode.ts'

/** What a value might be read as, and whether every such reading is there. */
export interface Readings {
  /** The value itself, then each distinct reading, those with fewer decodings first. */
  readonly values: readonly string[]
  /** A limit was met: some reading is not in the list. */
  readonly bounded: boolean
}

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
  readonly decode: (text: string) => string
}

const decoders: readonly Decoder[] = [
  { any: Fact.percent, decode: percentDecode },
  { any: Fact.ampersand, decode: entityDecode },
  { any: Fact.backslash, decode: escapeDecode },
  { any: Fact.nul | Fact.high, decode: utf16Decode },
  { any: Fact.nul, decode: nulDrop },
  { any: Fact.high, decode: foldUnicode },
  { any: Fact.plus, decode: plusDecode },
  { any: Fact.plus, decode: utf7Decode },
]

const changing = Fact.percent | Fact.ampersand | Fact.backslash | Fact.nul | Fact.high | Fact.plus

/** Facts that a value in base64 may have; with any other it is none (but for a data URL). */
const base64Facts =
  Fact.letter | Fact.digit | Fact.plus | Fact.slash | Fact.equals | Fact.dash | Fact.underscore | Fact.newline

/**
 * Every way in which an origin might read a value: percent (also twice), plus, HTML entities, JavaScript and JSON escapes, UTF-7,
 * UTF-16, overlong UTF-8, full-width forms, base64 that is text. Until nothing new comes out or a limit is met.
 * @param facts of the value, where the caller has them
 */
export function readingsOf(value: string, facts: number = factsOf(value)): Readings {
  if ((facts & changing) === 0 && !maybeBase64(value, facts)) return { values: [value], bounded: false }
  const values = [value]
  const depths = [0]
  let budget = Math.max(floor, value.length * maxGrowth)
  let bounded = false
  for (let at = 0; at < values.length; at++) {
    const text = values[at] as string
    const own = at === 0 ? facts : factsOf(text)
    const depth = (depths[at] as number) + 1
    for (const next of decodings(text, own)) {
      if (values.includes(next)) continue
      if (values.length === maxReadings || depth > maxDepth || next.length > budget) bounded = true
      else {
        values.push(next)
        depths.push(depth)
        budget -= next.length
      }
    }
  }
  return { values, bounded }
}

/** The readings alone: see `readingsOf`. */
export function readings(value: string): readonly string[] {
  return readingsOf(value).values
}

function decodings(text: string, facts: number): readonly string[] {
  const found: string[] = []
  for (const { any, decode } of decoders) {
    if ((facts & any) === 0) continue
    const next = decode(text)
    if (next !== text && next !== '') found.push(next)
  }
  if (maybeBase64(text, facts)) {
    const next = base64Decode(text)
    if (next !== text) found.push(next)
  }
  return found
}

function maybeBase64(text: string, facts: number): boolean {
  if (text.length < 8) return false
  if ((facts & ~base64Facts) === 0) return (facts & Fact.letter) !== 0
  // A data URL has a colon, a comma ("other") and a slash or nothing before the comma.
  const dataUrl = Fact.colon | Fact.other
  return (facts & dataUrl) === dataUrl && text.includes(';base64,')
}
