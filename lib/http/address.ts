import ipaddr from 'ipaddr.js'

const { IPv4, IPv6 } = ipaddr // CommonJS: Node sees no named exports

/**
 * An IP address in binary canonical form. Two addresses are the same exactly when their bytes are: IPv4-mapped IPv6 is IPv4,
 * and there is one text for each (RFC 5952).
 */
export interface Address {
  readonly family: 4 | 6
  /** 4 or 16 bytes, network order. */
  readonly bytes: Uint8Array
  /** Canonical text: `192.0.2.1`, `2001:db8::1`. */
  readonly text: string
}

const longestText = 45 // ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255

/**
 * Reads one address, and nothing but an address: no port, brackets, zone, blanks, list, octal, hex or short IPv4 forms, which
 * two readers would read differently. Anything else is `undefined`: the address is unknown.
 */
export function parseAddress(text: string): Address | undefined {
  if (text.length > longestText) return undefined
  if (IPv4.isValidFourPartDecimal(text)) return fromBytes(4, IPv4.parse(text).toByteArray())
  if (!text.includes(':') || text.includes('%') || !IPv6.isValid(text)) return undefined
  const dotted = text.lastIndexOf(':') + 1
  if (text.includes('.') && !IPv4.isValidFourPartDecimal(text.slice(dotted))) return undefined
  const address = IPv6.parse(text)
  return address.isIPv4MappedAddress()
    ? fromBytes(4, address.toIPv4Address().toByteArray())
    : fromBytes(6, address.toByteArray())
}

function fromBytes(family: 4 | 6, bytes: readonly number[]): Address {
  const text = family === 4 ? bytes.join('.') : new IPv6([...bytes]).toRFC5952String()
  return { family, bytes: Uint8Array.from(bytes), text }
}
