import {
  addRange,
  anyByte,
  type ByteSet,
  bytesOf,
  complement,
  emptySet,
  foldCase,
  has,
  rangesOf,
  sameSet,
} from './byte-set.ts'

/**
 * A set as JavaScript RegExp text, the shortest of its forms, that means the same with the flags u, v, s, m on or off. With `ignoreCase` the text is
 * for a RegExp with the flag i, and `set` must be `ignoresCase`.
 */
export function printSet(set: ByteSet, ignoreCase: boolean): string {
  if (sameSet(set, anyByte)) return '[^]'
  const bytes = bytesOf(set)
  if (bytes.length === 1) return printByte(bytes[0] as number)
  if (ignoreCase && bytes.length === 2 && sameSet(set, foldCase(set)) && (bytes[1] as number) - 32 === bytes[0]) {
    const lower = bytes[1] as number
    if (lower >= 0x61 && lower <= 0x7a) return printByte(lower)
  }
  const inverse = complement(set)
  const forms = [`[${inside(set)}]`, `[^${inside(inverse)}]`]
  if (ignoreCase) forms.push(`[${inside(withoutUpper(set))}]`, `[^${inside(withoutUpper(inverse))}]`)
  return forms.reduce((best, form) => (form.length < best.length ? form : best))
}

/** One byte as RegExp text outside a set. */
export function printByte(byte: number): string {
  const char = String.fromCharCode(byte)
  return '\\^$.*+?()[]{}|/'.includes(char) ? `\\${char}` : printable(byte)
}

/**
 * Does the flag i leave `set` as it is? JavaScript folds U+00E0 to U+00DE with U+00C0 to U+00DE too, where PCRE folds ASCII alone; no other
 * byte folds with a byte (U+00B5, U+00DF and U+00FF have their capitals above U+00FF, or none).
 */
export function ignoresCase(set: ByteSet): boolean {
  if (!sameSet(set, foldCase(set))) return false
  for (let upper = 0xc0; upper <= 0xde; upper++) {
    if (upper !== 0xd7 && has(set, upper) !== has(set, upper + 32)) return false
  }
  return true
}

function withoutUpper(set: ByteSet): ByteSet {
  const upper = emptySet()
  addRange(upper, 0x41, 0x5a)
  return set.map((word, index) => word & ~(upper[index] as number))
}

function inside(set: ByteSet): string {
  let text = ''
  for (const [from, to] of rangesOf(set)) {
    text += insideByte(from)
    if (to > from + 1) text += '-'
    if (to > from) text += insideByte(to)
  }
  return text
}

function insideByte(byte: number): string {
  const char = String.fromCharCode(byte)
  return '\\[]^-'.includes(char) ? `\\${char}` : printable(byte)
}

function printable(byte: number): string {
  if (byte >= 32 && byte <= 126) return String.fromCharCode(byte)
  if (byte === 9) return '\\t'
  if (byte === 10) return '\\n'
  if (byte === 13) return '\\r'
  return `\\x${byte.toString(16).padStart(2, '0')}`
}
