import { codeAt } from '../../../text/code-at.ts'
import { isDigit } from '../bytes.ts'

/** What a host is to a server that fetches from it. */
export interface Place {
  readonly kind: 'metadata' | 'loopback' | 'private' | 'link-local' | 'unspecified'
  /** Written otherwise than people write addresses: one number, octal, hex, short, mapped into IPv6, under a name that resolves to it. */
  readonly disguised: boolean
}

/** Names of metadata services and of the machine itself. Cloud manuals; RFC 6761. */
const names: ReadonlyMap<string, Place['kind']> = new Map([
  ['localhost', 'loopback'],
  ['localhost.localdomain', 'loopback'],
  ['ip6-localhost', 'loopback'],
  ['ip6-loopback', 'loopback'],
  ['metadata.google.internal', 'metadata'],
  ['metadata.goog', 'metadata'],
  ['metadata', 'metadata'],
  ['instance-data', 'metadata'],
  ['instance-data.ec2.internal', 'metadata'],
  ['kubernetes.default.svc', 'private'],
  ['kubernetes.default', 'private'],
  ['host.docker.internal', 'private'],
  ['gateway.docker.internal', 'private'],
])

/** Domains of which every name resolves to the address written in it, or to loopback. */
const resolving = /(?:^|\.)(?:(?:nip|sslip|xip)\.io|localtest\.me|lvh\.me|lacolhost\.com|vcap\.me|1u\.ms|rbndr\.us)$/

/** Where a host leads, if it leads inside. @param text as in a URL's authority: no port, no userinfo; brackets around IPv6 */
export function placeOf(text: string): Place | undefined {
  let host = text.toLowerCase()
  if (host.endsWith('.')) host = host.slice(0, -1)
  if (host.startsWith('[')) return ipv6Place(host.slice(1, host.endsWith(']') ? -1 : undefined))
  const named = names.get(host) ?? (host.endsWith('.localhost') ? 'loopback' : undefined)
  if (named) return { kind: named, disguised: host !== text }
  if (resolving.test(host)) return embedded(host)
  const four = ipv4(host)
  return four === undefined ? undefined : place(four.address, four.disguised || host !== text)
}

/** The address within `127.0.0.1.nip.io`, `app-10-0-0-1.nip.io`, `7f000001.nip.io`; loopback for domains that resolve to that alone. */
function embedded(host: string): Place | undefined {
  const dotted = /(\d{1,3})[.-](\d{1,3})[.-](\d{1,3})[.-](\d{1,3})/.exec(host)
  const hex = /(?:^|[.-])([\da-f]{8})(?=\.)/.exec(host)
  if (dotted) {
    const found = place(
      ((Number(dotted[1]) << 24) | (Number(dotted[2]) << 16) | (Number(dotted[3]) << 8) | Number(dotted[4])) >>> 0,
      true,
    )
    if (found) return found
  }
  if (hex) {
    const found = place(Number.parseInt(hex[1] as string, 16), true)
    if (found) return found
  }
  return /localtest\.me$|lvh\.me$|lacolhost\.com$|vcap\.me$/.test(host)
    ? { kind: 'loopback', disguised: true }
    : undefined
}

/** One to four numbers in decimal, octal or hex, the last filling what is left (`inet_aton`, WHATWG URL section 3.5). */
function ipv4(host: string): { readonly address: number; readonly disguised: boolean } | undefined {
  if (!isDigit(codeAt(host, 0))) return undefined
  const parts = host.split('.', 5)
  if (parts.length > 4) return undefined
  let address = 0
  let disguised = parts.length < 4
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at] as string
    const value = numberOf(part)
    if (value < 0) return undefined
    disguised ||= part.length > 1 && part.startsWith('0')
    const last = at === parts.length - 1
    const room = last ? 256 ** (5 - parts.length) : 256
    // Some readers take a part modulo 256.
    if (value >= room && !(last && parts.length === 1)) return undefined
    address = last ? address * room + (value % room) : address * 256 + value
  }
  return { address, disguised }
}

function numberOf(part: string): number {
  if (part.length > 16) return -1
  if (/^0x[\da-f]*$/.test(part)) return part.length === 2 ? 0 : Number.parseInt(part.slice(2), 16)
  if (/^0[0-7]+$/.test(part)) return Number.parseInt(part, 8)
  return /^\d{1,12}$/.test(part) ? Number(part) : -1
}

/** RFC 6890's blocks that lead inside. */
function place(address: number, disguised: boolean): Place | undefined {
  const first = Math.floor(address / 2 ** 24)
  const second = Math.floor(address / 2 ** 16) & 255
  if (address === 0xa9fea9fe || address === 0xa9feaa02 || address === 0x646464c8) return { kind: 'metadata', disguised }
  if (first === 127) return { kind: 'loopback', disguised }
  if (first === 0) return { kind: 'unspecified', disguised }
  if (first === 169 && second === 254) return { kind: 'link-local', disguised }
  if (
    first === 10 ||
    (first === 172 && second >= 16 && second < 32) ||
    (first === 192 && second === 168) ||
    (first === 100 && second >= 64 && second < 128)
  )
    return { kind: 'private', disguised }
  return undefined
}

/** Loopback, unspecified, link-local, unique local; IPv4 mapped, compatible, by NAT64 or 6to4 (RFC 4291, 6052, 3056). */
function ipv6Place(text: string): Place | undefined {
  const host = text.split(/%|%25/, 1)[0] as string
  const groups = groupsOf(host)
  if (!groups) return undefined
  const tail = ((groups[6] as number) * 65536 + (groups[7] as number)) >>> 0
  const head = groups.slice(0, 5).every((group) => group === 0)
  if (head && groups[5] === 0 && groups[6] === 0 && (groups[7] as number) < 2)
    return { kind: groups[7] === 1 ? 'loopback' : 'unspecified', disguised: false }
  if (head && (groups[5] === 0xffff || groups[5] === 0)) return place(tail, true)
  if (groups[0] === 0x64 && groups[1] === 0xff9b) return place(tail, true)
  if (groups[0] === 0x2002) return place(((groups[1] as number) * 65536 + (groups[2] as number)) >>> 0, true)
  const first = groups[0] as number
  if (host === 'fd00:ec2::254') return { kind: 'metadata', disguised: false }
  if ((first & 0xffc0) === 0xfe80) return { kind: 'link-local', disguised: false }
  return (first & 0xfe00) === 0xfc00 ? { kind: 'private', disguised: false } : undefined
}

/** Eight groups, `::` filled; a dotted tail as two. */
function groupsOf(host: string): readonly number[] | undefined {
  if (host.length > 45 || !/^[\da-f:.]+$/.test(host) || !host.includes(':')) return undefined
  const dotted = /^(.*:)(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(host)
  const text = dotted ? `${dotted[1]}${pair(dotted[2], dotted[3])}:${pair(dotted[4], dotted[5])}` : host
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [left = [], right = []] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const missing = 8 - left.length - right.length
  if (halves.length === 1 ? missing !== 0 : missing < 0) return undefined
  const groups = [...left, ...Array<string>(missing).fill('0'), ...right].map((group) =>
    /^[\da-f]{1,4}$/.test(group) ? Number.parseInt(group, 16) : -1,
  )
  return groups.includes(-1) ? undefined : groups
}

const pair = (high: string | undefined, low: string | undefined): string =>
  (Number(high) * 256 + Number(low)).toString(16)
