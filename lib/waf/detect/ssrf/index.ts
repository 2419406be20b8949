import { codeAt } from '../../../text/code-at.ts'
import { isBlank } from '../bytes.ts'
import { type Finding, pastBound, surer } from '../finding.ts'
import { Fact, type Needs } from '../needs.ts'
import { type Place, placeOf } from './host.ts'

export const ssrfNeeds: Needs = { all: 0, any: Fact.slash | Fact.colon | Fact.backslash, length: 6 }

/** Schemes by which a fetcher speaks other protocols (curl's and Java's lists), at the head of a value. */
const foreign: ReadonlyMap<string, number> = new Map([
  ['gopher', 0.95],
  ['dict', 0.9],
  ['ldap', 0.85],
  ['ldaps', 0.85],
  ['tftp', 0.85],
  ['rmi', 0.9],
  ['imap', 0.6],
  ['smb', 0.6],
  ['ssh', 0.5],
  ['sftp', 0.5],
  ['telnet', 0.6],
])

/** Most addresses of a value that are read. */
const most = 20_000

/**
 * Would a server that fetches this value reach inside: itself, its network, the cloud's metadata? Every spelling of the address, userinfo
 * that hides it, names that resolve to it. A whole value is a target; an address within sentences is talk about one. In a field whose name
 * says that it is fetched from, addresses count that are ordinary elsewhere: where developers work, and private networks.
 */
export function ssrf(value: string, where?: { readonly name: string }): Finding | undefined {
  let found: Finding | undefined
  let count = 0
  let start = 0
  while (start < value.length && isBlank(codeAt(value, start))) start++
  for (let at = value.indexOf(':', start); at >= 0; at = value.indexOf(':', at + 1)) {
    const head = schemeStart(value, at)
    if (head === at) continue
    if (++count > most) return surer(found, pastBound('url', at, value.length))
    const slashes = slashesEnd(value, at + 1)
    found = surer(found, target(value, head, at, slashes, head === start, where?.name ?? ''))
    if (found && found.confidence >= 0.95) return found
  }
  if (value.startsWith('//', start)) found = surer(found, relative(value, start))
  if (found === undefined && where !== undefined && isFetched(where.name)) found = bare(value, start)
  return found
}

const isSlash = (code: number): boolean => code === 47 || code === 92

function schemeStart(value: string, colon: number): number {
  let at = colon
  while (at > 0 && colon - at < 12 && /[a-z\d+.-]/i.test(value[at - 1] as string)) at--
  return at
}

/** URL parsers take any number of either slash, and tabs and line ends between (WHATWG URL, section 4.4). */
function slashesEnd(value: string, from: number): number {
  let at = from
  while (
    at < value.length &&
    (isSlash(codeAt(value, at)) || codeAt(value, at) === 9 || codeAt(value, at) === 10 || codeAt(value, at) === 13)
  )
    at++
  return at
}

function target(
  value: string,
  head: number,
  colon: number,
  start: number,
  first: boolean,
  field: string,
): Finding | undefined {
  const scheme = value.slice(head, colon).toLowerCase().replace(/^url:/, '')
  const slashes = start - colon - 1
  const whole = first && isWhole(value, start)
  const odd = foreign.get(scheme)
  if (odd !== undefined && slashes >= 2)
    return finding('scheme', 'a scheme that speaks another protocol', head, start, whole ? odd : 0.5)
  const web = scheme === 'http' || scheme === 'https' || scheme === 'ftp' || scheme === 'ws' || scheme === 'wss'
  if (!web || (slashes === 0 && !first)) return undefined
  const { host, end, userinfo, port } = authority(value, start)
  let place = placeOf(host)
  if (place === undefined) return undefined
  // `http:127.0.0.1/`, `http:/\127.0.0.1`: what parsers of browsers and of Node take for an address.
  if (value.slice(colon + 1, start) !== '//') place = { ...place, disguised: true }
  const confidence = sure(place, whole, userinfo, port)
  return finding(
    'address',
    reasons[place.kind],
    head,
    Math.max(end, start),
    whole && confidence < fetched && isFetched(field) ? fetched : confidence,
  )
}

