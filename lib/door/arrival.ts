import type { Arrival, PlatformContext } from '../core/arrival.ts'
import { RequestBody } from '../core/body.ts'
import type { Client } from '../core/client.ts'
import type { Context } from '../core/context.ts'
import { randomHex } from '../core/ids.ts'
import type { Keys } from '../core/keys.ts'
import type { DoorVerdict } from '../core/verdicts.ts'
import { parseTraceParent, type TraceParent } from '../http/trace-context.ts'
import type { Admission } from './admit.ts'
import type { KnownFields } from './fields.ts'
import { statusOf } from './rows.ts'

const requestId = /^[A-Za-z0-9._-]{8,128}$/

/** An admitted request's arrival. What not every request needs is made when it is asked for. */
export class DoorArrival implements Arrival {
  readonly received: Request
  readonly request: Request
  readonly host: string
  readonly scheme: 'http' | 'https'
  readonly target: string
  readonly rawTarget: string
  readonly client: Client
  readonly fieldNames: readonly string[]
  readonly fieldValues: readonly string[]
  readonly now: number
  readonly random: () => number
  readonly keys: Keys
  readonly door: DoorVerdict
  readonly platform: PlatformContext
  held: boolean
  context: Context | undefined
  readonly #href: string
  readonly #known: KnownFields
  #url: URL | undefined
  #body: RequestBody | undefined
  #trace: TraceParent | undefined
  #id: string | undefined

  constructor(
    received: Request,
    admission: Admission,
    now: number,
    random: () => number,
    platform: PlatformContext,
    keys: Keys,
  ) {
    const { refused, rows: met } = admission
    this.received = received
    this.request = admission.request
    this.host = admission.host
    this.scheme = admission.scheme
    this.target = admission.target
    this.rawTarget = admission.rawTarget
    this.client = admission.client
    this.fieldNames = admission.fieldNames
    this.fieldValues = admission.fieldValues
    this.now = now
    this.random = random
    this.keys = keys
    this.platform = platform
    this.door = refused ? { action: 'refuse', rows: met, status: statusOf(refused) } : { action: 'pass', rows: met }
    this.held = false
    this.context = undefined
    this.#href = admission.href
    this.#known = admission.known
  }

  get id(): string {
    const carried = this.#known['x-request-id']
    this.#id ??= carried !== undefined && requestId.test(carried) ? carried : this.trace.traceId
    return this.#id
  }

  get trace(): TraceParent {
    this.#trace ??= makeTrace(parseTraceParent(this.#known.traceparent ?? null))
    return this.#trace
  }

  get url(): URL {
    // A refused request's own URL may not even be one; it reaches no module.
    this.#url ??= new URL(this.#href || 'http://unknown.invalid/')
    return this.#url
  }

  get body(): RequestBody {
    this.#body ??= new RequestBody(this.request.body, this.#known['content-length'] ?? null)
    return this.#body
  }
}

const makeTrace = (caller: TraceParent | undefined): TraceParent => ({
  traceId: caller?.traceId ?? randomHex(16),
  parentId: randomHex(8),
  flags: caller?.flags ?? '00',
})
