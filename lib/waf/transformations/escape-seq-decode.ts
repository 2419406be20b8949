import { codeAt } from '../../text/code-at.ts'
import { isOctal, octalRun, octalValue, simpleEscape } from './escape.ts'
import { hexByte } from './hex.ts'

/**
 * `t:escapeSeqDecode`: ANSI C escapes: `\a \b \f \n \r \t \v \\ \? \' \"`, `\xHH`, one to three octal digits (the low
 * byte of them). Before any other byte the backslash goes. A last lone backslash stays.
 * ModSecurity reference manual, "escapeSeqDecode".
 */
export const escapeSeqDecode: (input: string) => string = (input) => {
  let at = input.indexOf('\\')
  const last = input.length - 1
  if (at < 0 || at === last) return input
  let out = ''
  let from = 0
  while (at >= 0 && at < last) {
    const next = codeAt(input, at + 1)
    let byte = -1
    let end = at + 2
    if ((next | 32) === 120) {
      byte = hexByte(input, at + 2)
      if (byte >= 0) end = at + 4
    } else if (isOctal(next)) {
      const digits = octalRun(input, at + 1, 3)
      byte = octalValue(input, at + 1, digits)
      end = at + 1 + digits
    }
    if (byte < 0) byte = simpleEscape(next)
    out += from === at ? String.fromCharCode(byte) : input.slice(from, at) + String.fromCharCode(byte)
    from = end
    at = codeAt(input, from) === 92 ? from : input.indexOf('\\', from)
  }
  return out + input.slice(from)
}
