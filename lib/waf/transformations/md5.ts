import { digest } from './digest.ts'

/** `t:md5`: RFC 1321, the sixteen raw bytes. */
export const md5: (input: string) => string = (input) =>
  digest(input, Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476), true, block)

/** RFC 1321, section 3.4: the integer part of 4294967296 times abs(sin(i)), i from 1 to 64 in radians. */
const sines: Int32Array = Int32Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32))
const shifts: readonly number[] = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]

function block(state: Int32Array, words: Int32Array): void {
  let [a, b, c, d] = state as unknown as [number, number, number, number]
  for (let t = 0; t < 64; t++) {
    const round = t >> 4
    const mixed =
      round === 0 ? (b & c) | (~b & d) : round === 1 ? (b & d) | (c & ~d) : round === 2 ? b ^ c ^ d : c ^ (b | ~d)
    const word = words[(round === 0 ? t : round === 1 ? 5 * t + 1 : round === 2 ? 3 * t + 5 : 7 * t) & 15] as number
    const sum = (a + mixed + (sines[t] as number) + word) | 0
    const shift = shifts[4 * round + (t & 3)] as number
    a = d
    d = c
    c = b
    b = (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0
  }
  state[0] = (state[0] as number) + a
  state[1] = (state[1] as number) + b
  state[2] = (state[2] as number) + c
  state[3] = (state[3] as number) + d
}
