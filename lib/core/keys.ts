import { SallyportError } from './errors.ts'

/** One secret, with the id under which others may refer to it. */
export interface Key {
  readonly id: string
  readonly secret: Uint8Array
}

/** Named keys. The first of a name is used to make things, all of them to check things: that is rotation. */
export interface Keys {
  has(name: string): boolean
  /** @throws ERR_KEY when there is none of that name; there are no default keys */
  current(name: string): Key
  /** The key of that name and id, or `undefined` when it was never there or has been retired. */
  find(name: string, id: string): Key | undefined
}

const leastBytes = 32

/**
 * Keys from text, as secrets are bound: `keys({ pseudonym: env.PSEUDONYM_KEYS })` with `id:base64url` entries separated by
 * commas, the current one first. A secret has at least 32 bytes.
 *
 * @throws ERR_KEY for an absent, empty, short, or unreadable one; the message names the key, never its bytes
 */
export function keys(bound: Readonly<Record<string, string | undefined>>): Keys {
  const rings = new Map(Object.entries(bound).map(([name, text]) => [name, parseRing(name, text)]))
  return {
    has: (name) => rings.has(name),
    current: (name) => rings.get(name)?.[0] ?? missing(name),
    find: (name, id) => rings.get(name)?.find((key) => key.id === id),
  }
}

/** No keys at all: what a door without the option has. */
export const noKeys: Keys = { has: () => false, current: (name) => missing(name), find: () => undefined }

function missing(name: string): never {
  throw new SallyportError('ERR_KEY', `key "${name}" is missing: bind it, and name it in the door's keys option`)
}

function parseRing(name: string, text: string | undefined): readonly Key[] {
  if (!text) return missing(name)
  const ring = text.split(',').map((entry) => parseKey(name, entry.trim()))
  if (new Set(ring.map((key) => key.id)).size !== ring.length) {
    throw new SallyportError('ERR_KEY', `key "${name}" has two entries with the same id`)
  }
  return ring
}

function parseKey(name: string, entry: string): Key {
  const [, id, encoded] = /^([A-Za-z0-9._-]{1,32}):([A-Za-z0-9_-]+)$/.exec(entry) ?? []
  if (id === undefined || encoded === undefined) {
    throw new SallyportError('ERR_KEY', `key "${name}" has an entry that is not id:base64url`)
  }
  const secret = decode(encoded)
  if (secret === undefined || secret.length < leastBytes) {
    throw new SallyportError('ERR_KEY', `key "${name}", id "${id}", needs at least ${leastBytes} bytes of base64url`)
  }
  return { id, secret }
}

function decode(encoded: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(encoded.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))
  } catch {
    return undefined
  }
}
