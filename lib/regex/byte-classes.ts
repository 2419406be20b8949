import { codeAt } from '../text/code-at.ts'
import { addRange, type ByteSet, emptySet } from './byte-set.ts'

/**
 * 32 classes of bytes, one bit each: what a value holds is one number, and what a pattern cannot do without is a few. Case is not
 * told apart. Order matters to nobody but the compiled rule sets: a change is a new rule ABI.
 */
const classes: readonly string[] = [
  'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ',
  '0123456789',
  '_-',
  '.',
  ' ',
  '/',
  '"',
  "'",
  '<',
  '>',
  '(',
  ')',
  '=',
  '&',
  ';',
  '%',
  '+',
  ':',
  '\\',
  '$',
  '{}',
  '[]',
  '`',
  '|',
  '*',
  '#',
  '@!',
  '?',
  ',~^',
  '\r\n',
  // 30: the other controls; 31: everything beyond ASCII.
]

const controls = 30
const beyondAscii = 31

/** Class of each byte. */
export const byteClass: Uint8Array = new Uint8Array(256).map((_, byte) => {
  const found = classes.findIndex((bytes) => bytes.includes(String.fromCharCode(byte)))
  return found >= 0 ? found : byte < 128 ? controls : beyondAscii
})

/** Bit of each byte's class. */
export const byteBit: Int32Array = new Int32Array(256).map((_, byte) => 1 << (byteClass[byte] as number))

/** Classes of the bytes of a text. The empty text has none. */
export function maskOf(text: string): number {
  let mask = 0
  for (let at = 0, size = text.length; at < size; at++) mask |= byteBit[codeAt(text, at)] as number
  return mask
}

const bitsOf = (...bytes: readonly string[]): number => bytes.reduce((mask, text) => mask | maskOf(text), 0)

const word = bitsOf('a0_.')
const prose = word | bitsOf(' ,@?:\n\xff')
const address = word | bitsOf('/:=&%+?,#')
const quoted = prose | bitsOf('\'"();&/+')
const field = address | bitsOf(' ;"()*@')

/**
 * Alphabets of values, smallest first: literals are looked for among those that a value of the alphabet can hold. A value belongs
 * to the first whose classes contain its own. waf-speed: prose without quotes must come before anything with `=` or `&`.
 */
export const alphabets: readonly number[] = [word, prose, address, quoted, field, -1]

/** Index into `alphabets`. */
export function alphabetOf(mask: number): number {
  for (let at = 0; at < alphabets.length - 1; at++) if ((mask & ~(alphabets[at] as number)) === 0) return at
  return alphabets.length - 1
}

/** All bytes of the classes in a mask. */
export function bytesOfMask(mask: number): ByteSet {
  const set = emptySet()
  for (let byte = 0; byte < 256; byte++) if (((byteBit[byte] as number) & mask) !== 0) addRange(set, byte, byte)
  return set
}
