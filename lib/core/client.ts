import { type Address, parseAddress } from '../http/address.ts'
import { SallyportError } from './errors.ts'

/**
 * Who sent the request, as far as somebody trustworthy said so. A field that nobody vouches for is absent, and absent means
 * unknown: limits count all unknown visitors together, address rules do not match, the origin is told `unknown`.
 */
export interface Client {
  readonly address?: Address
  readonly asn?: number
  /** ISO 3166-1 alpha-2. */
  readonly country?: string
  /** How the visitor reached the first hop that we trust. */
  readonly scheme?: 'http' | 'https'
  readonly httpVersion?: string
  readonly tls?: { readonly version?: string; readonly cipher?: string; readonly ja4?: string }
}

/** Tells who sent a request. `headers` lists the header names it believes, which the door takes out of the request. */
export interface ClientSource<Env = unknown> {
  readonly headers: readonly string[]
  read(request: Request, env: Env): Client
}

/** Nobody vouches for anything: every visitor is unknown. What a front-door-less listener must use. */
export const unknownClient: ClientSource = { headers: [], read: () => ({}) }

interface PlatformFields {
  readonly clientIp?: unknown
  readonly asn?: unknown
  readonly country?: unknown
  readonly httpProtocol?: unknown
  readonly tlsVersion?: unknown
  readonly tlsCipher?: unknown
  readonly ja4?: unknown
  readonly botManagement?: { readonly ja4?: unknown }
}

/**
 * What the platform itself says. On the hosted edge that is `request.cf` and CF-Connecting-IP, which the edge overwrites; on bare
 * workerd it is `request.cf.clientIp`. Where there is no `request.cf` the request came from a plain socket, anybody may have
 * written that header, and it is not believed.
 */
export const platform: ClientSource = {
  headers: [], // CF-Connecting-IP stays for handlers of one's own; the origin module replaces it
  read(request) {
    const cf = (request as { cf?: PlatformFields }).cf
    if (cf === undefined || cf === null) return {}
    const named = cf.clientIp === undefined ? request.headers.get('cf-connecting-ip') : cf.clientIp
    const address = typeof named === 'string' ? parseAddress(named) : undefined
    const version = text(cf.tlsVersion)
    const cipher = text(cf.tlsCipher)
    const ja4 = text(cf.ja4) ?? text(cf.botManagement?.ja4)
    const country = text(cf.country)
    const httpVersion = text(cf.httpProtocol)
    return {
      ...(address && { address }),
      ...(typeof cf.asn === 'number' && { asn: cf.asn }),
      ...(country && { country }),
      ...(httpVersion && { httpVersion: httpVersion.replace('HTTP/', '') }),
      ...((version || cipher || ja4) && {
        tls: { ...(version && { version }), ...(cipher && { cipher }), ...(ja4 && { ja4 }) },
      }),
    }
  },
}

/**
 * The platform's word, where the bindings say that there is a platform. `wrangler dev` makes up a `request.cf` and lets a forged
 * CF-Connecting-IP through: `platformWhen((env) => env.CLIENT !== 'unknown')`, with that variable in `[env.dev.vars]`.
 */
export const platformWhen = <Env>(vouched: (env: Env) => boolean): ClientSource<Env> => ({
  headers: [],
  read: (request, env) => (vouched(env) ? platform.read(request, env) : {}),
})

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value.length <= 64 ? value : undefined

/** Header names that a front door sets on every request, overwriting what the visitor sent. */
export interface FrontDoorHeaders {
  readonly address?: string
  readonly ja4?: string
  /** `http` or `https`: how the visitor reached the front door. */
  readonly proto?: string
}

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/

/**
 * What a declared front door says in headers. Only for a listener that nobody but the front door can reach. A value that is not
 * exactly one address (a list means the front door appended to a forged one) is unknown, never believed in part.
 *
 * @throws ERR_OPTION when a name is not a header name (RFC 9110, section 5.1)
 */
export function fromHeader(names: string | FrontDoorHeaders): ClientSource {
  const declared = typeof names === 'string' ? { address: names } : names
  for (const name of Object.values(declared) as string[]) {
    if (!token.test(name)) throw new SallyportError('ERR_OPTION', `client: "${printable(name)}" is not a header name`)
  }
  const { address: addressName, ja4: ja4Name, proto: protoName } = declared
  const value = (request: Request, name: string | undefined): string | null => (name ? request.headers.get(name) : null)
  return {
    headers: (Object.values(declared) as string[]).map((name) => name.toLowerCase()),
    read(request) {
      const address = parseAddress(value(request, addressName) ?? '')
      const ja4 = value(request, ja4Name)
      const proto = value(request, protoName)
      return {
        ...(address && { address }),
        ...((proto === 'http' || proto === 'https') && { scheme: proto }),
        ...(ja4 !== null && /^[a-z0-9_]{10,64}$/.test(ja4) && { tls: { ja4 } }),
      }
    },
  }
}

const printable = (name: string): string => name.replace(/[^\x20-\x7e]/g, '?').slice(0, 64)
