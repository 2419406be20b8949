import { addRange, type ByteSet, complement, emptySet, setOf, union } from './byte-set.ts'

const digit = setOf([0x30, 0x39])
const upper = setOf([0x41, 0x5a])
const lower = setOf([0x61, 0x7a])
const alpha = union(upper, lower)
const alnum = union(alpha, digit)
/** `\w`: ASCII letters, digits and `_`. */
export const word: ByteSet = union(alnum, setOf([0x5f, 0x5f]))
const space = setOf([0x09, 0x0d], [0x20, 0x20])
const horizontal = setOf([0x09, 0x09], [0x20, 0x20], [0xa0, 0xa0])
const vertical = setOf([0x0a, 0x0d], [0x85, 0x85])

/** Every byte but the line feed, PCRE's default newline. */
export const notNewline: ByteSet = complement(setOf([0x0a, 0x0a]))

/** What `\R` can begin with, as one byte. */
export const lineBreak: ByteSet = vertical

/** The escapes that stand for a set, by their letter (pcre2pattern, "Generic character types"), in 8-bit mode without UTF. */
export const typeEscapes: ReadonlyMap<string, ByteSet> = new Map([
  ['d', digit],
  ['D', complement(digit)],
  ['w', word],
  ['W', complement(word)],
  ['s', space],
  ['S', complement(space)],
  ['h', horizontal],
  ['H', complement(horizontal)],
  ['v', vertical],
  ['V', complement(vertical)],
  ['N', notNewline],
])

const posix: ReadonlyMap<string, ByteSet> = new Map([
  ['alpha', alpha],
  ['lower', lower],
  ['upper', upper],
  ['alnum', alnum],
  ['ascii', setOf([0, 127])],
  ['blank', setOf([0x09, 0x09], [0x20, 0x20])],
  ['cntrl', setOf([0, 31], [127, 127])],
  ['digit', digit],
  ['graph', setOf([33, 126])],
  ['print', setOf([32, 126])],
  ['punct', setOf([33, 47], [58, 64], [91, 96], [123, 126])],
  ['space', space],
  ['word', word],
  ['xdigit', setOf([0x30, 0x39], [0x41, 0x46], [0x61, 0x66])],
])

/** The set of `[:name:]`, `undefined` for a name that POSIX and PCRE do not know. Caseless, `lower` and `upper` are `alpha`. */
export function posixSet(name: string, caseless: boolean): ByteSet | undefined {
  return caseless && (name === 'lower' || name === 'upper') ? alpha : posix.get(name)
}

/** The set of one byte, or of both its cases. */
export function byteSet(byte: number, caseless: boolean): ByteSet {
  const set = emptySet()
  addRange(set, byte, byte)
  if (caseless && ((byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a)))
    addRange(set, byte ^ 32, byte ^ 32)
  return set
}
