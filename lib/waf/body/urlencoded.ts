import type { Argument } from './argument.ts'

/** What a query string or a form body holds. */
export interface Urlencoded {
  readonly arguments: Argument[]
  /** A `%` without two hexadecimal digits behind it was met, and kept as it is. */
  readonly invalidEncoding: boolean
  /** More arguments than the limit: those behind it were not read, so the request must not pass as inspected. */
  readonly exceeded: boolean
}

/**
 * Reads `application/x-www-form-urlencoded` bytes, of a query (without its `?`) or of a body, as ModSecurity does: pieces between `&`, the name
 * up to the first `=`. An empty piece is an argument without name and value; an empty one at the very end is none. `+` is a blank,
 * `%XX` a byte, any other `%` stays and is flagged. Never throws; cost linear in `text`.
 *
 * @param limit SecArgumentsLimit: the most arguments that are read (ModSecurity: 1000)
 */
export function parseUrlencoded(text: string, limit: number): Urlencoded {
  const parsed: Argument[] = []
  const length = text.length
  const coded = text.includes('%') || text.includes('+')
  let invalidEncoding = false
  let equals = text.indexOf('=')
  for (let start = 0; start < length; ) {
    if (parsed.length >= limit) return { arguments: parsed, invalidEncoding, exceeded: true }
    let end = text.indexOf('&', start)
    if (end < 0) end = length
    // Looked for once and kept: pieces without `=` must not each search to the end of the text.
    if (equals >= 0 && equals < start) equals = text.indexOf('=', start)
    const split = equals >= 0 && equals < end ? equals : end
    let name = text.slice(start, split)
    let value = split < end ? text.slice(split + 1, end) : ''
    if (coded) {
      invalidEncoding ||= hasInvalidEscape(name) || hasInvalidEscape(value)
      name = decode(name)
      value = decode(value)
    }
    parsed.push({ name, value })
    start = end + 1
  }
  return { arguments: parsed, invalidEncoding, exceeded: false }
}

const invalidEscape = /%(?![0-9A-Fa-f]{2})/
const hasInvalidEscape = (piece: string): boolean => piece.includes('%') && invalidEscape.test(piece)

const escaped = /%[0-9A-Fa-f]{2}/g
const toByte = (found: string): string => String.fromCharCode(Number.parseInt(found.slice(1), 16))

/** `+` and `%XX` decoded, once; what is no escape stays. Also what a query's name or value is to ModSecurity. */
function decode(piece: string): string {
  const blanks = piece.includes('+') ? piece.replaceAll('+', ' ') : piece
  return blanks.includes('%') ? blanks.replace(escaped, toByte) : blanks
}
