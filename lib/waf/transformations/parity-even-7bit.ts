import { byteMap, oddBits } from './byte-map.ts'

/** `t:parityEven7bit`: the eighth bit becomes even parity. */
export const parityEven7bit: (input: string) => string = byteMap((byte) => (oddBits(byte) ? byte | 0x80 : byte & 0x7f))
