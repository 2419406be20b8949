import { codeAt } from '../../../text/code-at.ts'
import { utf8 } from '../../body/utf8.ts'
import { isOctal, octalRun, octalValue } from '../../transformations/escape.ts'
import { hexByte, hexDigit } from '../../transformations/hex.ts'

const letters: ReadonlyMap<number, string> = new Map(
  Object.entries({
    n: '\n',
    r: '\r',
    t: '\t',
    b: '\b',
    f: '\f',
    v: '\v',
    '/': '/',
    '\\': '\\',
    '"': '"',
    "'": "'",
    '`': '`',
  }).map(([letter, char]) => [codeAt(letter, 0), char]),
)

/** Those that JSON knows (RFC 8259, section 7); with `\uXXXX`. */
const inJson: ReadonlySet<number> = new Set([...'nrtbf/\\"'].map((letter) => codeAt(letter, 0)))

/**
 * Escapes of JSON strings: `\n` and its like, `\uXXXX` with surrogate pairs. A backslash before anything else stays, with what
 * follows it: `C:\Users` is no escape. The same string where nothing changes.
 */
export const jsonUnescape = (text: string): string => unescapeWith(text, false)

/** Escapes of JavaScript strings (ECMA-262, section 12.9.4): those of JSON, `\xHH`, `\u{H..}`, octal, `\v`, quotes. */
export const scriptUnescape = (text: string): string => unescapeWith(text, true)

function unescapeWith(text: string, script: boolean): string {
  let at = text.indexOf('\\')
  let out = ''
  let from = 0
  while (at >= 0) {
    const read = readEscape(text, at + 1, script)
    if (read === undefined) at = text.indexOf('\\', at + 1)
    else {
      out += text.slice(from, at) + read.char
      from = read.end
      at = text.indexOf('\\', from)
    }
  }
  return from === 0 ? text : out + text.slice(from)
}

interface Read {
  readonly char: string
  readonly end: number
}

function readEscape(text: string, at: number, script: boolean): Read | undefined {
  const next = codeAt(text, at)
  if (next === 117) return script || codeAt(text, at + 1) !== 123 ? unicode(text, at + 1) : undefined
  if (!script && !inJson.has(next)) return undefined
  if (next === 120) {
    const byte = hexByte(text, at + 1)
    return byte < 0 ? undefined : { char: String.fromCharCode(byte), end: at + 3 }
  }
  if (isOctal(next)) {
    const digits = octalRun(text, at, next > 51 ? 2 : 3)
    return { char: String.fromCharCode(octalValue(text, at, digits)), end: at + digits }
  }
  const char = letters.get(next)
  return char === undefined ? undefined : { char, end: at + 1 }
}

/** After `\u`: four digits, perhaps the second half of a pair, or braces. */
function unicode(text: string, at: number): Read | undefined {
  if (codeAt(text, at) === 123) {
    let end = at + 1
    let point = 0
    while (end - at < 12 && hexDigit(codeAt(text, end)) >= 0) {
      point = point * 16 + hexDigit(codeAt(text, end))
      end++
    }
    return end > at + 1 && codeAt(text, end) === 125 && point < 0x110000
      ? { char: utf8(point), end: end + 1 }
      : undefined
  }
  const unit = fourHex(text, at)
  if (unit < 0) return undefined
  if (unit >= 0xd800 && unit < 0xdc00 && codeAt(text, at + 4) === 92 && codeAt(text, at + 5) === 117) {
    const second = fourHex(text, at + 6)
    if (second >= 0xdc00 && second < 0xe000)
      return { char: utf8(0x10000 + ((unit - 0xd800) << 10) + (second - 0xdc00)), end: at + 10 }
  }
  return { char: utf8(unit), end: at + 4 }
}

function fourHex(text: string, at: number): number {
  const high = hexByte(text, at)
  const low = high < 0 ? -1 : hexByte(text, at + 2)
  return low < 0 ? -1 : (high << 8) | low
}
