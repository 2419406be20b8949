import type { TraceParent } from '../http/trace-context.ts'
import type { Arrival } from './arrival.ts'
import type { Body } from './body.ts'
import type { Client } from './client.ts'
import { SallyportError } from './errors.ts'
import type { Keys } from './keys.ts'
import type { Handler } from './module.ts'
import type { VerdictName, Verdicts } from './verdicts.ts'

/** A module that threw, and what became of the request. */
export interface Failure {
  readonly module: string
  /** `open`: the request was handed on without it. `closed`: the request was refused. `deferred`: the answer had left. */
  readonly outcome: 'open' | 'closed' | 'deferred'
  /** May carry bytes of the request in its message: escape before it reaches a terminal, never show it to a visitor. */
  readonly error: unknown
}

/** All that a module may know about the request in hand, besides the Request itself. */
export interface Context<Env = unknown> {
  readonly id: string
  readonly trace: TraceParent
  /** As it arrived; the one handed on may differ. */
  readonly received: Request
  /** `pathname + search` as it arrived, for rules that must see what was sent. */
  readonly rawTarget: string
  /** Names of all fields as received, in lower case. What modules add is not among them. */
  readonly fieldNames: readonly string[]
  /** Their values as received, in the same order. */
  readonly fieldValues: readonly string[]
  /** Canonical path and query: what is inspected and forwarded. */
  readonly target: string
  /** Canonical `host[:port]`. */
  readonly host: string
  /** How the visitor came, as far as a front door or the URL says. */
  readonly scheme: 'http' | 'https'
  /** The canonical URL, parsed when it is first asked for. */
  readonly url: URL
  readonly client: Client
  readonly body: Body
  /** The pattern under which the route was declared; empty where the router does not say. */
  readonly route: string
  readonly env: Env
  /** ms since the epoch at arrival: the only clock that a decision reads. */
  readonly now: number
  /** In [0, 1). Handed in, so that tests can fix it. */
  readonly random: () => number
  readonly keys: Keys
  readonly failures: readonly Failure[]
  readonly verdicts: Verdicts
  /** Writes a verdict. @throws ERR_VERDICT when it is there already, or the answer has left */
  settle<Name extends VerdictName>(name: Name, verdict: NonNullable<Verdicts[Name]>): void
  /** A context with verdicts of its own, for a further call of `next`: retry, background refresh, pre-warming. */
  fork(): Context<Env>
  waitUntil(promise: Promise<unknown>): void
  /** Whether anybody has called `waitUntil`: then a client that leaves no longer ends what its request has started. */
  readonly held: boolean
  /** Runs after the answer has left: logging phase, telemetry, refresh. A throw is recorded as a failure. */
  defer(task: () => unknown): void
}

type Slots = { -readonly [Name in VerdictName]: Verdicts[Name] }

/** What all contexts of one request share; a fork shares all but the verdicts. */
class Ledger {
  // All slots are there from the start: one shape for the engine, whichever module writes first.
  readonly slots: Slots = {
    door: undefined,
    limit: undefined,
    bot: undefined,
    waf: undefined,
    gate: undefined,
    cache: undefined,
    origin: undefined,
  }
  readonly failures: Failure[]
  /** Counts layers entered, over all forks and nested pipelines: tells a throw before `next` from one after it. */
  readonly progress: { entered: number }
  /** Of the request, not of a fork: what a fork defers runs when the answer leaves, or at once where it has left. */
  readonly root: Ledger
  deferred: (() => unknown)[] | undefined
  closed = false

  constructor(arrival: Arrival, parent: Ledger | undefined) {
    this.root = parent?.root ?? this
    this.failures = parent?.failures ?? []
    this.progress = parent?.progress ?? { entered: 0 }
    this.slots.door = arrival.door
  }
}

