import { codeAt } from '../../text/code-at.ts'

// What is the next piece of a text read as HTML? The states of the HTML standard's tokenizer (13.2.5) that matter to
// script, with the liberties old browsers took: NUL bytes inside names, backticks as quotes, `<%` and `<?` as comments.

/** Where the text is taken to begin: as content, inside a tag before an attribute, or inside a quoted value. */
export const IN_DATA = 0
export const IN_TAG = 1
export const IN_SINGLE = 2
export const IN_DOUBLE = 3
export const IN_BACKTICK = 4

/** Kinds of pieces. */
export const END = 0
export const TEXT = 1
export const TAG_NAME = 2
export const TAG_END = 3
export const ATTRIBUTE_NAME = 4
export const ATTRIBUTE_VALUE = 5
export const TAG_COMMENT = 6
export const DOCTYPE = 7

const DATA = 0
const BEFORE_NAME = 1
const SINGLE_VALUE = 2
const DOUBLE_VALUE = 3
const BACKTICK_VALUE = 4
const TAG_OPEN = 5
const TAG_CLOSES = 6
const AFTER_NAME = 7
const BEFORE_VALUE = 8
const AFTER_QUOTED = 9
const SELF_CLOSING = 10
const FINISHED = 11

let text = ''
let size = 0
let cursor = 0
let state = FINISHED
let closing = false
/** Where the piece read last starts and ends. */
export let pieceFrom = 0
export let pieceEnd = 0

/** Starts reading `value` (a byte string) in one of the `IN_` states. */
export function openHtml(value: string, context: number): void {
  text = value
  size = value.length
  cursor = 0
  state = context
  closing = false
}

function isBlank(byte: number): boolean {
  return byte === 32 || (byte >= 9 && byte <= 13) || byte === 0
}

function isLetter(byte: number): boolean {
  const lower = byte | 32
  return lower >= 97 && lower <= 122
}

function piece(kind: number, from: number, end: number, to: number, then: number): number {
  pieceFrom = from
  pieceEnd = end
  cursor = to
  state = then
  return kind
}

/** Reads the next piece: its kind, with `pieceFrom` and `pieceEnd` around its text; `END` at the end of the text. */
export function nextPiece(): number {
  for (;;) {
    let kind: number
    switch (state) {
      case DATA:
        kind = data()
        break
      case TAG_OPEN:
        kind = tagOpen()
        break
      case BEFORE_NAME:
        kind = beforeName()
        break
      case AFTER_NAME:
        kind = afterName()
        break
      case BEFORE_VALUE:
        kind = beforeValue()
        break
      case SINGLE_VALUE:
        kind = quotedValue("'")
        break
      case DOUBLE_VALUE:
        kind = quotedValue('"')
        break
      case BACKTICK_VALUE:
        kind = quotedValue('`')
        break
      case AFTER_QUOTED:
        kind = afterQuoted()
        break
      case SELF_CLOSING:
        kind = selfClosing()
        break
      case TAG_CLOSES:
        closing = false
        kind = piece(TAG_END, cursor, cursor + 1, cursor + 1, cursor + 1 < size ? DATA : FINISHED)
        break
      default:
        return END
    }
    if (kind !== AGAIN) return kind
  }
}

/** No piece yet: go on in the new state. */
const AGAIN = -1

function to(then: number): number {
  state = then
  return AGAIN
}

function data(): number {
  const found = text.indexOf('<', cursor)
  if (found < 0) return cursor < size ? piece(TEXT, cursor, size, size, FINISHED) : END
  if (found === cursor) {
    cursor = found + 1
    return to(TAG_OPEN)
  }
  return piece(TEXT, cursor, found, found + 1, TAG_OPEN)
}

function tagOpen(): number {
  if (cursor >= size) return END
  const byte = codeAt(text, cursor)
  switch (byte) {
    case 33:
      cursor++
      return declaration()
    case 47:
      cursor++
      closing = true
      return endTagOpen()
    case 63:
      cursor++
      return bogusComment()
    case 37:
      cursor++
      return percentComment()
  }
  if (isLetter(byte) || byte === 0) return tagName()
  return piece(TEXT, cursor - 1, cursor, cursor, DATA)
}

function endTagOpen(): number {
  if (cursor >= size) return END
  const byte = codeAt(text, cursor)
  if (byte === 62) return to(DATA)
  if (isLetter(byte)) return tagName()
  closing = false
  return bogusComment()
}

function tagName(): number {
  const from = cursor
  for (let at = from; at < size; at++) {
    const byte = codeAt(text, at)
    if (byte === 0) continue
    if (isBlank(byte)) return piece(TAG_NAME, from, at, at + 1, BEFORE_NAME)
    if (byte === 47) return piece(TAG_NAME, from, at, at + 1, SELF_CLOSING)
    if (byte === 62) {
      if (!closing) return piece(TAG_NAME, from, at, at, TAG_CLOSES)
      closing = false
      return piece(TAG_END, from, at, at + 1, DATA)
    }
  }
  return piece(TAG_NAME, from, size, size, FINISHED)
}

/**
 * The byte at the cursor behind blanks, which it passes; -1 at the end. libinjection takes 0xff for the end here and so
 * misses `<img \xff onerror=…>`, which browsers run: the one place where we answer otherwise on purpose.
 */
