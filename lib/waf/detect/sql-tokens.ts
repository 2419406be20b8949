// What is the next token of a text, read as a piece of some SQL statement? One reader for the dialects of MySQL,
// PostgreSQL, SQL Server, Oracle and SQLite at once, as libinjection reads them: it never fails, whatever the bytes.
import { codeAt } from '../../text/code-at.ts'
import { heldBytes } from '../held-bytes.ts'
import {
  ALPHA,
  AT,
  B_LETTER,
  BINARY,
  BLANK,
  BRACKET,
  classes,
  DASH,
  DECIMAL,
  DIGIT,
  DOUBLE,
  E_LETTER,
  ESCAPE,
  HASH,
  HEX,
  kinds,
  LETTER,
  MONEY,
  N_LETTER,
  OTHER,
  pairs,
  Q_LETTER,
  QUOTE,
  SELF,
  SINGLE,
  SLASH,
  SPACE,
  TICK,
  VARIABLE_END,
  WORD_CUT,
  WORD_END,
  X_LETTER,
} from './sql-bytes.ts'
import { lookup, lookupStretch, MAX_WORD, step, WORD_TYPES } from './sql-lexicon.ts'

/** Types of tokens: character codes of the fingerprint's alphabet. */
export const COMMENT = 99
export const STRING = 115
export const NUMBER = 49
export const NAME = 110
export const VARIABLE = 118
export const OPERATOR = 111
export const LOGIC = 38
export const EVIL = 88
const BACKSLASH = 92
const UNKNOWN = 63

/** The token slots: five that make the fingerprint, the window that folds, and the comment seen last. */
export const LAST_COMMENT = 8
const SLOTS = 9
/** Type of the token in each slot; 0: none. */
export const typeAt: Uint8Array = new Uint8Array(SLOTS)
/** Where the token's text starts. */
export const startAt: Int32Array = new Int32Array(SLOTS)
/** Bytes of the token's text, never more than `MAX_WORD`. */
export const lengthAt: Uint8Array = new Uint8Array(SLOTS)
/** Number of the word in the lexicon; -1: none. */
export const wordAt: Int16Array = new Int16Array(SLOTS)
/** What opened and closed a quoted token; 0: nothing did. */
export const openAt: Uint8Array = new Uint8Array(SLOTS)
export const closeAt: Uint8Array = new Uint8Array(SLOTS)

/** Copies one slot over another. */
export function copyToken(to: number, from: number): void {
  typeAt[to] = typeAt[from] as number
  startAt[to] = startAt[from] as number
  lengthAt[to] = lengthAt[from] as number
  wordAt[to] = wordAt[from] as number
  openAt[to] = openAt[from] as number
  closeAt[to] = closeAt[from] as number
}

let text = ''
let bytes: Uint8Array = new Uint8Array(0)
let size = 0
let cursor = 0
let quote = 0
let mysql = false
/** How many tokens were read since `open`, and whether the text reads differently as MySQL (`#`, or `--` before a byte). */
export let tokensRead = 0
export let dialectMatters = false

/**
 * Starts reading `value` (a byte string). `quoteByte`: the quote the text is taken to be inside of (39 or 34; 0: none).
 * `asMysql`: `#` starts a comment and `--` only before a blank; otherwise ANSI.
 */
export function open(value: string, quoteByte: number, asMysql: boolean): void {
  text = value
  bytes = heldBytes(value)
  size = value.length
  cursor = 0
  quote = quoteByte
  mysql = asMysql
  tokensRead = 0
  dialectMatters = false
}

function put(slot: number, type: number, start: number, length: number): void {
  typeAt[slot] = type
  startAt[slot] = start
  lengthAt[slot] = Math.min(length, MAX_WORD)
  wordAt[slot] = -1
  openAt[slot] = 0
  closeAt[slot] = 0
}

