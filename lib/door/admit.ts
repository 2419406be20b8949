import type { Client, ClientSource } from '../core/client.ts'
import { defaultFieldLimits, type FieldChange, type FieldLimits, readFields } from './fields.ts'
import { canonicalHost } from './host.ts'
import { canonicalPath } from './path.ts'
import { readings } from './readings.ts'
import type { RouteReader } from './routes.ts'
import { sameRoute } from './routes.ts'
import { type RowId, type RowPolicy, rowIds, rows, statusOf } from './rows.ts'

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
}

/** A request made canonical, or the row for which it is refused. */
export type Admission =
  | {
      readonly request: Request
      readonly url: URL
      readonly rawTarget: string
      readonly client: Client
      readonly rows: readonly RowId[]
    }
  | { readonly refused: RowId; readonly status: number; readonly rawTarget: string; readonly rows: readonly RowId[] }

/**
 * Makes the request canonical, once, for everybody behind the door. What comes out has one reading: its URL survives `new URL` unchanged,
 * its fields are what the origin will be sent. The request itself is handed on where nothing had to change.
 */
export function admit<Env>(received: Request, env: Env, source: ClientSource<Env>, rules: Rules): Admission {
  const client = source.read(received, env)
  const target = splitUrl(received.url)
  const met: RowId[] = []
  const refusal = (row: RowId): Admission => ({
    refused: row,
    status: statusOf(row),
    rawTarget: target.raw,
    rows: [...met, row],
  })
  /** Notes rows, and says which of them is refused. */
  const judge = (found: readonly RowId[]): RowId | undefined => {
    for (const row of found) {
      if (rules.policyOf.get(row) === 'refuse') return row
      if (!met.includes(row)) met.push(row)
    }
    return undefined
  }

  if (target.raw.length > rules.limits.maxTargetLength) return refusal('target-length')
  if (target.path === undefined) return refusal('asterisk')
  const scheme = client.scheme ?? target.scheme
  const host = readHost(received, target.authority, scheme, rules.hosts)
  if ('row' in host) return refusal(host.row)

  const { path, rows: pathRows } = canonicalPath(target.path, rules.policyOf.get('empty-segment') === 'keep')
  const badPath = judge(pathRows) ?? judgeReadings(received.method, path, pathRows, rules)
  if (badPath) return refusal(badPath)

  const fields = readFields(received.headers, rules.limits, source.headers)
  const badMethod = judge(methodRows(received))
  const badField = judge(fields.rows)
  if (badMethod ?? badField) return refusal((badMethod ?? badField) as RowId)

  const url = new URL(`${scheme}://${host.host}${path}${target.query}`)
  // Held by a property test; if a runtime ever disagrees, nothing passes that two readers would read differently.
  if (url.pathname !== path || url.host !== host.host) return refusal('raw-text')
  const changes = fields.changes.filter(
    ({ row, name, value }) =>
      (row === undefined || rules.policyOf.get(row) !== 'keep') && (value !== undefined || received.headers.has(name)),
  )
  const request = rebuild(received, url, changes, met.includes('chunked-get'))
  return { request, url, rawTarget: target.raw, client, rows: met }
}

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
  const authorityAt = url.indexOf('://') + 3
  const rest = url.slice(authorityAt)
  const end = rest.search(/[/?#\\]/)
  const raw = (end < 0 ? '' : rest.slice(end)).replace(/#.*$/s, '')
  const queryAt = raw.indexOf('?')
  const path = queryAt < 0 ? raw : raw.slice(0, queryAt)
  return {
    scheme: url.startsWith('https:') ? 'https' : 'http',
    authority: end < 0 ? rest : rest.slice(0, end),
    raw,
    path: path.startsWith('/') || path.startsWith('\\') ? path : undefined,
    query: queryAt < 0 || queryAt === raw.length - 1 ? '' : raw.slice(queryAt),
  }
}

function readHost(
  received: Request,
  authority: string,
  scheme: 'http' | 'https',
  hosts: ReadonlySet<string> | undefined,
): { readonly host: string } | { readonly row: RowId } {
  const field = received.headers.get('host')
  const host = canonicalHost(field ?? authority, scheme)
  if ('row' in host) return host
  if (field !== null && field !== authority) {
    // The runtime may have normalised its URL; what it may not have done is to take the host from elsewhere.
    const named = canonicalHost(authority, scheme)
    if ('row' in named || named.host !== host.host) return { row: 'host-conflict' }
  }
  return hosts && !hosts.has(host.host) ? { row: 'unknown-host' } : host
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
  const { paths, hiddenDotSegment } = readings(path)
  if (hiddenDotSegment && rules.policyOf.get('hidden-dot-segment') === 'refuse') return 'hidden-dot-segment'
  const sensitive = found.find((row) => rules.policyOf.get(row) === 'same-route')
  if (sensitive === undefined) return undefined
  const route = rules.routes?.(method, path)
  if (route === undefined) return sensitive
  return paths.every((other) => sameRoute(route, rules.routes?.(method, other) ?? [])) ? undefined : sensitive
}

function methodRows({ method, headers }: Request): readonly RowId[] {
  if (method === 'GET' || method === 'HEAD') return headers.has('transfer-encoding') ? ['chunked-get'] : []
  if (method === 'TRACE' || method === 'TRACK') return ['trace']
  if (method !== 'OPTIONS') return []
  const hops = headers.get('max-forwards')
  if (hops === null) return []
  return [/^\d{1,9}$/.test(hops) ? 'max-forwards' : 'bad-max-forwards']
}

function rebuild(received: Request, url: URL, changes: readonly FieldChange[], bodiless: boolean): Request {
  if (changes.length === 0 && received.url === url.href && !bodiless) return received
  const request = bodiless
    ? new Request(url.href, { method: received.method, headers: received.headers, redirect: 'manual' })
    : new Request(url.href, received)
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
      const harmless = allowed.find((policy) => policy !== 'refuse')
      return [id, chosen[id] ?? (detect && harmless ? harmless : (allowed[0] as RowPolicy))]
    }),
  )
