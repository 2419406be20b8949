import { hexByte, wideHexByte } from './hex.ts'

/**
 * `t:urlDecodeUni`: `%XX`, `+`, and `%uXXXX` of which the low byte is kept, full-width ASCII folded. What is no valid
 * escape stays as it is. ModSecurity reference manual, "urlDecodeUni", without a mapping table (SecUnicodeMapFile).
 */
export const urlDecodeUni: (input: string) => string = (input) => {
  const plus = input.indexOf('+')
  let at = input.indexOf('%')
  if (at < 0) return plus < 0 ? input : input.replaceAll('+', ' ')
  const value = plus < 0 ? input : input.replaceAll('+', ' ')
  let out = ''
  let from = 0
  while (at >= 0) {
    const wide = (value.charCodeAt(at + 1) | 32) === 117
    const byte = wide ? wideHexByte(value, at + 2) : hexByte(value, at + 1)
    if (byte < 0) at = value.indexOf('%', at + 1)
    else {
      out += from === at ? String.fromCharCode(byte) : value.slice(from, at) + String.fromCharCode(byte)
      from = at + (wide ? 6 : 3)
      at = value.charCodeAt(from) === 37 ? from : value.indexOf('%', from)
    }
  }
  return from === 0 ? value : out + value.slice(from)
}
