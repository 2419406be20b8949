import { SallyportError } from '../core/errors.ts'

/** What an `mtls_certificates` binding is when deployed, and a network binding with `tlsOptions` under miniflare: a way out that shows a certificate. */
export interface Fetcher {
  fetch(input: string | Request, init?: RequestInit): Promise<Response>
}

/** Returned by a certificate selector to say, deliberately, that this origin asks for no client certificate. */
export const withoutCertificate: unique symbol = Symbol('sallyport.withoutCertificate')

// biome-ignore lint/suspicious/noExplicitAny: Env is the worker's
export interface TlsOptions<Env = any> {
  /**
   * The binding that shows our client certificate to the origin. `undefined` means that it is missing: the request is refused with
   * ERR_BINDING, never sent without a certificate. `withoutCertificate` means that none is wanted.
   */
  readonly certificate: (env: Env) => BindingLike | typeof withoutCertificate | undefined
}

/** As bindings are typed elsewhere: a method that takes a Request. Runtimes take a URL and settings as well. */
export interface BindingLike {
  fetch(request: Request): Promise<Response>
}

/**
 * Picks the way out for each request; `undefined` is the platform's own `fetch`, which checks the origin against public CAs.
 *
 * @throws ERR_OPTION for what no platform can be told from inside a worker
 */
export function certificateReader<Env>(tls: TlsOptions<Env> | undefined): (env: Env) => Fetcher | undefined {
  if (tls === undefined) return () => undefined
  const { certificate, ...others } = tls
  const [other] = Object.keys(others)
  if (other !== undefined) throw new SallyportError('ERR_OPTION', mend(other))
  if (typeof certificate !== 'function') {
    throw new SallyportError('ERR_OPTION', 'origin: tls.certificate must be a selector: (env) => env.ORIGIN')
  }
  return (env) => {
    const binding = certificate(env)
    if (binding === withoutCertificate) return undefined
    if (typeof binding?.fetch !== 'function') {
      throw new SallyportError(
        'ERR_BINDING',
        'origin: tls.certificate(env) gave no binding: bind an mtls_certificates certificate, or return withoutCertificate',
      )
    }
    return binding as unknown as Fetcher
  }
}

/** Picks the binding of `through`. */
export function throughReader<Env>(
  through: ((env: Env) => BindingLike | undefined) | undefined,
): ((env: Env) => Fetcher) | undefined {
  if (through === undefined) return undefined
  return (env) => {
    const binding = through(env)
    if (typeof binding?.fetch !== 'function') {
      throw new SallyportError('ERR_BINDING', 'origin: through(env) gave no binding: bind the service it names')
    }
    return binding as unknown as Fetcher
  }
}

function mend(option: string): string {
  if (option === 'ca' || option === 'trustedCertificates') {
    return (
      `origin: a worker cannot choose whom it trusts, so there is no tls.${option}. For a private CA use one of: a certificate ` +
      'from a public CA on the origin; "sallyport dev --ca FILE"; workerd on your own box with tlsOptions.trustedCertificates ' +
      'of the network or external service; NODE_EXTRA_CA_CERTS=FILE for wrangler dev'
    )
  }
  return `origin: there is no option tls.${option}; certificates are always verified, and the client certificate comes from tls.certificate`
}