function passBlanks(): number {
  while (cursor < size) {
    const byte = codeAt(text, cursor)
    if (!isBlank(byte)) return byte
    cursor++
  }
  return -1
}

function beforeName(): number {
  const byte = passBlanks()
  if (byte < 0) return END
  if (byte === 47) {
    cursor++
    return to(SELF_CLOSING)
  }
  if (byte === 62) return piece(TAG_END, cursor, cursor + 1, cursor + 1, DATA)
  return attributeName()
}

function attributeName(): number {
  const from = cursor
  for (let at = from + 1; at < size; at++) {
    const byte = codeAt(text, at)
    if (isBlank(byte)) return piece(ATTRIBUTE_NAME, from, at, at + 1, AFTER_NAME)
    if (byte === 47) return piece(ATTRIBUTE_NAME, from, at, at + 1, SELF_CLOSING)
    if (byte === 61) return piece(ATTRIBUTE_NAME, from, at, at + 1, BEFORE_VALUE)
    if (byte === 62) return piece(ATTRIBUTE_NAME, from, at, at, TAG_CLOSES)
  }
  return piece(ATTRIBUTE_NAME, from, size, size, FINISHED)
}

function afterName(): number {
  const byte = passBlanks()
  if (byte < 0) return END
  if (byte === 62) return to(TAG_CLOSES)
  if (byte !== 47 && byte !== 61) return attributeName()
  cursor++
  return to(byte === 47 ? SELF_CLOSING : BEFORE_VALUE)
}

function beforeValue(): number {
  const byte = passBlanks()
  if (byte < 0) return END
  if (byte === 39) return quotedValue("'")
  if (byte === 34) return quotedValue('"')
  if (byte === 96) return quotedValue('`')
  return bareValue()
}

function quotedValue(quote: string): number {
  // At the very start of the text its opening quote is thought to stand before it.
  const from = cursor > 0 ? cursor + 1 : 0
  const found = text.indexOf(quote, from)
  if (found < 0) return piece(ATTRIBUTE_VALUE, from, size, size, FINISHED)
  return piece(ATTRIBUTE_VALUE, from, found, found + 1, AFTER_QUOTED)
}

function bareValue(): number {
  const from = cursor
  for (let at = from; at < size; at++) {
    const byte = codeAt(text, at)
    if (isBlank(byte)) return piece(ATTRIBUTE_VALUE, from, at, at + 1, BEFORE_NAME)
    if (byte === 62) return piece(ATTRIBUTE_VALUE, from, at, at, TAG_CLOSES)
  }
  return piece(ATTRIBUTE_VALUE, from, size, size, FINISHED)
}

function afterQuoted(): number {
  if (cursor >= size) return END
  const byte = codeAt(text, cursor)
  if (byte === 62) return piece(TAG_END, cursor, cursor + 1, cursor + 1, DATA)
  if (byte === 47) {
    cursor++
    return to(SELF_CLOSING)
  }
  if (isBlank(byte)) cursor++
  return to(BEFORE_NAME)
}

function selfClosing(): number {
  if (cursor >= size) return END
  if (codeAt(text, cursor) === 62) return piece(TAG_END, cursor - 1, cursor + 1, cursor + 1, DATA)
  return to(BEFORE_NAME)
}

function bogusComment(): number {
  const found = text.indexOf('>', cursor)
  if (found < 0) return piece(TAG_COMMENT, cursor, size, size, FINISHED)
  return piece(TAG_COMMENT, cursor, found, found + 1, DATA)
}

function percentComment(): number {
  const found = text.indexOf('%>', cursor)
  if (found < 0) return piece(TAG_COMMENT, cursor, size, size, FINISHED)
  return piece(TAG_COMMENT, cursor, found, found + 2, DATA)
}

function declaration(): number {
  let i = 0
  while (i < 7 && (codeAt(text, cursor + i) & 0xdf) === codeAt('DOCTYPE', i)) i++
  if (i === 7) return piece(DOCTYPE, cursor, size, size, FINISHED)
  if (text.startsWith('[CDATA[', cursor)) return cdata(cursor + 7)
  if (text.startsWith('--', cursor)) return comment(cursor + 2)
  return bogusComment()
}

function cdata(from: number): number {
  const found = text.indexOf(']]>', from)
  if (found < 0) return piece(TEXT, from, size, size, FINISHED)
  return piece(TEXT, from, found, found + 3, DATA)
}

/** Up to `-->` or `-!>`, NUL bytes between them allowed. */
function comment(from: number): number {
  for (let at = text.indexOf('-', from); at >= 0 && at <= size - 3; at = text.indexOf('-', at + 1)) {
    let i = passNuls(at + 1)
    if (i >= size) break
    const second = codeAt(text, i)
    if (second !== 45 && second !== 33) continue
    i = passNuls(i + 1)
    if (i >= size) break
    if (codeAt(text, i) === 62) return piece(TAG_COMMENT, from, at, i + 1, DATA)
  }
  return piece(TAG_COMMENT, from, size, size, FINISHED)
}

function passNuls(from: number): number {
  let at = from
  while (at < size && codeAt(text, at) === 0) at++
  return at
}
