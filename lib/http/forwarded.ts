import type { Address } from './address.ts'

export interface ForwardedElement {
  /** `undefined` is written `unknown` (section 6.2). */
  readonly for: Address | undefined
  /** As in a URL: with a port unless it is the default one, IPv6 in brackets. */
  readonly host: string
  readonly proto: 'http' | 'https'
}

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

/** One element of `Forwarded` (RFC 7239, section 4). IPv6 is bracketed and quoted (section 6); so is whatever is no token. */
export const formatForwarded = ({ for: address, host, proto }: ForwardedElement): string =>
  `for=${node(address)};host=${quotedUnlessToken(host)};proto=${proto}`

function node(address: Address | undefined): string {
  if (address === undefined) return 'unknown'
  return address.family === 6 ? `"[${address.text}]"` : address.text
}

const quotedUnlessToken = (value: string): string =>
  token.test(value) ? value : `"${value.replace(/["\\]/g, (char) => `\\${char}`)}"`
