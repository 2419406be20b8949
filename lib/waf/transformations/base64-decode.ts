import { byteString } from './bytes.ts'

/** Value of each byte in the base64 alphabet (RFC 4648, section 4), 255 for the others. */
export const base64Values: Uint8Array = new Uint8Array(256).fill(255)
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
for (let i = 0; i < 64; i++) base64Values[alphabet.charCodeAt(i)] = i

/**
 * `t:base64Decode`: the bytes of the leading run of base64 letters; it ends at the first byte that is none, `=` too.
 * A last digit that makes no whole byte is dropped. ModSecurity v3 gives nothing at all for a value with an invalid
 * byte; this does as 2.9, which lets no garbage after a payload hide it.
 */
export const base64Decode: (input: string) => string = (input) => {
  let run = 0
  while (run < input.length && (base64Values[input.charCodeAt(run)] as number) < 64) run++
  const length = (run * 3) >> 2
  const bytes = new Uint8Array(length)
  let bits = 0
  for (let i = 0, at = 0; i < run; i++) {
    bits = (bits << 6) | (base64Values[input.charCodeAt(i)] as number)
    if ((i & 3) !== 0) bytes[at++] = bits >> (6 - 2 * (i & 3))
  }
  return byteString(bytes, length)
}
