import { parseAddress } from '../http/address.ts'
import type { RowId } from './rows.ts'

const longestName = 253 // RFC 1035, section 2.3.4, without the root's dot
const label = '[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?'
const name = new RegExp(`^${label}(?:\\.${label})*$`)
const split = /^(\[[0-9A-Fa-f:.]{2,45}\]|[^:[\]]{1,254})(?::(\d{0,5}))?$/

/** The canonical `host[:port]`, or the row that says why it is none. */
export type HostReading = { readonly host: string } | { readonly row: RowId }

/**
 * Reads a Host field or a URL's authority (RFC 9110, section 7.2): one name or address and an optional port. Lower case, no root dot, no
 * default port, IPv6 as in RFC 5952. User information, blanks, escapes, Unicode and short or octal forms of IPv4 are refused.
 */
export function canonicalHost(text: string, scheme: 'http' | 'https'): HostReading {
  if (text.includes(',')) return { row: 'two-hosts' }
  const [, hostPart, port] = split.exec(text) ?? []
  const host = hostPart === undefined ? undefined : hostPart[0] === '[' ? ipv6(hostPart) : nameOrIpv4(hostPart)
  const number = port ? Number(port) : undefined
  if (host === undefined || (number !== undefined && (number > 65_535 || number === 0))) return { row: 'bad-host' }
  const isDefault = number === undefined || number === (scheme === 'https' ? 443 : 80)
  return { host: isDefault ? host : `${host}:${number}` }
}

function ipv6(bracketed: string): string | undefined {
  const address = parseAddress(bracketed.slice(1, -1))
  if (address === undefined) return undefined
  return address.family === 6 ? `[${address.text}]` : undefined // a mapped address has a shorter name
}

function nameOrIpv4(text: string): string | undefined {
  const lower = text.toLowerCase().replace(/\.$/, '')
  if (lower.length > longestName || !name.test(lower)) return undefined
  // WHATWG: a name whose last label is a number is an IPv4 address, in whichever notation. Only the usual one passes.
  const last = lower.slice(lower.lastIndexOf('.') + 1)
  if (/^(?:\d+|0x[0-9a-f]*)$/.test(last)) return parseAddress(lower)?.text
  return lower
}
