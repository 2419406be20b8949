import type { CacheControl } from '../../http/cache-control.ts'
import { tellsOfVisitor } from '../../http/visitor-fields.ts'
import type { Revalidation } from '../entry.ts'
import { mismatched } from './armour.ts'
import type { Control } from './control.ts'
import { type Heuristic, type Lifetime, lifetimeOf, mediaType, type RouteLifetime } from './freshness.ts'
import { heuristicStatus, understoodStatus } from './status.ts'

interface Fields {
  get(name: string): string | null
  has(name: string): boolean
}

/** What a route decides about storing. */
export interface StoringPolicy {
  readonly lifetime: RouteLifetime | undefined
  readonly heuristic: Heuristic | undefined
  /** An answer with Set-Cookie: not stored, stored without it, or stored with it. */
  readonly setCookie: 'refuse' | 'strip' | 'store'
  /** Whether the key holds Authorization: then each user has answers of their own. */
  readonly authorizationKeyed: boolean
  readonly armour: boolean
  /** Bytes. */
  readonly maxObjectBytes: number
  /** Of names and values together. */
  readonly maxHeaderLength: number
}

/** Why an answer is not stored. Printed as `detail` of Cache-Status. */
export type Unstorable =
  | 'method'
  | 'status'
  | 'no-store'
  | 'private'
  | 'request-no-store'
  | 'authorization'
  | 'set-cookie'
  | 'vary-star'
  | 'vary-unseen'
  | 'type-mismatch'
  | 'dictionary-without-vary'
  | 'doubtful-control'
  | 'no-lifetime'
  | 'too-large'
  | 'header-too-large'
  | 'content-range'

export interface Plan {
  readonly store: true
  readonly lifetime: Lifetime
  readonly revalidation: Revalidation
  /** Fields that the origin lets nobody reuse unasked, or keeps for one user: not stored. */
  readonly withheld: readonly string[]
}

export interface Refusal {
  readonly store: false
  readonly reason: Unstorable
}

export interface StoringFacts {
  readonly request: {
    readonly method: string
    readonly authorization: boolean
    readonly cookie: boolean
    readonly noStore: boolean
    /** Canonical path, without the query. */
    readonly path: string
  }
  readonly status: number
  readonly fields: Fields
  readonly headerLength: number
  readonly control: Control
  readonly vary: readonly string[] | '*'
  /** ms */
  readonly date: number
  readonly received: number
  /** Seconds. */
  readonly initialAge: number
  readonly validator: boolean
  /** POST: whether Content-Location is the target itself (RFC 9110, section 9.3.3). */
  readonly ownLocation: boolean
}

/** Whether a shared cache may store an answer, and how it may use it later (RFC 9111, section 3). In doubt it may not. */
export function storable(facts: StoringFacts, policy: StoringPolicy): Plan | Refusal {
  const { control, status } = facts
  const { directives } = control
  const understood = directives.mustUnderstand && understoodStatus.has(status)
  const lifetime = lifetimeOf(facts, policy.lifetime, policy.heuristic)
  const reason =
    refusedByRequest(facts, lifetime, policy) ??
    refusedByControl(directives, understood, status) ??
    refusedByContent(facts, policy)
  if (reason !== undefined) return { store: false, reason }
  const always = directives.noCache === true
  const useful =
    (!always && lifetime.seconds > facts.initialAge) ||
    facts.validator ||
    (!always && ((directives.staleWhileRevalidate ?? 0) > 0 || (directives.staleIfError ?? 0) > 0))
  if (!useful || !allowed(facts, lifetime)) return { store: false, reason: 'no-lifetime' }
  // Kept for its validator alone: the origin has given it to nobody else, so nobody else gets it while the origin cannot be asked.
  const given =
    lifetime.seconds > 0 || directives.staleIfError !== undefined || directives.staleWhileRevalidate !== undefined
  if (!given && facts.request.cookie) return { store: false, reason: 'no-lifetime' }
  const asked = revalidationOf(directives)
  const revalidation = given || asked !== 'when-stale' ? asked : 'must-when-stale'
  return { store: true, lifetime, revalidation, withheld: withheldBy(directives) }
}

