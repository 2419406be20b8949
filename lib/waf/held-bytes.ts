import { byteBit } from '../regex/byte-classes.ts'
import { codeAt } from '../text/code-at.ts'

/** Bytes of the buffer that stays; a longer text gets one of its own, which goes with it. */
const kept = 1 << 16
/** From here on the platform copies faster than a loop does, if every byte is ASCII. */
const long = 48

const encoder = new TextEncoder()
let standing: Uint8Array = new Uint8Array(1 << 10)
let bytes = standing
let held = ''

/**
 * The bytes of a byte string, for those who read it more than once: `charCodeAt` asks V8 at each byte what kind of string it is, which takes
 * 4 to 7 ns, and a byte of an array takes 1 (docs/performance.md). One text at a time: what comes back holds until the next call with another
 * text. One 0 stands behind the text; what lies behind that was there before.
 */
export function heldBytes(text: string): Uint8Array {
  if (text !== held) load(text)
  return bytes
}

/** `maskOf` of a text, and its bytes made ready for `heldBytes`. */
export function maskInBytes(text: string): number {
  if (text !== held) load(text)
  const read = bytes
  let mask = 0
  for (let at = 0, size = text.length; at < size; at++) mask |= byteBit[read[at] as number] as number
  return mask
}

/** Lets go of the text: it would stay in memory until the next one comes. */
export function letGo(): void {
  held = ''
  bytes = standing
}

function load(text: string): void {
  const size = text.length
  held = ''
  bytes = standing
  if (size >= bytes.length) {
    bytes = new Uint8Array(size < kept ? 1 << (32 - Math.clz32(size)) : size + 1)
    if (size < kept) standing = bytes
  }
  if (size < long || !isCopied(text, size)) {
    const write = bytes
    for (let at = 0; at < size; at++) write[at] = codeAt(text, at)
  }
  bytes[size] = 0
  held = text
}

/** Whether the platform could copy the text: as many bytes as chars, and all of them read. Where the buffer ends, it stops before a char. */
function isCopied(text: string, size: number): boolean {
  const { read, written } = encoder.encodeInto(text, bytes)
  return read === size && written === size
}
