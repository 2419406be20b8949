import { codeAt } from '../../text/code-at.ts'

// Arguments of one call to fromCharCode: few enough for every engine's stack, many enough to be fast.
const chunk = 8192
/** Fewer bytes are sooner put together than decoded. */
const short = 64

const decoder = new TextDecoder()

/**
 * Bytes as a byte string, one char for each. By TextDecoder where all are ASCII, six times as fast; not else: what it calls `latin1` is
 * windows-1252, which changes 27 bytes of 0x80 to 0x9f.
 */
export function toByteString(bytes: Uint8Array): string {
  if (bytes.length >= short && isAscii(bytes)) return decoder.decode(bytes)
  if (bytes.length <= chunk) return String.fromCharCode.apply(null, bytes as unknown as number[])
  const parts: string[] = []
  for (let at = 0; at < bytes.length; at += chunk) {
    parts.push(String.fromCharCode.apply(null, bytes.subarray(at, at + chunk) as unknown as number[]))
  }
  return parts.join('')
}

/** The bytes of a byte string; of a char beyond 0xff, which is none, the lower eight bits. */
export function toBytes(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length)
  for (let at = 0, size = text.length; at < size; at++) bytes[at] = codeAt(text, at)
  return bytes
}

function isAscii(bytes: Uint8Array): boolean {
  let any = 0
  for (let at = 0, size = bytes.length; at < size; at++) any |= bytes[at] as number
  return any < 0x80
}
