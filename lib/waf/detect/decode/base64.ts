import { codeAt } from '../../../text/code-at.ts'
import { decodeLetters } from '../../transformations/base64-decode.ts'

/** Shortest run read as base64: below, words are too often valid by chance. */
const shortest = 8

/** How much of it is decoded to see whether it is text at all. */
const sample = 16

/**
 * The text that a value stands for in base64 (RFC 4648, sections 4 and 5, padding optional, line breaks allowed), where all of it
 * is such letters and what comes out is text; also after `;base64,` in a data URL, in place. Else the value itself.
 */
export function base64Decode(text: string): string {
  const marker = text.indexOf('base64,')
  const start = marker < 0 ? 0 : marker + 7
  const end = letterEnd(text, start)
  const rest = codeAt(text, end) === 61 ? padEnd(text, end) : end
  if (marker < 0 && rest !== text.length) return text
  const size = end - start
  if (size < shortest) return text
  // A lone digit at the end makes no byte: no encoder writes it.
  const first = decodeSome(text.slice(start, Math.min(end, start + sample)))
  if (!isText(first)) return text
  const decoded = decodeSome(text.slice(start, end))
  if (!isText(decoded)) return text
  return marker < 0 ? decoded : text.slice(0, start) + decoded + text.slice(rest)
}

function letterEnd(text: string, start: number): number {
  let at = start
  while (at < text.length && isLetter(codeAt(text, at))) at++
  return at
}

function padEnd(text: string, start: number): number {
  let at = start
  while (codeAt(text, at) === 61) at++
  return at
}

/** Letters of both alphabets, and line ends, which MIME puts between them. */
function isLetter(code: number): boolean {
  const letter = code | 32
  return (
    (letter >= 97 && letter <= 122 && code < 128) ||
    (code >= 47 && code <= 57) ||
    code === 43 ||
    code === 45 ||
    code === 95 ||
    code === 10 ||
    code === 13
  )
}

function decodeSome(letters: string): string {
  const plain = /[-_\r\n]/.test(letters)
    ? letters.replaceAll('-', '+').replaceAll('_', '/').replaceAll('\r', '').replaceAll('\n', '')
    : letters
  return decodeLetters(plain)
}

/** Printable ASCII, blanks, NUL (UTF-16, and names that it ends) and UTF-8 lead or continuation bytes, at most a tenth of the latter. */
function isText(bytes: string): boolean {
  let high = 0
  for (let at = 0, size = bytes.length; at < size; at++) {
    const code = codeAt(bytes, at)
    if (code >= 0x80) high++
    else if (code < 0x20 ? code !== 0 && code !== 9 && code !== 10 && code !== 13 : code === 0x7f) return false
  }
  return bytes.length > 0 && high * 10 <= bytes.length
}
