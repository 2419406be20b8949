import { codeAt } from '../../text/code-at.ts'

/** A code point as the bytes of its UTF-8 form (RFC 3629); half a surrogate pair in the three bytes its number gives. */
export function utf8(code: number): string {
  if (code < 0x80) return String.fromCharCode(code)
  if (code < 0x800) return String.fromCharCode(0xc0 | (code >> 6), 0x80 | (code & 63))
  if (code < 0x10000) return String.fromCharCode(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63))
  return String.fromCharCode(
    0xf0 | (code >> 18),
    0x80 | ((code >> 12) & 63),
    0x80 | ((code >> 6) & 63),
    0x80 | (code & 63),
  )
}

/** Where the well-formed character (RFC 3629, section 4) that begins at `at` ends; -1 where it is none. */
export function utf8End(bytes: string, at: number): number {
  const lead = codeAt(bytes, at)
  if (lead < 0x80) return at + 1
  if (lead < 0xc2 || lead > 0xf4) return -1
  const second = codeAt(bytes, at + 1)
  if (lead < 0xe0) return continues(second) ? at + 2 : -1
  // Beyond the end charCodeAt is NaN, which no comparison holds for.
  if (!continues(second) || !continues(codeAt(bytes, at + 2))) return -1
  if (lead < 0xf0) return (lead === 0xe0 && second < 0xa0) || (lead === 0xed && second > 0x9f) ? -1 : at + 3
  if ((lead === 0xf0 && second < 0x90) || (lead === 0xf4 && second > 0x8f)) return -1
  return continues(codeAt(bytes, at + 3)) ? at + 4 : -1
}

const continues = (byte: number): boolean => (byte & 0xc0) === 0x80

const beyondAscii = /[\x80-\xff]/

/** Whether the bytes are well-formed UTF-8 (RFC 3629: no surrogates, nothing longer than needed). */
export function isUtf8(bytes: string): boolean {
  let at = bytes.search(beyondAscii)
  if (at < 0) return true
  while (at >= 0 && at < bytes.length) at = utf8End(bytes, at)
  return at >= 0
}

/** Latin-1 bytes as UTF-8 bytes. */
export const fromLatin1 = (bytes: string): string =>
  beyondAscii.test(bytes) ? bytes.replace(/[\x80-\xff]/g, (byte) => utf8(codeAt(byte, 0))) : bytes
