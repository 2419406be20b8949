import type { Address } from '../http/address.ts'

/**
 * An address without the part that tells one person from the next: IPv4 to /24, IPv6 to /48. `unknown` where there is none.
 */
export function coarseAddress(address: Address | undefined): string {
  if (address === undefined) return 'unknown'
  const { bytes, family } = address
  if (family === 4) return `${bytes[0]}.${bytes[1]}.${bytes[2]}.0/24`
  const group = (at: number): string => (((bytes[at] as number) << 8) | (bytes[at + 1] as number)).toString(16)
  return `${group(0)}:${group(2)}:${group(4)}::/48`
}

const longestTarget = 2048

/** A target with every query value masked: names say what was sent, values may be passwords. At most 2,048 units of it are looked at. */
export function maskQuery(target: string): string {
  const at = target.indexOf('?')
  if (at < 0) return target.slice(0, longestTarget)
  const query = target.slice(at + 1, longestTarget)
  return `${target.slice(0, at)}?${query.replace(/(^|&)([^=&]*)(?:=[^&]*)?/g, (_, and: string, name: string) => (name ? `${and}${name}=*` : and))}`
}
