import { parseHttpDate } from '../../http/date.ts'
import type { Control } from './control.ts'
import { bounded } from './control.ts'
import { heuristicStatus } from './status.ts'

interface Fields {
  get(name: string): string | null
}

/** Lifetimes in seconds that a route gives to answers whose origin says nothing. */
export type RouteLifetime = (status: number, type: string) => number | undefined

export interface Heuristic {
  /** Of the time since Last-Modified. */
  readonly fraction: number
  readonly maxSeconds: number
}

export interface Lifetime {
  readonly seconds: number
  /** Where it comes from; `none`: nobody gave one. */
  readonly by: 's-maxage' | 'max-age' | 'expires' | 'route' | 'heuristic' | 'none'
}

export interface FreshnessFacts {
  readonly status: number
  readonly fields: Fields
  readonly control: Control
  /** ms: of the Date field, or when the answer came. */
  readonly date: number
  /** ms */
  readonly received: number
}

/** For how long an answer is fresh in a shared cache (RFC 9111, section 4.2.1). */
export function lifetimeOf(
  { status, fields, control, date, received }: FreshnessFacts,
  route: RouteLifetime | undefined,
  heuristic: Heuristic | undefined,
): Lifetime {
  const { sMaxage, maxAge } = control.directives
  if (sMaxage !== undefined) return { seconds: sMaxage, by: 's-maxage' }
  if (maxAge !== undefined) return { seconds: maxAge, by: 'max-age' }
  if (!control.targeted) {
    const expires = fields.get('expires')
    if (expires !== null) {
      // What cannot be read lies in the past (section 5.3).
      const until = parseHttpDate(expires, received)
      return { seconds: until === undefined ? 0 : bounded((until - date) / 1000), by: 'expires' }
    }
  }
  const given = route?.(status, mediaType(fields.get('content-type')))
  if (given !== undefined) return { seconds: bounded(given), by: 'route' }
  return heuristic === undefined ? none : guessed(heuristic, { status, fields, control, date, received })
}

/** Section 4.2.2. Never against a Pragma that says no, which an origin old enough to give no lifetime may mean. */
function guessed(
  { fraction, maxSeconds }: Heuristic,
  { status, fields, control, date, received }: FreshnessFacts,
): Lifetime {
  if (!heuristicStatus.has(status) && !control.directives.public) return none
  if (/(?:^|,)\s*no-cache\s*(?:,|$)/i.test(fields.get('pragma') ?? '')) return none
  const modified = parseHttpDate(fields.get('last-modified'), received)
  if (modified === undefined || modified >= date) return none
  return { seconds: bounded(Math.min(((date - modified) / 1000) * fraction, maxSeconds)), by: 'heuristic' }
}

const none: Lifetime = { seconds: 0, by: 'none' }

/** `type/subtype` in lower case, without parameters; empty where there is none. */
export const mediaType = (contentType: string | null): string =>
  (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
