import { byteMap } from './byte-map.ts'

const high = /[\x80-\xff]/
const eachByte = byteMap((byte) => (byte >= 97 && byte <= 122 ? byte - 32 : byte))

/** `t:uppercase`: ASCII only; bytes from 128 up are letters to JavaScript, not to ModSecurity. */
export const uppercase: (input: string) => string = (input) => {
  // The built-in is fastest, and right when there is nothing to change and when all is ASCII.
  const folded = input.toUpperCase()
  return folded === input ? input : high.test(input) ? eachByte(input) : folded
}