const fetched = 0.82
const sources =
  'url uri src source feed img image avatar webhook hook endpoint proxy fetch download remote import preview pdf upstream backend server host'
const apart = new RegExp(`(?:^|[_.[-])(?:${sources.replaceAll(' ', '|')})s?\\]?$`, 'i')
/** `imageUrl`. */
const joined = new RegExp(
  `[a-z](?:${sources.replace(/\b[a-z]/g, (first) => first.toUpperCase()).replaceAll(' ', '|')}|URL|URI)s?$`,
)
/** To these a browser is led, or they say where something happened. */
const led = /document|blocked|redirect|return|callback|next|origin|refer|logout|success|cancel|continue|back$/i

/** Whether a field's name says that a server fetches what it holds: `image_url`, not `redirect_url`, to which a browser is led. */
const isFetched = (name: string): boolean => {
  const last = name.length > 64 ? name.slice(-64) : name
  return (apart.test(last) || joined.test(last)) && !led.test(last)
}

/** `localhost:6379`, with no scheme before it. */
function bare(value: string, start: number): Finding | undefined {
  if (value.length - start > 64 || !/^[\w.-]{1,48}:\d{1,5}(?:\/|$)/.test(value.slice(start))) return undefined
  const { host, end } = authority(value, start)
  const place = placeOf(host)
  return place && finding('address', reasons[place.kind], start, end, fetched)
}

/** `//127.0.0.1/x`: the scheme is the page's. */
function relative(value: string, start: number): Finding | undefined {
  const { host, end, userinfo, port } = authority(value, start + 2)
  // `//00` is a comment or an empty name as well.
  const place = host.length < 4 ? undefined : placeOf(host)
  return (
    place &&
    finding(
      'address',
      reasons[place.kind],
      start,
      end,
      Math.min(0.8, sure(place, isWhole(value, start), userinfo, port)),
    )
  )
}

const reasons: Readonly<Record<Place['kind'], string>> = {
  metadata: "the cloud's metadata service",
  loopback: 'the machine itself',
  private: 'an address of a private network',
  'link-local': 'an address of the link',
  unspecified: 'an address that means this machine',
}

function sure({ kind, disguised }: Place, whole: boolean, userinfo: boolean, port: number): number {
  if (kind === 'metadata') return whole || disguised ? 0.95 : 0.6
  if (disguised || (userinfo && whole)) return whole ? 0.9 : 0.5
  if (!whole) return 0.4
  if (kind === 'private') return 0.6
  // Where developers run what they build, and where native applications take answers (RFC 8252, section 7.3).
  return kind === 'loopback' && port >= 1024 ? 0.65 : 0.82
}

/** Whether a URL is all there is: nothing but it from here to the end. */
function isWhole(value: string, from: number): boolean {
  let at = from
  while (at < value.length && !isBlank(codeAt(value, at))) at++
  while (at < value.length && isBlank(codeAt(value, at))) at++
  return at === value.length
}

const longestAuthority = 512

interface Authority {
  readonly host: string
  readonly end: number
  readonly userinfo: boolean
  readonly port: number
}

function authority(value: string, start: number): Authority {
  let end = start
  while (end < value.length && end - start < longestAuthority && !endsAuthority(codeAt(value, end))) end++
  const text = value.slice(start, end)
  const at = text.lastIndexOf('@')
  let host = text
    .slice(at + 1)
    .replace(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  const colon = host.lastIndexOf(':')
  let port = 0
  if (colon > host.lastIndexOf(']')) {
    port = Number(host.slice(colon + 1)) || 0
    host = host.slice(0, colon)
  }
  return { host, end, userinfo: at >= 0, port }
}

const endsAuthority = (code: number): boolean =>
  code === 47 ||
  code === 92 ||
  code === 63 ||
  code === 35 ||
  isBlank(code) ||
  code === 34 ||
  code === 39 ||
  code === 60 ||
  code === 62 ||
  code === 44 ||
  code === 41

function finding(context: string, reason: string, start: number, end: number, confidence: number): Finding {
  return { language: 'url', context, reason, span: [start, Math.max(end, start + 1)], confidence }
}
