import type { Context } from './context.ts'
import type { VerdictName } from './verdicts.ts'

/** Answers a request. Synchronous where it can be: six pass-through layers cost a third of six `async` ones. */
export type Handler<Env = unknown> = (request: Request, context: Context<Env>) => Response | Promise<Response>

/** What a combination of options would let happen: for `sallyport check routes`, not for requests. */
export interface Risk {
  readonly id: string
  /** An error is one that no route should have. */
  readonly severity: 'error' | 'warning'
  /** What would happen, and what to write instead. */
  readonly message: string
}

/**
 * One layer of a pipeline. A factory of options returns it: `gate({ ... })`.
 *
 * `next(request, context)` may be called never (a refusal, a hit), once, or several times (retry, background refresh); every
 * call after the first takes `context.fork()`, because verdicts are written once.
 */
// biome-ignore lint/suspicious/noExplicitAny: a module that reads no binding fits every worker
export interface Module<Env = any> {
  /** Lower-case noun, unique in a pipeline: used in telemetry, Server-Timing and errors. */
  readonly name: string
  /**
   * What happens when `handle` throws *before* it calls `next`: `open` hands the request on and records the failure; `closed` answers 500.
   * A throw after `next`, or with the body taken past `context.body`, always answers 500: handing on twice could send a POST twice.
   */
  readonly failure: 'open' | 'closed'
  /** The one verdict that this module, and nobody else in the pipeline, settles. */
  readonly provides?: VerdictName
  /** Verdicts that a module before this one must provide. Checked when the pipeline is declared. */
  readonly needs?: readonly VerdictName[]
  /** Names of keys it reads from `context.keys`. Checked at the first request: a missing one refuses everything. */
  readonly keys?: readonly string[]
  /** What its options would let happen. */
  readonly risks?: readonly Risk[]
  /**
   * Does what its first request would wait for. Called once, when the pipeline is declared: workers run that while they start, where there
   * is no clock, no randomness and no I/O. What it throws keeps the worker from starting.
   */
  prepare?(): void
  handle(request: Request, context: Context<Env>, next: Handler<Env>): Response | Promise<Response>
}
