import { codeAt } from '../../text/code-at.ts'
import { hexByte, wideHexByte } from './hex.ts'

/** Code point to byte, as a code page has it. */
export type UnicodeMap = Readonly<Record<number, number>>

/**
 * `t:urlDecodeUni`: `%XX`, `+`, and `%uXXXX` of which the low byte is kept, full-width ASCII folded. What is no valid
 * escape stays as it is. ModSecurity reference manual, "urlDecodeUni".
 */
export const urlDecodeUni: (input: string) => string = (input) => decode(input, undefined)

/** The same with a mapping table (SecUnicodeMapFile): `%u2019` is then what an origin of that code page makes of it. */
export const urlDecodeUniBy =
  (map: UnicodeMap): ((input: string) => string) =>
  (input) =>
    decode(input, map)

function decode(input: string, map: UnicodeMap | undefined): string {
  const plus = input.indexOf('+')
  let at = input.indexOf('%')
  if (at < 0) return plus < 0 ? input : input.replaceAll('+', ' ')
  const value = plus < 0 ? input : input.replaceAll('+', ' ')
  let out = ''
  let from = 0
  while (at >= 0) {
    const wide = (codeAt(value, at + 1) | 32) === 117
    const byte = wide ? wideByte(value, at + 2, map) : hexByte(value, at + 1)
    if (byte < 0) at = value.indexOf('%', at + 1)
    else {
      out += from === at ? String.fromCharCode(byte) : value.slice(from, at) + String.fromCharCode(byte)
      from = at + (wide ? 6 : 3)
      at = codeAt(value, from) === 37 ? from : value.indexOf('%', from)
    }
  }
  return from === 0 ? value : out + value.slice(from)
}

function wideByte(value: string, at: number, map: UnicodeMap | undefined): number {
  const byte = wideHexByte(value, at)
  if (map === undefined || byte < 0) return byte
  return map[Number.parseInt(value.slice(at, at + 4), 16)] ?? byte
}
