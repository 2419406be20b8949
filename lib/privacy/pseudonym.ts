import { toBase64url } from '../http/base64.ts'

/**
 * A keyed pseudonym: 128 bits of HMAC-SHA-256, in base64url. Whoever has no key can neither turn it back nor make another; with another key, or for
 * another purpose, the same text has another one, so lists cannot be joined.
 *
 * @param secret 32 bytes or more
 * @param purpose what it is used for: `behaviour`, `clearance`
 */
export async function pseudonym(secret: Uint8Array, purpose: string, text: string): Promise<string> {
  const key = await imported(secret)
  const mac = await crypto.subtle.sign('HMAC', key, encoder.encode(`${purpose}\0${text}`))
  return toBase64url(new Uint8Array(mac, 0, 16))
}

const encoder = new TextEncoder()
const keys = new WeakMap<Uint8Array, Promise<CryptoKey>>()

/** The key of a secret, imported once: the bytes of `context.keys` stay the same object. */
function imported(secret: Uint8Array): Promise<CryptoKey> {
  let key = keys.get(secret)
  if (key === undefined) {
    key = crypto.subtle.importKey('raw', Uint8Array.from(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
    keys.set(secret, key)
  }
  return key
}
