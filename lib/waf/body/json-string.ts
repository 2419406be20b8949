import { codeAt } from '../../text/code-at.ts'
import { utf8 } from './utf8.ts'

/** A string literal that was read: its bytes and where the literal ends, or what is wrong with it. */
export interface JsonString {
  readonly value: string
  /** Behind the closing quote. */
  readonly end: number
  readonly error: string | undefined
}

const fault = (error: string): JsonString => ({ value: '', end: 0, error })

const simple: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

// 0: as it is; 1: closing quote; 2: escape; 3: control character; 4 to 6: so many bytes, less 2, of UTF-8; 7: no lead byte.
const kinds = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte === 0x22) return 1
  if (byte === 0x5c) return 2
  if (byte < 0x20) return 3
  if (byte < 0x80) return 0
  if (byte >= 0xc0 && byte < 0xe0) return 4
  if (byte >= 0xe0 && byte < 0xf0) return 5
  return byte >= 0xf0 && byte < 0xf8 ? 6 : 7
})

/**
 * Where the run of plain ASCII characters of a string literal ends: at a quote, an escape, a byte beyond ASCII, the end of the text.
 * @param bytes as `heldBytes` gives them, with a 0 behind the text
 */
export function plainEnd(bytes: Uint8Array, at: number): number {
  while (kinds[bytes[at] as number] === 0) at++
  return at
}

/**
 * Reads a JSON string (RFC 8259, section 7) whose opening quote is just before `start`; `at` is where its first character that is not
 * plain stands (`plainEnd`). UTF-8 is looked at as libyajl does: lead bytes and their number of continuation bytes, nothing more. `\u` pairs
 * become one character; a first half alone becomes `?`, a second half alone three bytes, as in libyajl. Unlike there, what follows a first
 * half and is no second one is never taken for it: it would go unseen.
 */
export function readJsonString(text: string, bytes: Uint8Array, start: number, at: number): JsonString {
  let parts: string[] | undefined
  let run = start
  for (;;) {
    at = plainEnd(bytes, at)
    const kind = kinds[bytes[at] as number] as number
    if (at >= text.length) return fault('premature end in a string')
    if (kind === 1) {
      const rest = text.slice(run, at)
      if (parts === undefined) return { value: rest, end: at + 1, error: undefined }
      parts.push(rest)
      return { value: parts.join(''), end: at + 1, error: undefined }
    }
    if (kind === 2) {
      parts ??= []
      if (at > run) parts.push(text.slice(run, at))
      const letter = text.charAt(at + 1)
      if (letter === 'u') {
        const unit = hex4(text, at + 2)
        if (unit < 0) return fault('invalid \\u escape in a string')
        at += 6
        if (unit >= 0xd800 && unit < 0xdc00) {
          const low = codeAt(text, at) === 0x5c && codeAt(text, at + 1) === 0x75 ? hex4(text, at + 2) : -1
          if (low >= 0xdc00 && low < 0xe000) {
            parts.push(utf8(0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff)))
            at += 6
          } else parts.push('?')
        } else parts.push(utf8(unit))
      } else {
        const char = simple[letter]
        if (char === undefined) return fault('invalid escape in a string')
        parts.push(char)
        at += 2
      }
      run = at
      continue
    }
    if (kind === 3) return fault('control character in a string')
    if (kind === 7) return fault('invalid UTF-8 in a string')
    for (let more = kind - 3; more > 0; more--) {
      if (((bytes[++at] as number) & 0xc0) !== 0x80) return fault('invalid UTF-8 in a string')
    }
    at++
  }
}

/** Four hexadecimal digits as a number, or -1. */
function hex4(text: string, at: number): number {
  let value = 0
  for (let index = at; index < at + 4; index++) {
    const code = codeAt(text, index)
    const digit =
      code >= 0x30 && code <= 0x39
        ? code - 0x30
        : (code | 0x20) >= 0x61 && (code | 0x20) <= 0x66
          ? (code | 0x20) - 0x57
          : -1
    if (digit < 0) return -1
    value = (value << 4) | digit
  }
  return value
}
