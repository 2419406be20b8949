import type { Address } from './address.ts'

/**
 * What one household or machine is likely to have: a whole IPv4 address, or an IPv6 /64 (RFC 4291, section 2.5.1), whose rest a visitor changes as
 * it likes. With `coarse`, what a provider moves a visitor within: /24 and /48.
 */
export function networkOf({ family, bytes }: Address, coarse = false): string {
  const kept = family === 4 ? (coarse ? 3 : 4) : coarse ? 6 : 8
  return `${family}:${bytes.subarray(0, kept).join('.')}`
}
