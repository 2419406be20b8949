import { byteMap } from './byte-map.ts'

const high = /[\x80-\xff]/
const eachByte = byteMap((byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte))

/** `t:lowercase`: ASCII only; bytes from 128 up are letters to JavaScript, not to ModSecurity. */
export const lowercase: (input: string) => string = (input) => {
  // The built-in is fastest, and right when there is nothing to change and when all is ASCII.
  const folded = input.toLowerCase()
  return folded === input ? input : high.test(input) ? eachByte(input) : folded
}
