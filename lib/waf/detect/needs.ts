import { codeAt } from '../../text/code-at.ts'

/**
 * What a value must hold for a detector to have anything to say. `factsOf` looks at each byte once; `meets` a few operations,
 * once for each mask of facts. Most values of honest requests are words and numbers, which meet the needs of no detector.
 */
export interface Needs {
  /** Every one of these facts must hold. */
  readonly all: number
  /** And at least one of these; 0: no such condition. */
  readonly any: number
  /** Where given: every fact of at least one of these sets must hold as well. */
  readonly sets?: readonly number[]
  /** Shortest value that can be found, in bytes. */
  readonly length: number
}

/** Facts, as bits: the value holds at least one such byte. */
export const Fact: {
  /** space, tab, VT, FF */
  readonly blank: number
  /** CR, LF */
  readonly newline: number
  readonly nul: number
  /** any other below 0x20, and 0x7f */
  readonly control: number
  /** 0x80 and above */
  readonly high: number
  readonly digit: number
  readonly letter: number
  /** ' and " */
  readonly quote: number
  readonly backtick: number
  /** < and > */
  readonly angle: number
  readonly slash: number
  readonly backslash: number
  readonly dollar: number
  /** { and } */
  readonly brace: number
  /** ( and ) */
  readonly paren: number
  /** [ and ] */
  readonly bracket: number
  readonly colon: number
  readonly semicolon: number
  readonly pipe: number
  readonly ampersand: number
  /** a percent sign that begins no escape */
  readonly percent: number
  /** a percent sign with two hexadecimal digits behind it */
  readonly escape: number
  readonly hash: number
  readonly star: number
  readonly equals: number
  readonly at: number
  readonly plus: number
  readonly underscore: number
  readonly dot: number
  /** two dots in a row */
  readonly dotDot: number
  readonly dash: number
  /** any byte that no other fact names: ! ? , ~ ^ */
  readonly other: number
} = {
  blank: 1 << 0,
  newline: 1 << 1,
  nul: 1 << 2,
  control: 1 << 3,
  high: 1 << 4,
  digit: 1 << 5,
  letter: 1 << 6,
  quote: 1 << 7,
  backtick: 1 << 8,
  angle: 1 << 9,
  slash: 1 << 10,
  backslash: 1 << 11,
  dollar: 1 << 12,
  brace: 1 << 13,
  paren: 1 << 14,
  bracket: 1 << 15,
  colon: 1 << 16,
  semicolon: 1 << 17,
  pipe: 1 << 18,
  ampersand: 1 << 19,
  percent: 1 << 20,
  hash: 1 << 21,
  star: 1 << 22,
  equals: 1 << 23,
  at: 1 << 24,
  plus: 1 << 25,
  underscore: 1 << 26,
  dot: 1 << 27,
  dotDot: 1 << 28,
  dash: 1 << 29,
  other: 1 << 30,
  escape: 1 << 31,
}

const bytes: readonly (readonly [fact: number, bytes: string])[] = [
  [Fact.blank, ' \t\v\f'],
  [Fact.newline, '\r\n'],
  [Fact.nul, '\0'],
  [Fact.digit, '0123456789'],
  [Fact.letter, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'],
  [Fact.quote, `'"`],
  [Fact.backtick, '`'],
  [Fact.angle, '<>'],
  [Fact.slash, '/'],
  [Fact.backslash, '\\'],
  [Fact.dollar, '$'],
  [Fact.brace, '{}'],
  [Fact.paren, '()'],
  [Fact.bracket, '[]'],
  [Fact.colon, ':'],
  [Fact.semicolon, ';'],
  [Fact.pipe, '|'],
  [Fact.ampersand, '&'],
  [Fact.percent, '%'],
  [Fact.hash, '#'],
  [Fact.star, '*'],
  [Fact.equals, '='],
  [Fact.at, '@'],
  [Fact.plus, '+'],
  [Fact.underscore, '_'],
  [Fact.dot, '.'],
  [Fact.dash, '-'],
]

/** The fact that each byte states. */
const factOf: Int32Array = table()

function table(): Int32Array {
  const facts = new Int32Array(256)
  for (let byte = 0; byte < 256; byte++)
    facts[byte] = byte >= 0x80 ? Fact.high : byte < 0x20 || byte === 0x7f ? Fact.control : Fact.other
  for (const [fact, named] of bytes) for (let at = 0; at < named.length; at++) facts[codeAt(named, at)] = fact
  return facts
}

/** The facts of a byte string, in one pass. */
export function factsOf(value: string): number {
  let facts = 0
  let before = 0
  for (let at = 0, size = value.length; at < size; at++) {
    const byte = codeAt(value, at)
    if (byte === 37) facts |= isEscape(value, at) ? Fact.escape : Fact.percent
    else facts |= factOf[byte & 255] as number
    if (byte === 46 && before === 46) facts |= Fact.dotDot
    before = byte
  }
  return facts
}

const isHex = (code: number): boolean => (code >= 48 && code <= 57) || ((code | 32) >= 97 && (code | 32) <= 102)
const isEscape = (value: string, at: number): boolean => isHex(codeAt(value, at + 1)) && isHex(codeAt(value, at + 2))

/** A set for each fact of `others`: that fact, and `fact` as well. */
export function beside(fact: number, others: number): readonly number[] {
  const sets: number[] = []
  for (let bit = 0; bit < 32; bit++) if ((others & (1 << bit)) !== 0) sets.push(fact | (1 << bit))
  return sets
}

/** A set for each fact: it alone is enough. */
export const eachOf = (facts: number): readonly number[] => beside(0, facts)

/** Whether a detector with these needs must be asked about a value of these facts. */
export function meets(facts: number, length: number, needs: Needs): boolean {
  return (
    length >= needs.length &&
    (facts & needs.all) === needs.all &&
    (needs.any === 0 || (facts & needs.any) !== 0) &&
    (needs.sets?.some((set) => (facts & set) === set) ?? true)
  )
}