function refusedByRequest(facts: StoringFacts, lifetime: Lifetime, policy: StoringPolicy): Unstorable | undefined {
  const { request, control } = facts
  if (request.method === 'POST') {
    const explicit = lifetime.by === 's-maxage' || lifetime.by === 'max-age' || lifetime.by === 'expires'
    if (!explicit || !facts.ownLocation || facts.status !== 200) return 'method'
  } else if (request.method !== 'GET') return 'method'
  if (request.noStore) return 'request-no-store'
  if (!request.authorization || policy.authorizationKeyed) return undefined
  // Section 3.5. A targeted field speaks for the shared cache alone, so what it says has to say this too.
  const { public: open, mustRevalidate, sMaxage } = control.directives
  return open || mustRevalidate || sMaxage !== undefined ? undefined : 'authorization'
}

/** They answer a condition, a range, a body or a header of the one request, and say nothing to the next (304: of another answer). */
const ofThisRequest: ReadonlySet<number> = new Set([304, 408, 412, 413, 416, 417, 421, 426, 428, 429, 431])

function refusedByControl(directives: CacheControl, understood: boolean, status: number): Unstorable | undefined {
  if (directives.doubtful) return 'doubtful-control'
  if (directives.mustUnderstand && !understood) return 'status'
  if (directives.noStore && !understood) return 'no-store'
  if (directives.private === true) return 'private'
  // 1xx is no answer; 206 is asked about where parts are kept.
  return status < 200 || ofThisRequest.has(status) ? 'status' : undefined
}

function refusedByContent(facts: StoringFacts, policy: StoringPolicy): Unstorable | undefined {
  const { fields, vary, request } = facts
  if (vary === '*') return 'vary-star'
  if (vary.some(unseen)) return 'vary-unseen'
  if (
    fields.has('set-cookie') &&
    policy.setCookie === 'refuse' &&
    !withheldBy(facts.control.directives).includes('set-cookie')
  )
    return 'set-cookie'
  if (facts.headerLength > policy.maxHeaderLength) return 'header-too-large'
  const declared = fields.get('content-length')
  if (declared !== null && Number(declared) > policy.maxObjectBytes) return 'too-large'
  if (policy.armour && mismatched(request.path, mediaType(fields.get('content-type')), facts.status))
    return 'type-mismatch'
  return dictionaryCoded(fields.get('content-encoding')) && !vary.includes('available-dictionary')
    ? 'dictionary-without-vary'
    : undefined
}

/**
 * Whether a field is written anew behind the cache, for each visitor or each request: what the origin has chosen by cannot be compared here.
 * Host and scheme are written anew too, and are in the key.
 */
const unseen = (name: string): boolean =>
  name !== 'x-forwarded-host' &&
  name !== 'x-forwarded-proto' &&
  (tellsOfVisitor(name) || name.startsWith('x-sallyport-') || writtenBehind.has(name))

const writtenBehind: ReadonlySet<string> = new Set(['cdn-loop', 'traceparent', 'tracestate', 'via', 'x-request-id'])

/** RFC 9842, section 6: dcb and dcz can be read by those only who hold the dictionary that Available-Dictionary named. */
const dictionaryCoded = (contentEncoding: string | null): boolean =>
  contentEncoding !== null && /(?:^|,)\s*dc[bz]\s*(?:,|$)/i.test(contentEncoding)

/** Section 3, last condition: a lifetime, `public`, or a status that may be given one. */
const allowed = ({ control, status }: StoringFacts, lifetime: Lifetime): boolean =>
  lifetime.by !== 'none' || control.directives.public || heuristicStatus.has(status)

function revalidationOf({ noCache, mustRevalidate, proxyRevalidate, sMaxage }: CacheControl): Revalidation {
  if (noCache === true) return 'always'
  return mustRevalidate || proxyRevalidate || sMaxage !== undefined ? 'must-when-stale' : 'when-stale'
}

/** Fields of a qualified no-cache or private: leaving them out is what both allow (sections 5.2.2.4 and 5.2.2.7). */
function withheldBy({ noCache, private: own }: CacheControl): readonly string[] {
  const listed: string[] = []
  if (typeof noCache !== 'boolean') listed.push(...noCache)
  if (typeof own !== 'boolean') listed.push(...own)
  return listed
}