/** Reads the next token into `slot`; false at the end of the text. */
export function next(slot: number): boolean {
  typeAt[slot] = 0
  if (size === 0) return false
  if (cursor === 0 && quote !== 0) {
    quoted(slot, 0, quote, 0)
    tokensRead++
    return true
  }
  while (cursor < size) {
    const start = cursor
    const byte = bytes[start] as number
    switch (kinds[byte]) {
      case BLANK:
        cursor++
        continue
      case LETTER:
        word(slot, start)
        break
      case DIGIT:
        number(slot, start, byte)
        break
      case QUOTE:
        quoted(slot, start + 1, byte, byte)
        break
      case SELF:
        single(slot, byte, start)
        break
      case SINGLE:
        single(slot, OPERATOR, start)
        break
      case DOUBLE:
        pair(slot, start, byte)
        break
      case HASH:
        dialectMatters = true
        if (mysql) lineComment(slot, start)
        else single(slot, OPERATOR, start)
        break
      case DASH:
        dash(slot, start)
        break
      case SLASH:
        slash(slot, start)
        break
      case MONEY:
        money(slot, start)
        break
      case AT:
        variable(slot, start)
        break
      case TICK:
        tick(slot, start)
        break
      case BRACKET:
        bracket(slot, start)
        break
      case ESCAPE:
        // \N is MySQL's way to write NULL.
        if (codeAt(text, start + 1) === 78) {
          put(slot, NUMBER, start, 2)
          cursor = start + 2
        } else single(slot, BACKSLASH, start)
        break
      case OTHER:
        single(slot, UNKNOWN, start)
        break
      case B_LETTER:
        digitString(slot, start, BINARY)
        break
      case X_LETTER:
        digitString(slot, start, HEX)
        break
      case E_LETTER:
        prefixedString(slot, start)
        break
      case N_LETTER:
        if (start + 2 < size && codeAt(text, start + 1) === 39) prefixedString(slot, start)
        else oracleString(slot, start, start + 1)
        break
      case Q_LETTER:
        oracleString(slot, start, start)
        break
      default:
        unicodeString(slot, start)
    }
    if (typeAt[slot] !== 0) {
      tokensRead++
      return true
    }
  }
  return false
}

function single(slot: number, type: number, start: number): void {
  put(slot, type, start, 1)
  cursor = start + 1
}

function span(from: number, bit: number): number {
  let at = from
  while (at < size && ((classes[bytes[at] as number] as number) & bit) !== 0) at++
  return at
}

function lineComment(slot: number, start: number): void {
  const end = text.indexOf('\n', start)
  put(slot, COMMENT, start, (end < 0 ? size : end) - start)
  cursor = end < 0 ? size : end + 1
}

function dash(slot: number, start: number): void {
  if (codeAt(text, start + 1) === 45) {
    if (start + 2 >= size || ((classes[codeAt(text, start + 2)] as number) & SPACE) !== 0) {
      lineComment(slot, start)
      return
    }
    // To MySQL `--x` is two minus signs, to the others a comment.
    if (!mysql) {
      dialectMatters = true
      lineComment(slot, start)
      return
    }
  }
  single(slot, OPERATOR, start)
}

function slash(slot: number, start: number): void {
  if (codeAt(text, start + 1) !== 42) {
    single(slot, OPERATOR, start)
    return
  }
  const found = text.indexOf('*/', start + 2)
  const end = found < 0 ? size : found + 2
  // A comment inside a comment (PostgreSQL nests them, others do not) or code in a comment of MySQL: nobody writes that.
  const nested = found > 0 && opensComment(start + 2, found + 1)
  put(slot, nested || codeAt(text, start + 2) === 33 ? EVIL : COMMENT, start, end - start)
  cursor = end
}

function opensComment(from: number, end: number): boolean {
  for (let at = from; at + 1 < end; at++) {
    if (codeAt(text, at) === 47 && codeAt(text, at + 1) === 42) return true
  }
  return false
}

function pair(slot: number, start: number, byte: number): void {
  if (start + 1 >= size) {
    single(slot, OPERATOR, start)
    return
  }
  const second = codeAt(text, start + 1)
  if (byte === 60 && second === 61 && codeAt(text, start + 2) === 62) {
    put(slot, OPERATOR, start, 3)
    cursor = start + 3
    return
  }
  const type = second < 128 ? (pairs[byte * 128 + second] as number) : 0
  if (type !== 0) {
    put(slot, type, start, 2)
    cursor = start + 2
  } else single(slot, byte === 58 ? 58 : OPERATOR, start)
}

