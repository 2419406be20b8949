import type { Client, ClientSource } from '../core/client.ts'
import { defaultFieldLimits, type FieldChange, type FieldLimits, type KnownFields, readFields } from './fields.ts'
import { canonicalHost } from './host.ts'
import { canonicalPath } from './path.ts'
import { canonicalQuery } from './query.ts'
import { maxAmbiguousLength, readings } from './readings.ts'
import type { RouteReader } from './routes.ts'
import { sameRoute } from './routes.ts'
import { type RowId, type RowPolicy, rowIds, rows } from './rows.ts'

export interface DoorLimits extends FieldLimits {
  /** Path and query as received, in UTF-16 units. @default 16384 */
  readonly maxTargetLength: number
}

export const defaultLimits: DoorLimits = { ...defaultFieldLimits, maxTargetLength: 16_384 }

/** How a door decides; composed once from its options. */
export interface Rules {
  readonly policyOf: ReadonlyMap<RowId, RowPolicy>
  readonly limits: DoorLimits
  readonly hosts: ReadonlySet<string> | undefined
  readonly routes: RouteReader | undefined
  readonly reservedPrefix: string
}

/** A request made canonical, or the row for which it is refused. */
export interface Admission {
  /** As the rules made it; as received where it is refused. */
  readonly request: Request
  /** Canonical; of no use where it is refused. */
  readonly href: string
  /** `host[:port]`; empty where it is refused. */
  readonly host: string
  readonly scheme: 'http' | 'https'
  /** Canonical path and query. */
  readonly target: string
  readonly rawTarget: string
  readonly client: Client
  readonly known: KnownFields
  readonly fieldNames: readonly string[]
  readonly fieldValues: readonly string[]
  readonly rows: readonly RowId[]
  readonly refused?: RowId
}

/**
 * Makes the request canonical, once, for everybody behind the door. What comes out has one reading: its URL survives `new URL` unchanged,
 * its fields are what the origin will be sent. The request itself is handed on where nothing had to change.
 */
export function admit<Env>(received: Request, env: Env, source: ClientSource<Env>, rules: Rules): Admission {
  const client = source.read(received, env)
  const receivedUrl = received.url
  const { scheme: ownScheme, authority, raw: rawTarget, path: rawPath, query: rawQuery } = splitUrl(receivedUrl)
  const fields = readFields(received.headers, rules.limits, source.headers)
  const { known, names: fieldNames, values: fieldValues } = fields
  const scheme = client.scheme ?? ownScheme
  const refusal = (row: RowId, met: readonly RowId[] = []): Admission => {
    return {
      request: received,
      href: '',
      host: '',
      scheme,
      target: '',
      rawTarget,
      client,
      known,
      fieldNames,
      fieldValues,
      rows: [...met, row],
      refused: row,
    }
  }

  if (rawTarget.length > rules.limits.maxTargetLength) return refusal('target-length')
  if (rawPath === undefined && rules.policyOf.get('asterisk') === 'refuse') return refusal('asterisk')
  const host = readHost(known.host, authority, scheme, rules)
  if ('row' in host) return refusal(host.row)

  const { path, rows: pathRows } = canonicalPath(rawPath ?? '/', rules.policyOf.get('empty-segment') === 'keep')
  const { query, rows: queryRows } = canonicalQuery(rawQuery)
  const { method } = received
  const hostRows = host.met ? [host.met] : none
  const targetRows = rawPath === undefined ? asterisk : none
  const met = join(hostRows, targetRows, pathRows, queryRows, methodRows(method, known), fields.rows)
  if (met.length > 0) {
    const refused =
      met.find((row) => rules.policyOf.get(row) === 'refuse') ?? judgeReadings(method, path, pathRows, rules)
    if (refused !== undefined) return refusal(refused, met.slice(0, met.indexOf(refused)))
  }
  const changes = [...fields.changes]
  if (host.met) changes.push({ row: host.met, name: 'host', value: host.host })
  if (met.includes('max-forwards')) changes.push(countedDown(known))
  const target = path + query
  const href = `${scheme}://${host.host}${target}`
  const request =
    href === receivedUrl && changes.length === 0 && !met.includes('chunked-get')
      ? received
      : rebuild(received, href, wanted(changes, received, rules), met.includes('chunked-get'))
  return {
    request,
    href,
    host: host.host,
    scheme,
    target,
    rawTarget,
    client,
    known,
    fieldNames,
    fieldValues,
    rows: met,
  }
}

/** The rows of all lists, each once. Most requests meet none: then nothing is made. */
function join(...lists: readonly (readonly RowId[])[]): readonly RowId[] {
  const met = lists.filter((list) => list.length > 0)
  return met.length < 2 ? (met[0] ?? []) : [...new Set(met.flat())]
}

const wanted = (changes: readonly FieldChange[], { headers }: Request, rules: Rules): readonly FieldChange[] =>
  changes.filter(
    ({ row, name, value }) =>
      (row === undefined || rules.policyOf.get(row) !== 'keep') && (value !== undefined || headers.has(name)),
  )

interface Target {
  readonly scheme: 'http' | 'https'
  readonly authority: string
  /** As received, from the first slash after the authority on. */
  readonly raw: string
  /** `undefined` where the target is no path: `*`, or nothing. */
  readonly path: string | undefined
  readonly query: string
}

