import { codeAt } from '../../text/code-at.ts'
import { byteString } from './bytes.ts'

/**
 * Runs a hash of MD5's family: blocks of 64 bytes, padded by 80, zeros and the length in bits (RFC 1321, sections 3.1
 * and 3.2; RFC 3174, section 4). `block` reads sixteen words and changes the state.
 */
export function digest(
  input: string,
  state: Int32Array,
  littleEndian: boolean,
  block: (state: Int32Array, words: Int32Array) => void,
): string {
  const words = new Int32Array(80)
  const bytes = new Uint8Array(64)
  const view = new DataView(bytes.buffer)
  const load = (): void => {
    for (let i = 0; i < 16; i++) words[i] = view.getInt32(4 * i, littleEndian)
    block(state, words)
  }
  const whole = input.length & ~63
  for (let at = 0; at < whole; at += 64) {
    for (let i = 0; i < 64; i++) bytes[i] = codeAt(input, at + i)
    load()
  }
  bytes.fill(0)
  const rest = input.length - whole
  for (let i = 0; i < rest; i++) bytes[i] = codeAt(input, whole + i)
  bytes[rest] = 0x80
  if (rest >= 56) {
    load()
    bytes.fill(0)
  }
  const low = (input.length << 3) | 0
  const high = Math.floor(input.length / 0x2000_0000)
  view.setInt32(56, littleEndian ? low : high, littleEndian)
  view.setInt32(60, littleEndian ? high : low, littleEndian)
  load()
  for (let i = 0; i < state.length; i++) view.setInt32(4 * i, state[i] as number, littleEndian)
  return byteString(bytes, 4 * state.length)
}
