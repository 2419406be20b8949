import { codeAt } from '../../text/code-at.ts'
import { hexByte } from './hex.ts'

/** `t:urlDecode`: `%XX` and `+`; what is no valid escape stays as it is. ModSecurity reference manual, "urlDecode". */
export const urlDecode: (input: string) => string = (input) => {
  const plus = input.indexOf('+')
  let at = input.indexOf('%')
  if (at < 0) return plus < 0 ? input : input.replaceAll('+', ' ')
  // Raw pluses become blanks first: an escape has none within, and a decoded %2B must stay one.
  const value = plus < 0 ? input : input.replaceAll('+', ' ')
  let out = ''
  let from = 0
  while (at >= 0) {
    const byte = hexByte(value, at + 1)
    if (byte < 0) at = value.indexOf('%', at + 1)
    else {
      out += from === at ? String.fromCharCode(byte) : value.slice(from, at) + String.fromCharCode(byte)
      from = at + 3
      at = codeAt(value, from) === 37 ? from : value.indexOf('%', from)
    }
  }
  return from === 0 ? value : out + value.slice(from)
}
