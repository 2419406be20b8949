import { codeAt } from '../../text/code-at.ts'
import { byteString } from './bytes.ts'

/**
 * `t:hexDecode`: a byte for every two bytes, a last odd one is dropped. As in ModSecurity nothing checks that they are
 * digits: other bytes count by the same arithmetic.
 */
export const hexDecode: (input: string) => string = (input) => {
  const length = input.length >> 1
  const bytes = new Uint8Array(length)
  for (let i = 0; i < length; i++)
    bytes[i] = looseDigit(codeAt(input, 2 * i)) * 16 + looseDigit(codeAt(input, 2 * i + 1))
  return byteString(bytes, length)
}

function looseDigit(code: number): number {
  return code >= 65 ? (code & 0xdf) - 55 : code - 48
}
