// Is this stretch of the text a word of SQL, and do two words make a phrase?
import { codeAt } from '../../text/code-at.ts'
import { SQL_WORDS } from './sql-words.ts'

/** The longest text of a token that is kept and compared, in bytes: longer words are never words of SQL. */
export const MAX_WORD = 31

/** Folds ASCII letters to upper case and nothing else: indexed by byte. */
export const UPPER: Uint8Array = new Uint8Array(256)
for (let byte = 0; byte < 256; byte++) UPPER[byte] = byte >= 97 && byte <= 122 ? byte - 32 : byte

interface Lexicon {
  readonly types: Uint8Array
  readonly texts: readonly string[]
  readonly numbers: ReadonlyMap<string, number>
  /** How many of the words stand in the table; the others are only sides of phrases, and no phrases themselves. */
  readonly listed: number
}

function collect(): Lexicon {
  const typeOf = new Map<string, number>()
  for (const [type, words] of Object.entries(SQL_WORDS)) {
    for (const word of words.split(' ')) typeOf.set(word.replaceAll('+', ' '), codeAt(type, 0))
  }
  const listed = typeOf.size
  // Either side of every split of a phrase must have a number, so that a pair of numbers can name the phrase.
  for (const phrase of [...typeOf.keys()]) {
    for (let at = phrase.indexOf(' '); at > 0; at = phrase.indexOf(' ', at + 1)) {
      for (const side of [phrase.slice(0, at), phrase.slice(at + 1)]) if (!typeOf.has(side)) typeOf.set(side, 110)
    }
  }
  const texts = [...typeOf.keys()]
  return { types: Uint8Array.from(typeOf.values()), texts, numbers: new Map(texts.map((text, n) => [text, n])), listed }
}

const { types, texts, numbers, listed } = collect()

/** Type of each word by its number, as the character code of the fingerprint's alphabet. */
export const WORD_TYPES: Uint8Array = types
/** Length of each word by its number. */
export const WORD_LENGTHS: Uint8Array = Uint8Array.from(texts, (text) => text.length)
/** 1 for words that hold an underscore, by number. */
export const WORD_UNDERSCORES: Uint8Array = Uint8Array.from(texts, (text) => (text.includes('_') ? 1 : 0))

/** The number of a word written in upper case; it must be one of the lexicon. */
export function numberOf(word: string): number {
  const number = numbers.get(word)
  if (number === undefined) throw new Error(`Not a word of the lexicon: ${word}`)
  return number
}

// Open addressing over a table four times too large: most words of prose end at an empty slot.
const SLOTS = 4096
const slots = new Int16Array(SLOTS).fill(-1)
const hashes = new Int32Array(texts.length)
const starts = new Uint16Array(texts.length)
const letters = new Uint8Array(texts.reduce((sum, text) => sum + text.length, 0))

/** One step of the hash of a word: `hash` so far (0 at its start) and the next byte, in either case. */
export function step(hash: number, byte: number): number {
  return (Math.imul(hash, 31) + (byte & 0xdf)) | 0
}

let end = 0
for (const [number, text] of texts.entries()) {
  starts[number] = end
  let hash = 0
  for (let i = 0, size = text.length; i < size; i++) {
    letters[end++] = codeAt(text, i)
    hash = step(hash, codeAt(text, i))
  }
  hashes[number] = hash
  let slot = (hash ^ (hash >>> 15)) & (SLOTS - 1)
  while (slots[slot] !== -1) slot = (slot + 1) & (SLOTS - 1)
  slots[slot] = number
}

/** The number of the word at `from` in `text`, `length` bytes long with this `step` hash, in any case; -1: none. */
export function lookup(text: string, from: number, length: number, hash: number): number {
  let slot = (hash ^ (hash >>> 15)) & (SLOTS - 1)
  for (;;) {
    const number = slots[slot] as number
    if (number === -1) return -1
    if (hashes[number] === hash && WORD_LENGTHS[number] === length) {
      const start = starts[number] as number
      let i = 0
      while (i < length && UPPER[codeAt(text, from + i)] === letters[start + i]) i++
      if (i === length) return number
    }
    slot = (slot + 1) & (SLOTS - 1)
  }
}

/** `lookup` for a stretch that was not hashed while it was read; at most `MAX_WORD` bytes. */
export function lookupStretch(text: string, from: number, length: number): number {
  let hash = 0
  for (let i = 0; i < length; i++) hash = step(hash, codeAt(text, from + i))
  return lookup(text, from, length, hash)
}

const phrases = new Map<number, number>()
const begins = new Uint8Array(texts.length)
for (const [number, text] of texts.slice(0, listed).entries()) {
  for (let at = text.indexOf(' '); at > 0; at = text.indexOf(' ', at + 1)) {
    const left = numberOf(text.slice(0, at))
    begins[left] = 1
    phrases.set(left * 4096 + numberOf(text.slice(at + 1)), number)
  }
}

/** The number of the phrase that two words make with one blank between them; -1: none. */
export function phraseOf(left: number, right: number): number {
  return begins[left] === 1 ? (phrases.get(left * 4096 + right) ?? -1) : -1
}