/** A string up to `closing`, its text from `from`; an escaped or doubled quote does not end it, the end of text does. */
function quoted(slot: number, from: number, closing: number, opening: number): void {
  const mark = closing === 39 ? "'" : closing === 34 ? '"' : '`'
  let at = text.indexOf(mark, from)
  while (at >= 0) {
    let escapes = at
    while (escapes > from && codeAt(text, escapes - 1) === 92) escapes--
    if (((at - escapes) & 1) === 1) at = text.indexOf(mark, at + 1)
    else if (codeAt(text, at + 1) === closing) at = text.indexOf(mark, at + 2)
    else break
  }
  put(slot, STRING, from, (at < 0 ? size : at) - from)
  openAt[slot] = opening
  closeAt[slot] = at < 0 ? 0 : closing
  cursor = at < 0 ? size : at + 1
}

function word(slot: number, start: number): void {
  const limit = Math.min(start + MAX_WORD, size)
  let at = start
  let hash = 0
  const read = bytes
  for (; at < limit; at++) {
    const byte = read[at] as number
    const bits = classes[byte] as number
    if ((bits & (WORD_END | WORD_CUT)) !== 0) {
      if ((bits & WORD_END) !== 0) break
      // A word of SQL before a dot or a backtick stands alone; a mere name goes on.
      const cut = lookup(text, start, at - start, hash)
      if (cut !== -1 && WORD_TYPES[cut] !== NAME) {
        put(slot, WORD_TYPES[cut] as number, start, at - start)
        wordAt[slot] = cut
        cursor = at
        return
      }
    }
    hash = step(hash, byte)
  }
  if (at === limit) while (at < size && ((classes[read[at] as number] as number) & WORD_END) === 0) at++
  const found = at - start <= MAX_WORD ? lookup(text, start, at - start, hash) : -1
  put(slot, found === -1 ? NAME : (WORD_TYPES[found] as number), start, at - start)
  wordAt[slot] = found
  cursor = at
}

function tick(slot: number, start: number): void {
  quoted(slot, start + 1, 96, 96)
  const found = lookupStretch(text, start + 1, lengthAt[slot] as number)
  typeAt[slot] = found !== -1 && WORD_TYPES[found] === 102 ? 102 : NAME
  wordAt[slot] = found
}

function bracket(slot: number, start: number): void {
  const end = text.indexOf(']', start)
  put(slot, NAME, start, end < 0 ? size - start : end + 1 - start)
  cursor = end < 0 ? size : end + 1
}

function variable(slot: number, start: number): void {
  let from = start + 1
  if (codeAt(text, from) === 64) from++
  const byte = from < size ? codeAt(text, from) : 0
  if (byte === 96 || byte === 39 || byte === 34) {
    if (byte === 96) tick(slot, from)
    else quoted(slot, from + 1, byte, byte)
    typeAt[slot] = VARIABLE
    return
  }
  let end = from
  while (end < size && ((classes[codeAt(text, end)] as number) & VARIABLE_END) === 0) end++
  put(slot, VARIABLE, from, end - from)
  cursor = end
}

function number(slot: number, start: number, first: number): void {
  if (first === 48 && start + 1 < size) {
    const letter = codeAt(text, start + 1) | 32
    if (letter === 120 || letter === 98) {
      const end = span(start + 2, letter === 120 ? HEX : BINARY)
      put(slot, end === start + 2 ? NAME : NUMBER, start, end - start)
      cursor = end
      return
    }
  }
  let at = span(start, DECIMAL)
  if (at < size && codeAt(text, at) === 46) {
    at = span(at + 1, DECIMAL)
    if (at - start === 1) {
      single(slot, 46, start)
      return
    }
  }
  let type = NUMBER
  if (at < size && (codeAt(text, at) | 32) === 101) {
    at++
    if (at < size && (codeAt(text, at) === 43 || codeAt(text, at) === 45)) at++
    const digits = at
    at = span(at, DECIMAL)
    if (at === digits) type = NAME
  }
  // Oracle's suffixes, if nothing but the end, a blank, `;` or a UNION follows.
  if (at < size) {
    const suffix = codeAt(text, at) | 32
    if (suffix === 100 || suffix === 102) {
      const after = codeAt(text, at + 1)
      if (at + 1 >= size || ((classes[after] as number) & SPACE) !== 0 || after === 59 || (after | 32) === 117) at++
    }
  }
  put(slot, type, start, at - start)
  cursor = at
}

