/**
 * Fields of one connection, never sent on (RFC 9110, section 7.6.1; Proxy-* of section 11.7; HTTP2-Settings of RFC 7540). `expect` is
 * among them because the platform has answered it. `upgrade` is not: a WebSocket keeps it.
 */
export const hopByHop: readonly string[] = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authorization',
  'proxy-authenticate',
  'http2-settings',
  'te',
  'trailer',
  'transfer-encoding',
  'expect',
]

const token = /^[!#$%&'*+.^_`|~0-9a-z-]+$/

/** The field names that a Connection value lists, in lower case; what is no name is left out. */
export function connectionOptions(value: string): readonly string[] {
  return value
    .toLowerCase()
    .split(',')
    .map((option) => option.trim())
    .filter((option) => token.test(option))
}