export class RequestContext<Env = unknown> implements Context<Env> {
  readonly arrival: Arrival
  readonly env: Env
  readonly route: string
  /** What stands behind the pipeline, where the pipeline is put around something. */
  readonly last: Handler<Env> | undefined
  readonly #ledger: Ledger

  private constructor(arrival: Arrival, env: Env, route: string, last: Handler<Env> | undefined, ledger: Ledger) {
    this.arrival = arrival
    this.env = env
    this.route = route
    this.last = last
    this.#ledger = ledger
  }

  /** The context of one pipeline. Pipelines that the same request meets one inside the other share verdicts and failures. */
  static enter<Env>(arrival: Arrival, env: Env, route: string, last: Handler<Env> | undefined): RequestContext<Env> {
    const outer = arrival.context as RequestContext<Env> | undefined
    const ledger = outer ? outer.#ledger : new Ledger(arrival, undefined)
    const context = new RequestContext(arrival, env, route || (outer?.route ?? ''), last, ledger)
    arrival.context = context as Context
    return context
  }

  get id(): string {
    return this.arrival.id
  }
  get trace(): TraceParent {
    return this.arrival.trace
  }
  get received(): Request {
    return this.arrival.received
  }
  get rawTarget(): string {
    return this.arrival.rawTarget
  }
  get fieldNames(): readonly string[] {
    return this.arrival.fieldNames
  }
  get fieldValues(): readonly string[] {
    return this.arrival.fieldValues
  }
  get host(): string {
    return this.arrival.host
  }
  get scheme(): 'http' | 'https' {
    return this.arrival.scheme
  }
  get target(): string {
    return this.arrival.target
  }
  get url(): URL {
    return this.arrival.url
  }
  get client(): Client {
    return this.arrival.client
  }
  get body(): Body {
    return this.arrival.body
  }
  get now(): number {
    return this.arrival.now
  }
  get random(): () => number {
    return this.arrival.random
  }
  get keys(): Keys {
    return this.arrival.keys
  }
  get verdicts(): Verdicts {
    return this.#ledger.slots as Verdicts
  }
  get failures(): Failure[] {
    return this.#ledger.failures
  }
  get progress(): { entered: number } {
    return this.#ledger.progress
  }

  settle<Name extends VerdictName>(name: Name, verdict: NonNullable<Verdicts[Name]>): void {
    const { slots, closed } = this.#ledger
    if (closed) throw new SallyportError('ERR_VERDICT', `verdict "${name}" was settled after the answer had left`)
    if (slots[name] !== undefined) {
      throw new SallyportError(
        'ERR_VERDICT',
        `verdict "${name}" was settled twice: a further call of next takes context.fork()`,
      )
    }
    ;(slots as Record<string, unknown>)[name] = verdict
  }

  fork(): RequestContext<Env> {
    return new RequestContext(this.arrival, this.env, this.route, this.last, new Ledger(this.arrival, this.#ledger))
  }

  get held(): boolean {
    return this.arrival.held
  }

  waitUntil(promise: Promise<unknown>): void {
    this.arrival.held = true
    this.arrival.platform.waitUntil(promise)
  }

  defer(task: () => unknown): void {
    const ledger = this.#ledger.root
    if (ledger.closed) this.waitUntil(this.#run([task]))
    else if (ledger.deferred) ledger.deferred.push(task)
    else ledger.deferred = [task]
  }

  /** The answer is leaving: verdicts are final, and what was deferred starts. */
  close(): void {
    const ledger = this.#ledger.root
    if (ledger.closed) return
    ledger.closed = true
    Object.freeze(ledger.slots)
    if (ledger.deferred) this.waitUntil(this.#run(ledger.deferred))
  }

  async #run(tasks: readonly (() => unknown)[]): Promise<void> {
    await Promise.resolve() // let the answer go first
    for (const task of tasks) {
      try {
        await task()
      } catch (error) {
        this.failures.push({ module: 'deferred', outcome: 'deferred', error })
      }
    }
  }
}
