import { codeAt } from '../../text/code-at.ts'
import { foldFullWidth, hexByte, hexDigit } from './hex.ts'
import { isBlank } from './trim.ts'

/**
 * `t:cssDecode`: CSS escapes. One to six hexadecimal digits give the byte of the last two, full-width ASCII folded, and
 * swallow one blank after them; an escaped line feed goes; before any other byte, and at the end, the backslash goes.
 * ModSecurity reference manual, "cssDecode"; CSS 2.1, section 4.1.3.
 */
export const cssDecode: (input: string) => string = (input) => {
  let at = input.indexOf('\\')
  if (at < 0) return input
  let out = ''
  let from = 0
  while (at >= 0) {
    const start = at + 1
    let end = start
    while (end < start + 6 && hexDigit(codeAt(input, end)) >= 0) end++
    if (from !== at) out += input.slice(from, at)
    if (end > start) {
      out += String.fromCharCode(escapedByte(input, start, end))
      from = isBlank(codeAt(input, end)) ? end + 1 : end
      at = input.indexOf('\\', from)
    } else {
      // A line feed goes with its backslash; another byte stays, be it a backslash.
      from = codeAt(input, start) === 10 ? start + 1 : start
      at = input.indexOf('\\', start + 1)
    }
  }
  return out + input.slice(from)
}

/** Of one to six digits the last two; full-width forms when the digits before the last four are zeros. */
function escapedByte(input: string, start: number, end: number): number {
  const digits = end - start
  if (digits === 1) return hexDigit(codeAt(input, start))
  const low = hexByte(input, end - 2)
  if (digits < 4) return low
  for (let i = start; i < end - 4; i++) if (codeAt(input, i) !== 48) return low
  return foldFullWidth(hexByte(input, end - 4), low)
}
