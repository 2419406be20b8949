// `Uint8Array.prototype.toBase64` is in workerd and not yet in Node 24, where the tests and the commands run.

/** Base64 (RFC 4648, section 4). Bytes are taken in pieces, so that any length fits on the stack. */
export function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let from = 0; from < bytes.length; from += pieceLength) {
    text += String.fromCharCode(...bytes.subarray(from, from + pieceLength))
  }
  return btoa(text)
}

const pieceLength = 8192

/** Base64url without padding (RFC 4648, section 5). */
export const toBase64url = (bytes: Uint8Array): string =>
  toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')

/** The bytes of base64url without padding; `undefined` for anything else. */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) return undefined
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))
  } catch {
    return undefined
  }
}
