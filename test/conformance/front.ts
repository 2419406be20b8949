import type { Sent } from '../../bin/ftw/request.ts'
import type { Pair } from '../../lib/waf/message.ts'

/**
 * What an HTTP/1.1 server makes of the bytes before any rule sees them: in process there is none, so this one does what the tests
 * count on, as Apache does and RFC 9112 says.
 *
 * @returns the request as handed on, or the status that the server answers by itself
 */
export function front(sent: Sent): Sent | number {
  // RFC 9112, section 2.2 and 5.5: a bare CR or a NUL in a field is refused; section 3: so is a method that is no token.
  if (sent.headers.some(({ name, value }) => /[\r\n\0]/.test(value) || !isToken(name))) return 400
  if (!isToken(sent.method)) return 400
  const chunked = sent.headers.some(({ name, value }) => /^transfer-encoding$/i.test(name) && /chunked/i.test(value))
  // Section 6.3: Transfer-Encoding overrides Content-Length, which must not be passed on.
  const kept = chunked ? sent.headers.filter(({ name }) => !/^content-length$/i.test(name)) : sent.headers
  const length = kept.find(({ name }) => /^content-length$/i.test(name))
  // Section 6.3: without either there is no body.
  const body = chunked ? dechunked(sent.body) : length ? sent.body : ''
  // A request line of two words is HTTP/0.9 (RFC 1945, section 4.1).
  return { ...sent, protocol: sent.protocol || 'HTTP/0.9', headers: joined(kept), body }
}

const isToken = (text: string): boolean => /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(text)

/** RFC 9110, section 5.3: fields of one name are one list. */
function joined(headers: readonly Pair[]): readonly Pair[] {
  const byName = new Map<string, Pair>()
  for (const header of headers) {
    const key = header.name.toLowerCase()
    const before = byName.get(key)
    byName.set(key, before ? { ...before, value: `${before.value}, ${header.value}` } : header)
  }
  return [...byName.values()]
}

/** RFC 9112, section 7.1. What is no chunk stays as it is. */
function dechunked(body: string): string {
  let out = ''
  let at = 0
  for (;;) {
    const end = body.indexOf('\r\n', at)
    const size = end < 0 ? Number.NaN : Number.parseInt(body.slice(at, end), 16)
    if (Number.isNaN(size)) return at === 0 ? body : out
    if (size === 0) return out
    out += body.slice(end + 2, end + 2 + size)
    at = end + 2 + size + 2
  }
}
