import { base64Values } from './base64-decode.ts'
import { byteString } from './bytes.ts'

/**
 * `t:base64DecodeExt`: base64 with everything else skipped. Nothing when a single `=` follows the first letter of a group
 * of four, as in ModSecurity. A NUL byte is skipped too, as in v3; 2.9 ends there.
 */
export const base64DecodeExt: (input: string) => string = (input) => {
  const bytes = new Uint8Array(((input.length * 3) >> 2) + 1)
  let letters = 0
  let at = 0
  let bits = 0
  for (let i = 0; i < input.length; i++) {
    const code = input.charCodeAt(i)
    const value = base64Values[code] as number
    if (value < 64) {
      bits = (bits << 6) | value
      const phase = letters++ & 3
      if (phase !== 0) bytes[at++] = bits >> (6 - 2 * phase)
    } else if (code === 61 && (letters & 3) === 1 && input.charCodeAt(i + 1) !== 61) return ''
  }
  return byteString(bytes, at)
}
