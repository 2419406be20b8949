import type { Client } from '../../core/client.ts'
import type { Keys } from '../../core/keys.ts'
import type { Clearance } from '../facts.ts'
import { type Binding, bindingOf } from './binding.ts'
import { openToken, sealToken } from './seal.ts'

/** `__Host-`: set over https, for this host and all its paths, by nobody else (RFC 6265bis, section 4.1.3.2). */
export const cookieName = '__Host-sallyport'
const purpose = 'clearance'

/** A clearance as a cookie; `by` says how it was earned. Seconds. */
export async function clearanceCookie(
  keys: Keys,
  { visitor, tls }: Binding,
  by: string,
  now: number,
  seconds: number,
): Promise<string> {
  const expires = Math.floor(now / 1000) + seconds
  const token = await sealToken(keys, purpose, [`${expires}`, by, tls, visitor])
  return `${cookieName}=${token}; Max-Age=${seconds}; Path=/; Secure; HttpOnly; SameSite=Lax`
}

/** The value of the cookie in a Cookie field; `undefined` where it is not there. More than one is none that this server set. */
export function readCookie(field: string | null): string | undefined {
  const start = `${cookieName}=`
  if (field === null || !field.includes(start)) return undefined
  const values = field.split(/; ?/).filter((pair) => pair.startsWith(start))
  return values.length === 1 ? values[0]?.slice(start.length) : values.length === 0 ? undefined : ''
}

/** What became of the clearance that a request carries; `undefined` where it carries none. */
export async function checkClearance(
  request: Request,
  client: Client,
  keys: Keys,
  now: number,
): Promise<Clearance | undefined> {
  const token = readCookie(request.headers.get('cookie'))
  if (token === undefined) return undefined
  const fields = await openToken(keys, purpose, token)
  const [expires, by, tls, visitor] = fields ?? []
  if (expires === undefined || by === undefined) return { state: 'forged' }
  // Under the key of the token: after a rotation the same visitor has another pseudonym.
  const binding = await bindingOf(client, request.headers.get('user-agent'), keys, token.slice(0, token.indexOf('~')))
  if (binding === undefined || binding.visitor !== visitor) return { state: 'transplanted' }
  if (tls !== '-' && binding.tls !== '-' && tls !== binding.tls) return { state: 'transplanted' }
  return Number(expires) * 1000 <= now ? { state: 'expired' } : { state: 'valid', by }
}
