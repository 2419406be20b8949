import type { Context } from '../core/context.ts'
import type { Handler } from '../core/module.ts'
import type { CacheVerdict } from '../core/verdicts.ts'
import { formatCacheStatus } from '../http/cache-status.ts'
import type { Budget } from './fill.ts'
import type { Flights, Passes } from './flights.ts'
import type { Key } from './key.ts'
import type { Settings } from './options.ts'
import type { Relay } from './stores/relay.ts'
import type { Store } from './stores/store.ts'
import type { Variances } from './variance.ts'

/** What one `cache()` shares between requests of its isolate. */
export interface Room {
  readonly settings: Settings
  readonly flights: Flights
  readonly passes: Passes
  readonly fills: Budget
  readonly variances: Variances
  /** What a promise brings; `undefined` where it takes longer than `ms`. */
  readonly within: <T>(promise: Promise<T>, ms: number) => Promise<T | undefined>
}

/** One request that the cache answers. */
export interface Work {
  readonly room: Room
  readonly store: Store
  /** Tells of requests of other isolates; not where each asks for itself. */
  readonly relay: Relay | undefined
  readonly request: Request
  readonly context: Context
  readonly next: Handler
  readonly key: Key
}

/** Says what was done: in the verdict, in Cache-Status, in Server-Timing. */
export function mark(response: Response, context: Context, settings: Settings, verdict: CacheVerdict): Response {
  const told = settings.debug ? verdict : discreet(verdict)
  context.settle('cache', told)
  // What was made here of a stored answer can be written, and has neither field.
  const marked = told.hit ? response : writable(response)
  marked.headers.append('cache-status', formatCacheStatus(settings.name, told))
  marked.headers.append('server-timing', told.hit ? hitTiming : missTiming)
  return marked
}

const hitTiming = 'cache;desc="hit"'
const missTiming = 'cache;desc="miss"'

/** Without what visitors sent. */
function discreet(verdict: CacheVerdict): CacheVerdict {
  if (verdict.key === undefined && verdict.tags === undefined) return verdict
  const { key: _, tags: __, ...rest } = verdict
  return rest
}

/** Answers of others' handlers may have headers that cannot be written. */
export function writable(response: Response): Response {
  try {
    response.headers.delete('x-sallyport-cache')
    return response
  } catch {
    return new Response(response.body, response)
  }
}
