import type { Keys } from '../../core/keys.ts'
import { fromBase64url, toBase64url } from '../../http/base64.ts'

/** Name of the key under which tokens are signed and pseudonyms made; `keys: (env) => keys({ bot: env.BOT_KEYS })`. */
export const keyName = 'bot'

const encoder = new TextEncoder()
const imported = new WeakMap<Uint8Array, Promise<CryptoKey>>()

function macKey(secret: Uint8Array): Promise<CryptoKey> {
  let key = imported.get(secret)
  if (key === undefined) {
    const usages: KeyUsage[] = ['sign', 'verify']
    key = crypto.subtle.importKey('raw', Uint8Array.from(secret), { name: 'HMAC', hash: 'SHA-256' }, false, usages)
    imported.set(secret, key)
  }
  return key
}

/** Longest token that is looked at. */
export const maxTokenLength = 512

/**
 * `purpose` and `fields` under a signature: `keyId~field~field~mac`. Fields hold letters, digits, `-`, `_` and `.` only. Readable by anybody, writable by
 * nobody else, and good for one purpose.
 *
 * @throws ERR_KEY where there is no key named `bot`
 */
export async function sealToken(keys: Keys, purpose: string, fields: readonly string[]): Promise<string> {
  const { id, secret } = keys.current(keyName)
  const text = [id, ...fields].join('~')
  const mac = await crypto.subtle.sign('HMAC', await macKey(secret), encoder.encode(`${purpose}\0${text}`))
  return `${text}~${toBase64url(new Uint8Array(mac))}`
}

/** The fields of a token of that purpose; `undefined` for one that was not made here, or with a key that has been retired. */
export async function openToken(keys: Keys, purpose: string, token: string): Promise<readonly string[] | undefined> {
  if (token.length > maxTokenLength || !/^[A-Za-z0-9._-]+(?:~[A-Za-z0-9._-]*)+$/.test(token)) return undefined
  const cut = token.lastIndexOf('~')
  const text = token.slice(0, cut)
  const [id = '', ...fields] = text.split('~')
  const key = keys.find(keyName, id)
  const mac = fromBase64url(token.slice(cut + 1))
  if (key === undefined || mac === undefined) return undefined
  // `verify` compares in constant time.
  const good = await crypto.subtle.verify('HMAC', await macKey(key.secret), mac, encoder.encode(`${purpose}\0${text}`))
  return good ? fields : undefined
}
