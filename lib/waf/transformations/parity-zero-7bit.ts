import { byteMap } from './byte-map.ts'

/** `t:parityZero7bit`: the eighth bit becomes zero. */
export const parityZero7bit: (input: string) => string = byteMap((byte) => byte & 0x7f)
