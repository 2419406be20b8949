import type { TraceParent } from '../http/trace-context.ts'
import type { Body } from './body.ts'
import type { Client } from './client.ts'
import type { Context } from './context.ts'
import type { Keys } from './keys.ts'
import type { DoorVerdict } from './verdicts.ts'

/** What the platform gives beside the request, as far as Sallyport uses it. A Worker's `ExecutionContext` is one. */
export interface PlatformContext {
  waitUntil(promise: Promise<unknown>): void
  passThroughOnException?(): void
}

/** A request that has passed the door: what it was, what it is now, and who sent it. */
export interface Arrival {
  /** X-Request-Id as received when it is well-formed, else made here. */
  readonly id: string
  /** The caller's trace, or a new one. `parentId` is this hop's own. */
  readonly trace: TraceParent
  /** As it arrived; its URL need not even be one. */
  readonly received: Request
  /** What routers and modules see. */
  readonly request: Request
  /** Canonical path and query: what is inspected and forwarded. */
  readonly target: string
  /** Canonical `host[:port]`. */
  readonly host: string
  /** How the visitor came, as far as a front door or the URL says. */
  readonly scheme: 'http' | 'https'
  /** Canonical. Parsed when it is first asked for. */
  readonly url: URL
  /** `pathname + search` of `received`, unparsed. */
  readonly rawTarget: string
  /** Names of all fields as received, in lower case. */
  readonly fieldNames: readonly string[]
  /** Their values, in the same order: reading them from the platform's Headers once more would cost a microsecond each. */
  readonly fieldValues: readonly string[]
  readonly client: Client
  readonly body: Body
  /** ms since the epoch. */
  readonly now: number
  readonly random: () => number
  readonly keys: Keys
  readonly door: DoorVerdict
  readonly platform: PlatformContext
  /**
   * Whether somebody has called `waitUntil`. Until then the platform ends all that a request has started when its client leaves; after it,
   * whoever wants that has to watch the request's signal.
   */
  held: boolean
  /** Set by the first pipeline that the request reaches; later ones share it. */
  context: Context | undefined
}

/** The finished exchange, for whoever logs it. Holds raw values: what leaves must be redacted. */
export interface Exchange {
  readonly arrival: Arrival
  readonly status: number
  /** ms from arrival to the head of the answer. On the hosted edge the clock moves only with I/O. */
  readonly elapsedMs: number
}

/** Told of every exchange after its answer has left. */
export type Observer = (exchange: Exchange) => void

/**
 * What the door hands to routers as the platform's context: routers pass it through, which is how an arrival finds its pipeline. A
 * handler of one's own may read it too: `context.executionCtx.sallyport.client`.
 */
export interface MarkedContext extends PlatformContext {
  readonly sallyport: Arrival
}

/** The arrival behind a platform context; `undefined` when the request did not come through the door. */
export const arrivalOf = (platform: PlatformContext | undefined): Arrival | undefined =>
  (platform as Partial<MarkedContext> | undefined)?.sallyport
