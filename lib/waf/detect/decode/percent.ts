import { codeAt } from '../../../text/code-at.ts'
import { utf8 } from '../../body/utf8.ts'
import { hexByte, hexDigit } from '../../transformations/hex.ts'

/** A digit as decoders read it that subtract instead of checking: letters go on after F, up to Z = 35. */
function looseDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  const letter = code | 32
  return letter >= 97 && letter <= 122 && code < 128 ? letter - 87 : -1
}

function fourHex(text: string, at: number): number {
  const high = hexByte(text, at)
  const low = high < 0 ? -1 : hexByte(text, at + 2)
  return low < 0 ? -1 : (high << 8) | low
}

/**
 * `%XX` (RFC 3986, section 2.1), `%uXXXX` as the UTF-8 of its code point (IIS, ECMA-262 annex B `unescape`), and `%XY` with
 * letters past F, by value modulo 256, as unchecked decoders read it. Anything else stays. The same string where nothing changes.
 */
export function percentDecode(text: string): string {
  let at = text.indexOf('%')
  let out = ''
  let from = 0
  while (at >= 0) {
    let char: string | undefined
    let end = at + 3
    const next = codeAt(text, at + 1)
    if ((next | 32) === 117 && hexDigit(codeAt(text, at + 2)) >= 0) {
      const point = fourHex(text, at + 2)
      if (point >= 0) char = utf8(point)
      end = at + 6
    } else {
      const high = looseDigit(next)
      const low = looseDigit(codeAt(text, at + 2))
      // Both digits loose or one: what follows "100%" in text is a blank, or one letter and a blank.
      if (high >= 0 && low >= 0) char = String.fromCharCode((high * 16 + low) & 255)
    }
    if (char === undefined) at = text.indexOf('%', at + 1)
    else {
      out += text.slice(from, at) + char
      from = end
      at = text.indexOf('%', from)
    }
  }
  return from === 0 ? text : out + text.slice(from)
}

/** `+` as a blank, as forms are read. */
export function plusDecode(text: string): string {
  return text.includes('+') ? text.replaceAll('+', ' ') : text
}