function money(slot: number, start: number): void {
  const end = amountEnd(start + 1)
  if (end > start + 1) {
    if (end === start + 2 && codeAt(text, start + 1) === 46) {
      word(slot, start)
      return
    }
    put(slot, NUMBER, start, end - start)
    cursor = end
    return
  }
  const tagEnd = span(start + 1, ALPHA)
  if (tagEnd >= size || codeAt(text, tagEnd) !== 36) {
    single(slot, NAME, start)
    return
  }
  // PostgreSQL's dollar quotes, with a tag of letters or none.
  const from = tagEnd + 1
  const close = closingTag(start, from)
  put(slot, STRING, from, (close < 0 ? size : close) - from)
  openAt[slot] = 36
  closeAt[slot] = close < 0 ? 0 : 36
  cursor = close < 0 ? size : close + from - start
}

/** End of the money amount at `from`: digits, dots and commas (and NUL, as above). */
function amountEnd(from: number): number {
  let at = from
  for (; at < size; at++) {
    const byte = codeAt(text, at)
    if ((byte < 48 || byte > 57) && byte !== 46 && byte !== 44 && byte !== 0) break
  }
  return at
}

/** Where the tag that stands in [start, from) comes again. By its dollars: a tag holds none inside, so this is linear. */
function closingTag(start: number, from: number): number {
  const length = from - start
  for (let at = text.indexOf('$', from); at >= 0 && at + length <= size; ) {
    let i = 1
    while (i < length && codeAt(text, at + i) === codeAt(text, start + i)) i++
    if (i === length) return at
    at = text.indexOf('$', at + 1)
  }
  return -1
}

function digitString(slot: number, start: number, bit: number): void {
  if (start + 2 < size && codeAt(text, start + 1) === 39) {
    const end = span(start + 2, bit)
    if (end < size && codeAt(text, end) === 39) {
      put(slot, NUMBER, start, end + 1 - start)
      cursor = end + 1
      return
    }
  }
  word(slot, start)
}

function prefixedString(slot: number, start: number): void {
  if (start + 2 < size && codeAt(text, start + 1) === 39) quoted(slot, start + 2, 39, 39)
  else word(slot, start)
}

function unicodeString(slot: number, start: number): void {
  if (start + 2 < size && codeAt(text, start + 1) === 38 && codeAt(text, start + 2) === 39) {
    quoted(slot, start + 3, 39, 117)
    if (closeAt[slot] === 39) closeAt[slot] = 117
  } else word(slot, start)
}

const Q_CLOSERS: Readonly<Record<number, string>> = { 40: ')', 91: ']', 123: '}', 60: '>' }

/** Oracle's q'(…)': `at` is where the q should be, after an n or not. */
function oracleString(slot: number, start: number, at: number): void {
  if (at + 2 < size && (codeAt(text, at) | 32) === 113 && codeAt(text, at + 1) === 39) {
    const opener = codeAt(text, at + 2)
    if (opener > 32 && opener < 128) {
      const end = text.indexOf(`${Q_CLOSERS[opener] ?? String.fromCharCode(opener)}'`, at + 3)
      put(slot, STRING, at + 3, (end < 0 ? size : end) - at - 3)
      openAt[slot] = 113
      closeAt[slot] = end < 0 ? 0 : 113
      cursor = end < 0 ? size : end + 2
      return
    }
  }
  word(slot, start)
}
