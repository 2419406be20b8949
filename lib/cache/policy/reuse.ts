import type { CacheControl } from '../../http/cache-control.ts'
import { ageOf, type Head, ttlOf } from '../entry.ts'

/** What a stored answer may be used for, and why. */
export type Reuse =
  | { readonly use: 'fresh'; readonly ttl: number }
  /** Served stale: `refresh` asks the origin behind the answer's back. */
  | { readonly use: 'stale'; readonly ttl: number; readonly refresh: boolean; readonly detail: StaleReason }
  /** The origin is asked first. `fwd` in the words of RFC 9211. */
  | { readonly use: 'validate'; readonly ttl: number; readonly fwd: 'stale' | 'request'; readonly detail?: string }

export type StaleReason = 'stale-while-revalidate' | 'max-stale'

/** Windows, in seconds, for answers whose origin says nothing of them. */
export interface StalePolicy {
  readonly whileRevalidate: number
  readonly ifError: number
  /** No answer at all came from the origin (RFC 9111, section 4.2.4: disconnected). */
  readonly ifUnreachable: number
}

/**
 * Whether a stored answer can be used for a request without asking (RFC 9111, section 4; RFC 5861, section 3).
 *
 * @param asked the request's Cache-Control where the route honours it
 */
export function reuse(
  head: Head,
  purged: boolean,
  asked: CacheControl | undefined,
  policy: StalePolicy,
  now: number,
): Reuse {
  const ttl = ttlOf(head, now)
  if (purged) return { use: 'validate', ttl, fwd: 'stale', detail: 'purged' }
  if (head.revalidation === 'always') return { use: 'validate', ttl, fwd: 'stale', detail: 'no-cache' }
  if (asked !== undefined && refusedByRequest(head, asked, ttl, now)) return { use: 'validate', ttl, fwd: 'request' }
  if (ttl > 0) return { use: 'fresh', ttl }
  if (head.revalidation === 'when-stale') {
    if (-ttl < (head.staleWhileRevalidate || policy.whileRevalidate)) {
      return { use: 'stale', ttl, refresh: true, detail: 'stale-while-revalidate' }
    }
    if (asked?.maxStale !== undefined && -ttl <= asked.maxStale)
      return { use: 'stale', ttl, refresh: false, detail: 'max-stale' }
  }
  return { use: 'validate', ttl, fwd: 'stale' }
}

/** Section 5.2.1. */
function refusedByRequest(head: Head, asked: CacheControl, ttl: number, now: number): boolean {
  const { noCache, noStore, maxAge, minFresh } = asked
  if (noCache !== false || noStore) return true
  if (maxAge !== undefined && ageOf(head, now) > maxAge && asked.maxStale === undefined) return true
  return minFresh !== undefined && ttl < minFresh
}

/**
 * Whether a stale answer may stand in for a failure of the origin (RFC 5861, section 4). Never where the origin has forbidden it; where it
 * has named a window, in that window only.
 */
export function staleIfError(head: Head, failure: 'error' | 'unreachable', policy: StalePolicy, now: number): boolean {
  if (head.revalidation !== 'when-stale') return false
  const stale = Math.max(0, -ttlOf(head, now))
  return stale <= (head.staleIfError ?? (failure === 'error' ? policy.ifError : policy.ifUnreachable))
}
