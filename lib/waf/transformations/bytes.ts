/** Longest piece handed to `fromCharCode` at once: its arguments go on the stack. */
const piece = 4096

/** The first `length` bytes as a byte string. Linear; for results of which most bytes were computed one by one. */
export function byteString(bytes: Uint8Array, length: number): string {
  if (length <= piece) return String.fromCharCode.apply(null, bytes.subarray(0, length) as unknown as number[])
  let out = ''
  for (let at = 0; at < length; at += piece)
    out += String.fromCharCode.apply(null, bytes.subarray(at, Math.min(at + piece, length)) as unknown as number[])
  return out
}
