import { codeAt } from '../../text/code-at.ts'
import type { Argument } from './argument.ts'

/**
 * Reads a Cookie field as ModSecurity's version 0 cookies (SecCookieFormat 0): pieces between `;`, blanks before the name dropped, the
 * name up to the first `=`, the rest value, nothing decoded. A piece without `=` is a name; one without name is no cookie. Blanks
 * behind the last piece are none of the field's (RFC 6265, section 4.2.1; ModSecurity 3). Never throws; cost linear in `header`.
 *
 * @param limit the most cookies; the last one's value keeps whatever is left, `;` and all, so that nothing goes unseen
 */
export function parseCookies(header: string, limit: number): Argument[] {
  const parsed: Argument[] = []
  let length = header.length
  while (length > 0 && isBlank(codeAt(header, length - 1))) length--
  let equals = header.indexOf('=')
  for (let at = 0; at < length; ) {
    let start = at
    while (start < length && isBlank(codeAt(header, start))) start++
    const semicolon = header.indexOf(';', start)
    const full = parsed.length >= limit - 1
    const end = semicolon < 0 || semicolon > length ? length : semicolon
    if (equals >= 0 && equals < start) equals = header.indexOf('=', start)
    const split = equals >= 0 && equals < end ? equals : end
    at = end + 1
    if (split <= start) continue
    const name = header.slice(start, split)
    if (full) {
      parsed.push({ name, value: header.slice(split + 1, length) })
      return parsed
    }
    parsed.push({ name, value: split < end ? header.slice(split + 1, end) : '' })
  }
  return parsed
}

const isBlank = (code: number): boolean => code === 0x20 || (code >= 9 && code <= 13)
