/**
 * Fields that speak of one connection and end there (RFC 9110, section 7.6.1), with those that HTTP/1.1 and old proxies add: `Trailer`,
 * because the platform drops trailers; `Expect`, because the platform has answered it; `HTTP2-Settings` (RFC 7540, section 3.2.1);
 * credentials and challenges of a proxy (RFC 9110, section 11.7), because this hop is the one they would be meant for.
 */
export const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'expect',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authentication-info',
  'proxy-authorization',
  'proxy', // no field at all: CGI makes HTTP_PROXY of it
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

const token = /^[!#$%&'*+.^_`|~0-9a-z-]+$/

/** The fields that a `Connection` value names, in lower case. What is no token names no field and is left out. */
export const connectionOptions = (connection: string): readonly string[] =>
  connection
    .toLowerCase()
    .split(',')
    .map((option) => option.trim())
    .filter((option) => token.test(option))
