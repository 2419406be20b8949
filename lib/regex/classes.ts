import { addRange, type ByteSet, emptySet } from './byte-set.ts'

/**
 * The 32 classes of bytes, by bit, each as the bytes it holds. What values and attacks are told apart by has a class to itself; both cases of a
 * letter are in one, so that a mask is the same for a value and for its lower case.
 */
const classes: readonly string[] = [
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  '0123456789',
  '_-',
  '.',
  ' ',
  '/',
  ',',
  ':',
  ';',
  '=',
  '&',
  '?',
  '%',
  '+',
  '!',
  '"',
  "'",
  '`',
  '(',
  ')',
  '[]',
  '{}',
  '<>',
  '', // 23: NUL, DEL and the controls without a class: what no other line names.
  '|',
  '\\',
  '^~',
  '$',
  '#@',
  '*',
  '\t\n\v\f\r',
  '', // 31: bytes above 127.
]

/** Class (0 to 31) of each byte. The mask of a value is the OR of `1 << byteClass[byte]`: a signed 32-bit number, 0 for the empty value. */
export const byteClass: Uint8Array = new Uint8Array(256).fill(23, 0, 128).fill(31, 128)
for (const [index, bytes] of classes.entries()) {
  for (let at = 0; at < bytes.length; at++) byteClass[bytes.charCodeAt(at)] = index
}

/** Mask of the classes of these bytes. */
export function maskOf(value: string): number {
  let mask = 0
  for (let at = 0; at < value.length; at++) mask |= 1 << (byteClass[value.charCodeAt(at) & 255] as number)
  return mask
}

const word = maskOf('a0_.')
const prose = word | maskOf(' ,!?:\x80')

/**
 * The alphabets that literals are chosen for, smallest first, each as the mask of the classes a value may hold: plain words; prose; the parts of
 * URLs; prose with quotes, brackets and line ends; headers; everything. A value belongs to the first whose mask covers its own
 * (`(mask & ~alphabet) === 0`). The last covers every value.
 */
export const alphabets: readonly number[] = [
  word,
  prose,
  word | maskOf('/:?=&%+,'),
  prose | maskOf('\'"()\n'),
  word | maskOf(' ,;:/()=+*?&%@"!'),
  -1,
]

/** Every byte whose class is in `mask`. */
export function bytesOfMask(mask: number): ByteSet {
  const set = emptySet()
  for (let byte = 0; byte < 256; byte++) if (mask & (1 << (byteClass[byte] as number))) addRange(set, byte, byte)
  return set
}
