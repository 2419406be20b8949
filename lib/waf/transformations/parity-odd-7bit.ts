import { byteMap, oddBits } from './byte-map.ts'

/** `t:parityOdd7bit`: the eighth bit becomes odd parity. */
export const parityOdd7bit: (input: string) => string = byteMap((byte) => (oddBits(byte) ? byte & 0x7f : byte | 0x80))
