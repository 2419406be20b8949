import { codeAt } from '../../../text/code-at.ts'
import { utf8 } from '../../body/utf8.ts'
import { decodeLetters } from '../../transformations/base64-decode.ts'

/** Characters that best-fit tables of Windows and normalisation (NFKC) make ASCII of, and that stand for syntax. */
const lookalikes: ReadonlyMap<number, string> = new Map([
  [0x2024, '.'],
  [0xfe52, '.'],
  [0x3002, '.'],
  [0xff61, '.'],
  [0x2044, '/'],
  [0x2215, '/'],
  [0x29f8, '/'],
  [0xf025, '/'],
  [0x2216, '\\'],
  [0x29f5, '\\'],
  [0xfe68, '\\'],
  [0xefc8, '\\'],
  [0x2018, "'"],
  [0x2019, "'"],
  [0x02b9, "'"],
  [0x02bc, "'"],
  [0x201c, '"'],
  [0x201d, '"'],
  [0x02ba, '"'],
  [0x2039, '<'],
  [0x203a, '>'],
  [0x3008, '<'],
  [0x3009, '>'],
  [0xfe64, '<'],
  [0xfe65, '>'],
  [0xfe64, '<'],
  [0x037e, ';'],
  [0xfe54, ';'],
  [0xfe55, ':'],
  [0xa789, ':'],
  [0xfe59, '('],
  [0xfe5a, ')'],
  [0xfe5b, '{'],
  [0xfe5c, '}'],
  [0xfe69, '$'],
  [0xfe6a, '%'],
  [0xfe60, '&'],
  [0x2223, '|'],
  [0x01c0, '|'],
  [0x00a0, ' '],
  [0x2003, ' '],
  [0x2009, ' '],
  [0x3000, ' '],
  [0x2028, '\n'],
  [0x2029, '\n'],
])

/**
 * Bytes past ASCII as ASCII where some reader makes ASCII of them: overlong UTF-8 of two to six bytes (RFC 3629, section 10), also
 * with a second byte that is no continuation (`C0 2E`), full-width forms, and characters that best-fit tables map. The rest stays.
 */
export function foldUnicode(text: string): string {
  let out = ''
  let from = 0
  let at = 0
  while (at < text.length) {
    if (codeAt(text, at) < 0xc0) {
      at++
      continue
    }
    const read = folded(text, at)
    if (read === undefined) at++
    else {
      out += text.slice(from, at) + read.char
      at = from = read.end
    }
  }
  return from === 0 ? text : out + text.slice(from)
}

interface Read {
  readonly char: string
  readonly end: number
}

function folded(text: string, at: number): Read | undefined {
  const lead = codeAt(text, at)
  if (lead <= 0xc1) return overlongPair(text, at, lead)
  const size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf8 ? 4 : lead < 0xfc ? 5 : lead < 0xfe ? 6 : 0
  let point = lead & (0xff >> (size + 1))
  if (size === 0) return undefined
  for (let i = 1; i < size; i++) {
    const byte = codeAt(text, at + i)
    if ((byte & 0xc0) !== 0x80) return undefined
    point = point * 64 + (byte & 63)
  }
  const end = at + size
  if (point < 0x80 && size > 2) return { char: String.fromCharCode(point), end }
  if (point >= 0xff01 && point <= 0xff5e) return { char: String.fromCharCode(point - 0xfee0), end }
  // Letters in circles: normalisation (NFKC) makes letters of them, in host names too.
  if (point >= 0x24b6 && point <= 0x24e9) return { char: String.fromCharCode(97 + ((point - 0x24b6) % 26)), end }
  const char = lookalikes.get(point)
  return char === undefined ? undefined : { char, end }
}

/**
 * `C0` or `C1` and one byte: never valid. Readers that do not check take the low bits of what follows; where that byte is
 * itself the character (`C0 2E`), others drop the lead.
 */
function overlongPair(text: string, at: number, lead: number): Read | undefined {
  if (at + 1 >= text.length) return undefined
  const next = codeAt(text, at + 1)
  const end = at + 2
  if (next === 0x2e || next === 0x2f || next === 0x5c) return { char: String.fromCharCode(next), end }
  if ((next & 0x7f) === 0x2f) return { char: '/', end }
  // What traversal tools send for a dot beside C0 AE and C0 2E: the bit of the wrong length set or cleared.
  if (lead === 0xc0 && (next === 0x5e || next === 0xee || next === 0xfe)) return { char: '.', end }
  if (next < 0x80 && next !== 0x1c) return undefined
  return { char: String.fromCharCode(((lead & 1) << 6) | (next & 63)), end }
}

/** UTF-7 (RFC 2152): `+ADw-`. Only runs that give nothing but ASCII; `+-` is a plus. */
export function utf7Decode(text: string): string {
  let at = text.indexOf('+')
  let out = ''
  let from = 0
  while (at >= 0) {
    let end = at + 1
    while (isBase64(codeAt(text, end))) end++
    const char = end - at < 4 ? undefined : asciiOfUtf16(text.slice(at + 1, end))
    if (char !== undefined) {
      out += text.slice(from, at) + char
      from = codeAt(text, end) === 45 ? end + 1 : end
    }
    at = text.indexOf('+', end)
  }
  return from === 0 ? text : out + text.slice(from)
}

/** Base64 letters as big-endian UTF-16 that is ASCII only, or nothing. */
function asciiOfUtf16(letters: string): string | undefined {
  const bytes = decodeLetters(letters)
  let out = ''
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    if (codeAt(bytes, at) !== 0 || codeAt(bytes, at + 1) > 0x7e) return undefined
    out += bytes[at + 1]
  }
  return out === '' ? undefined : out
}

function isBase64(code: number): boolean {
  return (code >= 47 && code <= 57) || ((code | 32) >= 97 && (code | 32) <= 122 && code < 128)
}

/** UTF-16 in either byte order, as UTF-8, where most of every second byte is NUL or a byte order mark leads. */
export function utf16Decode(text: string): string {
  const big = text.startsWith('\xfe\xff')
  const little = text.startsWith('\xff\xfe')
  if (!big && !little && !text.includes('\0')) return text
  let even = 0
  let odd = 0
  for (let at = text.indexOf('\0'); at >= 0; at = text.indexOf('\0', at + 1)) at & 1 ? odd++ : even++
  const most = (text.length >> 1) * 0.8
  if (!big && !little && even <= most && odd <= most) return text
  return utf16(text, big || (!little && even > odd) ? 0 : 1)
}

/** Without its NUL bytes, which many readers drop. */
export function nulDrop(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '') : text
}

/** @param high which byte of two is the high one: 0 big-endian, 1 little-endian */
function utf16(text: string, high: 0 | 1): string {
  let out = ''
  for (let at = 0; at + 1 < text.length; at += 2) {
    const unit = (codeAt(text, at + high) << 8) | codeAt(text, at + 1 - high)
    if (unit !== 0xfeff) out += utf8(unit)
  }
  return out
}