/** Cuts a URL by hand: `new URL` would resolve what we must see, and throws at what we must answer. */
function splitUrl(url: string): Target {
  const scheme = url.startsWith('https:') ? 'https' : 'http'
  const authorityAt = scheme.length + 3
  let end = url.indexOf('/', authorityAt)
  if (end < 0 || unusualAuthority.test(url.slice(authorityAt, end))) end = endOfAuthority(url, authorityAt)
  // The platform writes `OPTIONS *` as `http://host*`; no host ends like that.
  if (end === url.length && url.endsWith('*'))
    return { scheme, authority: url.slice(authorityAt, -1), raw: '*', path: undefined, query: '' }
  const authority = url.slice(authorityAt, end)
  const fragment = url.indexOf('#', end)
  const raw = fragment < 0 ? url.slice(end) : url.slice(end, fragment)
  const queryAt = raw.indexOf('?')
  const path = queryAt < 0 ? raw : raw.slice(0, queryAt)
  const isPath = path.startsWith('/') || path.startsWith('\\')
  return { scheme, authority, raw, path: isPath ? path : undefined, query: queryAt < 0 ? '' : raw.slice(queryAt) }
}

const unusualAuthority = /[?#\\]/

function endOfAuthority(url: string, from: number): number {
  const length = url.slice(from).search(/[/?#\\]/)
  return length < 0 ? url.length : from + length
}

type Host = ReturnType<typeof canonicalHost>

/**
 * The host of the request: the URL's, which is what the platform routed by. A Host field must be one as well; that it is another one
 * (`conflict`) happens where the platform has given the request a URL of its own.
 */
function readHost(
  field: string | undefined,
  authority: string,
  scheme: 'http' | 'https',
  { hosts, policyOf }: Rules,
): Host & { readonly met?: 'host-conflict' | 'bad-host' } {
  const named = field === undefined || field === authority ? undefined : rememberedHost(field, scheme)
  const own = rememberedHost(authority, scheme)
  const bad = named && 'row' in named ? named : 'row' in own ? own : undefined
  if (bad && !(bad.row === 'bad-host' && policyOf.get('bad-host') === 'canonicalise')) return bad
  const host = 'row' in own ? unknownHost : own.host
  if (hosts && !hosts.has(host)) return { row: 'unknown-host' }
  if (bad) return { host, met: 'bad-host' }
  return named && 'host' in named && named.host !== host ? { host, met: 'host-conflict' } : { host }
}

/** Stands for a host that is none (RFC 6761, section 6.4): it has one reading, and nobody serves it. */
const unknownHost = 'unknown.invalid'

const rememberedHosts = 64
const hostsRead = new Map<string, Host>()

/** A site has few names: what was read once is not read again. Bounded, and a pure function of its key, so nobody can poison it. */
function rememberedHost(text: string, scheme: 'http' | 'https'): Host {
  const key = scheme + text
  const known = hostsRead.get(key)
  if (known !== undefined) return known
  const host = canonicalHost(text, scheme)
  if (key.length <= 300) {
    if (hostsRead.size >= rememberedHosts) hostsRead.clear()
    hostsRead.set(key, host)
  }
  return host
}

const ambiguousRows: ReadonlySet<RowId> = new Set([
  'encoded-slash',
  'encoded-backslash',
  'path-parameter',
  'double-encoding',
])

function judgeReadings(method: string, path: string, found: readonly RowId[], rules: Rules): RowId | undefined {
  const ambiguous = found.find((row) => ambiguousRows.has(row))
  if (ambiguous === undefined) return undefined
  if (path.length > maxAmbiguousLength) return 'ambiguous-length'
  const { paths, hiddenDotSegment } = readings(path)
  if (hiddenDotSegment && rules.policyOf.get('hidden-dot-segment') === 'refuse') return 'hidden-dot-segment'
  // What lies under the reserved prefix in any reading is never forwarded.
  if (paths.some((other) => other.startsWith(rules.reservedPrefix))) return ambiguous
  const sensitive = found.find((row) => rules.policyOf.get(row) === 'same-route')
  if (sensitive === undefined) return undefined
  const route = rules.routes?.(method, path)
  if (route === undefined) return sensitive
  const same = paths.every((other) => {
    const there = rules.routes?.(method, other)
    return there !== undefined && sameRoute(route, there)
  })
  return same ? undefined : sensitive
}

function methodRows(method: string, known: KnownFields): readonly RowId[] {
  if (method === 'GET' || method === 'HEAD') return known['transfer-encoding'] === undefined ? none : ['chunked-get']
  if (method === 'TRACE' || method === 'TRACK') return ['trace']
  const hops = known['max-forwards']
  if (method !== 'OPTIONS' || hops === undefined) return none
  return [/^\d{1,9}$/.test(hops) ? 'max-forwards' : 'bad-max-forwards']
}

/** One hop less (RFC 9110, section 7.6.2); a request that has none left is answered here and goes nowhere. */
const countedDown = (known: KnownFields): FieldChange => ({
  row: 'max-forwards',
  name: 'max-forwards',
  value: String(Math.max(0, Number(known['max-forwards']) - 1)),
})

const none: readonly RowId[] = []
const asterisk: readonly RowId[] = ['asterisk']

function rebuild(received: Request, href: string, changes: readonly FieldChange[], bodiless: boolean): Request {
  const request = bodiless
    ? new Request(href, { method: received.method, headers: received.headers, redirect: 'manual' })
    : new Request(href, received)
  for (const { name, value } of changes) {
    if (value === undefined) request.headers.delete(name)
    else request.headers.set(name, value)
  }
  return request
}

/** Every row's policy: its default, or what the options say of it. */
export const policies = (chosen: Partial<Readonly<Record<RowId, RowPolicy>>>, detect: boolean): Map<RowId, RowPolicy> =>
  new Map(
    rowIds.map((id) => {
      const allowed: readonly RowPolicy[] = rows[id].policies
      // `same-route` refuses as well, where routes differ or nobody can say.
      const harmless = allowed.find((policy) => policy !== 'refuse' && policy !== 'same-route')
      return [id, chosen[id] ?? (detect && harmless ? harmless : (allowed[0] as RowPolicy))]
    }),
  )
