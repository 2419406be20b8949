import { codeAt } from '../../text/code-at.ts'
import { hexPairs } from './hex-encode.ts'

// NUL counts: it is dropped.
const special = /[\0\x80-\xff]/g

/**
 * `t:utf8toUnicode`: every UTF-8 sequence of two to four bytes becomes `%u` and the code point, lower case, at least
 * four digits. As in ModSecurity the first byte of an overlong sequence or a surrogate is repeated after it, a lead byte
 * without its sequence goes (F5 to F7 excepted), a stray continuation byte stays, and NUL bytes go.
 */
export const utf8toUnicode: (input: string) => string = (input) => {
  special.lastIndex = 0
  let at = special.test(input) ? special.lastIndex - 1 : -1
  if (at < 0) return input
  let out = ''
  let from = 0
  while (at >= 0) {
    const lead = codeAt(input, at)
    // Runs of other bytes, stray ones among them, are copied with the next slice.
    if (lead === 0 || (lead >= 0xc0 && lead < 0xf8)) {
      const size = sequenceLength(input, at, lead)
      const point = size === 0 ? 0 : codePoint(input, at, lead, size)
      out += input.slice(from, lead >= 0xf5 ? at + 1 : at)
      if (size > 0)
        out += point < 0x10000 ? `%u${hexPairs[point >> 8]}${hexPairs[point & 255]}` : `%u${point.toString(16)}`
      if (size > 0 && isForbidden(point, size)) out += String.fromCharCode(lead)
      from = at + (size || 1)
    }
    at = Math.max(from, at + 1)
    // In text that is not English one sequence follows another: the search would cost more than the look.
    if (codeAt(input, at) < 0x80 || at >= input.length) {
      special.lastIndex = at
      at = special.test(input) ? special.lastIndex - 1 : -1
    }
  }
  return out + input.slice(from)
}

/** 2 to 4 when a lead byte has all its continuation bytes, else 0. */
function sequenceLength(input: string, at: number, lead: number): number {
  const size = lead < 0xc0 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
  for (let i = 1; i < size; i++) if ((codeAt(input, at + i) & 0xc0) !== 0x80) return 0
  return size
}

function codePoint(input: string, at: number, lead: number, size: number): number {
  let point = lead & (0xff >> (size + 1))
  for (let i = 1; i < size; i++) point = (point << 6) | (codeAt(input, at + i) & 0x3f)
  return point
}

/** A surrogate, or a code point that fits in fewer bytes (RFC 3629, section 3). */
function isForbidden(point: number, size: number): boolean {
  return (point >= 0xd800 && point <= 0xdfff) || point < (size === 2 ? 0x80 : size === 3 ? 0x800 : 0x10000)
}
