import type { Address } from './address.ts'

/** What one hop knows of the request it was sent. */
export interface Hop {
  readonly address: Address | undefined
  readonly host: string
  readonly scheme: 'http' | 'https'
}

/** The Forwarded field for one hop (RFC 7239, section 4): an address nobody vouches for is `unknown`, IPv6 is bracketed and quoted. */
export function formatForwarded({ address, host, scheme }: Hop): string {
  const node = address === undefined ? 'unknown' : address.family === 4 ? address.text : `"[${address.text}]"`
  // A host with a port is not a token (section 4, and RFC 9110, section 5.6.2).
  const quotedHost = host.includes(':') ? `"${host}"` : host
  return `for=${node};host=${quotedHost};proto=${scheme}`
}
