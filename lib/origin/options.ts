import { SallyportError } from '../core/errors.ts'

/** What sends a request: a binding, or the platform's own `fetch`. */
export interface Fetcher {
  fetch(url: string, init?: RequestInit): Promise<Response>
}

/** For a `certificate` selector that says on purpose: this origin asks for no client certificate. */
export const withoutCertificate: unique symbol = Symbol('without client certificate')

export interface TlsOptions<Env> {
  /**
   * The client certificate: selects the binding that presents it. An `mtls_certificates` binding when deployed, what `sallyport dev --cert`
   * makes in development. Where the binding is missing the request is refused; there is no fallback.
   */
  readonly certificate?: (env: Env) => Fetcher | typeof withoutCertificate | undefined
}

export interface TimeoutOptions {
  /** From sending the request to the head of the answer; 504 after it. @default 30 */
  readonly firstByteSeconds?: number
  /**
   * From sending the request to the last byte of the answer, which is cut off there. Costs a pipe an answer; not for upgrades and
   * event streams. @default none
   */
  readonly exchangeSeconds?: number
}

// biome-ignore lint/suspicious/noExplicitAny: Env is the worker's
export interface OriginOptions<Env = any> {
  /** `https://host[:port][/base]`, or what selects it from the bindings. */
  readonly url: string | ((env: Env) => string)
  readonly tls?: TlsOptions<Env>
  readonly timeouts?: TimeoutOptions
  /** Further tries for idempotent requests whose connection broke before any answer. @default 1 */
  readonly retry?: 0 | 1
  /** How this gate calls itself in Via, CDN-Loop and Proxy-Status. Two gates in a row need two names. @default 'sallyport' */
  readonly name?: string
  /** Permits `http:`. The hop to the origin can then be read and changed by anybody on the way. @default false */
  readonly allowPlaintext?: boolean
}

/** The origin's URL, cut into what a request needs. */
export interface Base {
  /** `https://host:port/base`, without a slash at its end. */
  readonly prefix: string
  /** `host[:port]`. */
  readonly host: string
  readonly secure: boolean
}

/** @throws ERR_OPTION, saying what is wrong with the URL and what to write instead */
export function parseBase(text: unknown, allowPlaintext: boolean): Base {
  const wrong = (what: string): SallyportError => new SallyportError('ERR_OPTION', `origin: url ${what}`)
  if (typeof text !== 'string' || text === '')
    throw wrong('is missing: give https://host, or bind the variable it comes from')
  if (!URL.canParse(text)) throw wrong('cannot be read: give https://host[:port][/base]')
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw wrong(`has the scheme ${url.protocol} Give https:`)
  if (url.protocol === 'http:' && !allowPlaintext) {
    throw wrong('is http: the origin would be sent plaintext. Give https:, or write allowPlaintext: true beside it')
  }
  if (url.username || url.password) throw wrong('holds a user or password: send those in a field')
  if (url.search || url.hash) throw wrong('has a query or fragment: give scheme, host, port and base path only')
  return {
    prefix: url.origin + url.pathname.replace(/\/+$/, ''),
    host: url.host,
    secure: url.protocol === 'https:',
  }
}

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/

/** @throws ERR_OPTION for what cannot be meant */
export function checkOptions<Env>({ tls, timeouts = {}, retry = 1, name = 'sallyport' }: OriginOptions<Env>): void {
  if (tls !== undefined && 'ca' in tls) {
    throw new SallyportError(
      'ERR_OPTION',
      'origin: tls.ca cannot be honoured, a worker has no say in whom the platform trusts. Use a certificate of a public CA at the ' +
        'origin; under sallyport dev give --ca FILE; under wrangler dev set NODE_EXTRA_CA_CERTS; on an own box set trustedCertificates in ' +
        'the tlsOptions of the network that workerd binds',
    )
  }
  for (const [key, seconds] of Object.entries(timeouts)) {
    if (!(typeof seconds === 'number' && seconds > 0 && seconds <= 86_400)) {
      throw new SallyportError('ERR_OPTION', `origin: timeouts.${key} must be over 0 and at most 86400 seconds`)
    }
  }
  if (retry !== 0 && retry !== 1) throw new SallyportError('ERR_OPTION', 'origin: retry is 0 or 1')
  if (!token.test(name)) throw new SallyportError('ERR_OPTION', 'origin: name must be a token of at most 64 characters')
}
