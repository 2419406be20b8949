import type { WafVerdict } from '../core/verdicts.ts'
import type { BodyBounds, Circumstances } from './inspection.ts'
import type { InspectedRequest, InspectedResponse } from './message.ts'
import type { Runner } from './runner.ts'
import type { Interruption, Transaction } from './transaction.ts'
import type { LinkedCustom } from './typed/custom.ts'

/** What a route runs: rule sets that decide, rule sets that are only watched, and rules of the route's own before them. */
export interface Bench {
  readonly deciding: readonly Runner[]
  readonly watched: readonly Runner[]
  readonly custom: readonly LinkedCustom[]
}

interface Seat {
  readonly runner: Runner
  readonly transaction: Transaction
}

/** One request in front of all rule sets of its route. Each has a transaction of its own; one that refuses is enough. */
export class Session {
  /** Of the first rule set: settings and bounds are taken from it. */
  readonly lead: Transaction
  readonly #deciding: readonly Seat[]
  readonly #watched: readonly Seat[]
  /** Those that hold for the request, up to the one that decides. */
  readonly #custom: readonly LinkedCustom[]
  /** What a rule of the route's own decided. */
  readonly #end: 'allow' | 'refuse' | undefined
  readonly #status: number

  constructor(bench: Bench, request: InspectedRequest, circumstances: Circumstances) {
    const { deciding, watched, custom } = bench
    this.#custom = custom.length === 0 ? none : until(custom, request)
    const decided = this.#custom.at(-1)?.rule
    // A rule of the route's own has the last word: what it lets pass or refuses is not inspected further.
    this.#end = decided === undefined || decided.action === 'log' || circumstances.detect ? undefined : decided.action
    this.#status = decided?.status ?? 403
    const off = this.#end !== undefined
    this.#deciding = deciding.map((runner) => ({
      runner,
      transaction: off ? runner.idle(request, circumstances) : runner.head(request, circumstances),
    }))
    this.#watched = off
      ? []
      : watched.map((runner) => ({ runner, transaction: runner.head(request, { ...circumstances, detect: true }) }))
    this.lead = (this.#deciding[0] as Seat).transaction
  }

  /** Whether the body is to be read at all. */
  get readsBody(): boolean {
    if (this.#end !== undefined) return false
    for (const { transaction } of this.#deciding)
      if (transaction.requestBodyAccess && transaction.engine !== 'off') return true
    return false
  }

  get interruption(): Interruption | undefined {
    if (this.#end === 'refuse') return { kind: 'deny', status: this.#status, rule: this.#custom.at(-1)?.rule.id ?? 0 }
    for (const { transaction } of this.#deciding) if (transaction.interruption) return transaction.interruption
    return undefined
  }

  body(text: string | undefined): void {
    if (this.#end === undefined) this.#each(({ runner, transaction }) => runner.body(transaction, text))
  }

  answerHead(response: InspectedResponse): void {
    if (this.#end === undefined) this.#each(({ runner, transaction }) => runner.answerHead(transaction, response))
  }

  answerBody(text: string | undefined): void {
    if (this.#end === undefined) this.#each(({ runner, transaction }) => runner.answerBody(transaction, text))
  }

  conclude(): void {
    if (this.#end === undefined) this.#each(({ runner, transaction }) => runner.conclude(transaction))
  }

  #each(run: (seat: Seat) => void): void {
    for (const seat of this.#deciding) run(seat)
    for (const seat of this.#watched) run(seat)
  }

  verdict(mode: 'detect' | 'block'): WafVerdict {
    const own = this.#deciding.map(({ runner, transaction }) => runner.verdict(transaction, mode))
    const joined = own.length === 1 ? (own[0] as WafVerdict) : join(own)
    const watched = this.#watched.map(({ runner, transaction }) => runner.verdict(transaction, 'detect'))
    if (this.#custom.length === 0 && watched.length === 0) return joined
    return {
      ...joined,
      ...(this.#end === 'refuse' && { action: 'refuse', status: this.#status }),
      ...(this.#end === undefined && joined.action === 'pass' && this.#custom.length > 0 && { action: 'log' }),
      ...(this.#custom.length > 0 && {
        custom: this.#custom.map(({ rule }) => ({ id: rule.id, action: rule.action, message: rule.message ?? '' })),
      }),
      ...(watched.length > 0 && { watched: watched.map((one) => ({ ...one, differs: differs(joined, one) })) }),
    }
  }
}

const none: readonly LinkedCustom[] = []

/** The rules that hold, up to the first that decides. */
function until(custom: readonly LinkedCustom[], request: InspectedRequest): readonly LinkedCustom[] {
  const held: LinkedCustom[] = []
  for (const one of custom) {
    if (!one.holds(request)) continue
    held.push(one)
    if (one.rule.action !== 'log') break
  }
  return held
}

/** Whether the watched rule set would have decided otherwise. */
const differs = (own: WafVerdict, watched: WafVerdict): boolean => (own.action === 'refuse') !== wouldRefuse(watched)

const wouldRefuse = ({ score, threshold, objected }: WafVerdict): boolean =>
  objected ?? (threshold.inbound > 0 && score.inbound >= threshold.inbound)

const strength = { pass: 0, log: 1, refuse: 2 } as const

function join(all: readonly WafVerdict[]): WafVerdict {
  const first = all[0] as WafVerdict
  const strongest = all.reduce((a, b) => (strength[b.action] > strength[a.action] ? b : a))
  const log = (): readonly string[] => all.flatMap((one) => one.log?.() ?? [])
  return {
    ...strongest,
    ruleSet: {
      name: all.map(({ ruleSet }) => ruleSet.name).join(' + '),
      version: all.map(({ ruleSet }) => ruleSet.version).join(' + '),
      hash: all.map(({ ruleSet }) => ruleSet.hash).join('+'),
    },
    bounds: [...new Set(all.flatMap(({ bounds }) => bounds))],
    matches: all.flatMap(({ matches }) => matches),
    mode: first.mode,
    log,
  }
}

/**
 * A whole request without an answer, in process.
 * @returns a status where a body over the limit is refused before any rule sees it
 */
export function inspectWhole(
  session: Session,
  body: string | undefined,
  bounds: BodyBounds,
): { readonly status?: number } {
  const { lead } = session
  const limit = bounds.limit ?? lead.requestBodyLimit
  const read = session.readsBody && !session.interruption
  const long = read && body !== undefined && body.length > limit
  if (long) lead.bounds.push('request-body')
  const whole = bounds.overLimit === 'refuse' && lead.settings.requestBodyLimitAction === 'reject'
  const refused = long && whole && lead.engine === 'on'
  if (!refused) session.body(body?.slice(0, limit))
  session.conclude()
  return refused ? { status: 413 } : {}
}
