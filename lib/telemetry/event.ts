import type { Exchange } from '../core/arrival.ts'
import type { Verdicts } from '../core/verdicts.ts'
import { escapeForTerminal } from '../privacy/escape.ts'
import { coarseAddress, maskQuery } from '../privacy/redact.ts'

/**
 * How much of a request an event holds. `minimal`: query values masked, the address cut to its network. `full`: as received, for a
 * terminal that only its owner sees. Either way escaped and bounded.
 */
export type Detail = 'minimal' | 'full'

/** One exchange as it may leave the worker. Text fields are escaped: they can be printed as they are. */
export interface Event {
  /** Version of this form. */
  readonly sallyport: 1
  readonly id: string
  /** ms since the epoch at arrival. */
  readonly time: number
  readonly method: string
  readonly host: string
  readonly target: string
  /** Only where it differs from `target`. */
  readonly rawTarget?: string
  /** An address, a network, or `unknown`. */
  readonly client: string
  readonly status: number
  readonly elapsedMs: number
  readonly route: string
  readonly verdicts: Verdicts
  readonly failures: readonly { readonly module: string; readonly outcome: string; readonly error: string }[]
}

const maxMethodLength = 32
const maxHostLength = 256
const maxTargetLength = 2048
const maxErrorLength = 512

export function toEvent({ arrival, status, elapsedMs }: Exchange, detail: Detail): Event {
  const show = detail === 'full' ? (target: string) => target : maskQuery
  const rawTarget = show(arrival.rawTarget)
  const target = show(arrival.target) || rawTarget // what was refused has no canonical form
  return {
    sallyport: 1,
    id: arrival.id,
    time: arrival.now,
    method: escapeForTerminal(arrival.request.method, maxMethodLength),
    host: escapeForTerminal(arrival.host, maxHostLength),
    target: escapeForTerminal(target, maxTargetLength),
    ...(rawTarget !== target && { rawTarget: escapeForTerminal(rawTarget, maxTargetLength) }),
    client: detail === 'full' ? (arrival.client.address?.text ?? 'unknown') : coarseAddress(arrival.client.address),
    status,
    elapsedMs,
    route: arrival.context?.route ?? '',
    verdicts: arrival.context?.verdicts ?? { door: arrival.door },
    failures: (arrival.context?.failures ?? []).map(({ module, outcome, error }) => ({
      module,
      outcome,
      error: escapeForTerminal(describe(error, detail), maxErrorLength),
    })),
  }
}

/** A message may quote the request (JSON.parse does), so only `full` shows those that are not ours. */
function describe(error: unknown, detail: Detail): string {
  if (!(error instanceof Error)) return typeof error
  const { code } = error as { code?: unknown }
  if (detail === 'full' || error.name === 'SallyportError') return `${error.name}: ${error.message}`
  return typeof code === 'string' ? `${error.name} ${code}` : error.name
}
