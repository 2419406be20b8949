import { SallyportError } from '../core/errors.ts'

/** Where an origin is: read once from its URL. */
export interface Endpoint {
  /** `https://host[:port]` and the base path, without a slash at the end: the target is put behind it. */
  readonly prefix: string
  /** Host and port, as configured. */
  readonly authority: string
  readonly scheme: 'http' | 'https'
  /** Whether this isolate has had an answer from it. Then a broken connection may be an old one that had gone stale. */
  answered: boolean
}

/**
 * Reads an origin's URL: `https://host[:port][/base]`. The messages never repeat it, because it may hold what was not meant to be there.
 *
 * @throws ERR_OPTION for any scheme but https (http only with `allowPlaintext`), credentials, a query, a fragment, or no URL at all
 */
export function readEndpoint(text: unknown, allowPlaintext: boolean): Endpoint {
  if (typeof text !== 'string' || !URL.canParse(text)) throw unusable('is not a URL: write https://host[:port][/base]')
  // What `new URL` would silently mend is a slip in a configuration, and somebody else may mend it differently.
  if (/[\s\\]/.test(text)) throw unusable('has a blank or a backslash in it')
  const url = new URL(text)
  if (url.username || url.password) throw unusable('has credentials in it: the origin would not be sent them')
  if (text.includes('?')) throw unusable('has a query: the visitor’s is sent')
  if (text.includes('#')) throw unusable('has a fragment, which is never sent')
  if (url.protocol === 'http:') {
    if (!allowPlaintext) throw unusable('is plaintext: use https, or write allowPlaintext: true on this route')
  } else if (url.protocol !== 'https:') throw unusable('is neither https nor http')
  return {
    prefix: url.origin + url.pathname.replace(/\/+$/, ''),
    authority: url.host,
    scheme: url.protocol === 'https:' ? 'https' : 'http',
    answered: false,
  }
}

const unusable = (what: string): SallyportError => new SallyportError('ERR_OPTION', `origin: the url ${what}`)

const remembered = 16

/**
 * The endpoint for each request. A fixed URL is read now, so that a wrong one fails when the route is declared; a selector's results are
 * read once for each distinct string.
 *
 * @throws ERR_OPTION
 */
export function endpointReader<Env>(
  url: string | ((env: Env) => string),
  allowPlaintext: boolean,
): (env: Env) => Endpoint {
  if (typeof url !== 'function') {
    const endpoint = readEndpoint(url, allowPlaintext)
    return () => endpoint
  }
  const read = new Map<string, Endpoint>()
  return (env) => {
    const text = url(env)
    const known = read.get(text)
    if (known !== undefined) return known
    const endpoint = readEndpoint(text, allowPlaintext)
    if (read.size >= remembered) read.clear()
    read.set(text, endpoint)
    return endpoint
  }
}
