import { SallyportError } from '../core/errors.ts'
import type { Handler, Module } from '../core/module.ts'
import { problem } from '../core/respond.ts'
import type { VerdictName } from '../core/verdicts.ts'
import { type Decision, decide, type Policy, type Situation } from './policy.ts'
import { unchallenged } from './unchallenged.ts'

export type { AgentCategory } from '../core/verdicts.ts'
export { type AgentsOptions, agents, scoreBelow, signalled } from './bots.ts'
export type { Decision, Policy, Situation } from './policy.ts'
export { failedOpen, unknownAddress } from './policy.ts'
export { unchallenged } from './unchallenged.ts'

export interface GateOptions {
  /** Looked at in order. @default none: everything is allowed */
  readonly policies?: readonly Policy[]
  /** Verdicts that the policies read: the pipeline is refused when nobody before the gate provides them. */
  readonly needs?: readonly VerdictName[]
  /** Answers where a policy says `challenge`. */
  readonly challenge?: Handler
  /** Why a request is never challenged, whatever a policy says; then it is logged only. @default `unchallenged`: robots.txt, feeds, well-known files, APIs */
  readonly unchallenged?: (situation: Situation) => string | undefined
  /** Decide and say so in the verdict, but let everything pass. @default false */
  readonly dryRun?: boolean
  /** Answered on `refuse`. @default 403 */
  readonly refuseStatus?: number
}

/**
 * The one room that mixes verdicts and turns them into an action. It fails closed: a policy that throws refuses the request.
 *
 * @throws ERR_OPTION for two policies of one id, or a `challenge` policy without a challenge to send
 */
export function gate(options: GateOptions = {}): Module {
  const { policies = [], challenge, dryRun = false, refuseStatus = 403 } = options
  const spared = options.unchallenged ?? unchallenged
  const ids = new Set(policies.map(({ id }) => id))
  if (ids.size !== policies.length) throw new SallyportError('ERR_OPTION', 'gate: two policies have the same id')
  const challenger = policies.find(({ action }) => action === 'challenge')
  if (challenger && challenge === undefined) {
    throw new SallyportError(
      'ERR_OPTION',
      `gate: policy "${challenger.id}" challenges, but there is no challenge option`,
    )
  }
  return {
    name: 'gate',
    failure: 'closed',
    provides: 'gate',
    needs: options.needs ?? [],
    handle(request, context, next) {
      const { verdicts, client, failures, url, route } = context
      const { method, headers } = request
      const situation = { verdicts, client, failures, url, route, method, headers }
      const decision = spare(decide(policies, situation), situation, spared)
      const stops = !dryRun && (decision.action === 'refuse' || decision.action === 'challenge')
      if (!stops) {
        context.settle('gate', dryRun ? { ...decision, reason: `${decision.reason} (dry run)` } : decision)
        return next(request, context)
      }
      if (decision.action === 'challenge') {
        context.settle('gate', { ...decision, status: 403 })
        return (challenge as Handler)(request, context)
      }
      context.settle('gate', { ...decision, status: refuseStatus })
      return problem(request, { status: refuseStatus, id: context.id })
    },
  }
}

/** A challenge that was passed already, or could not be, becomes a line in the log. */
function spare(
  decision: Decision,
  situation: Situation,
  spared: (situation: Situation) => string | undefined,
): Decision {
  if (decision.action !== 'challenge') return decision
  const { bot } = situation.verdicts
  // Whoever has just passed one would only be asked again, and again.
  const reason = bot?.cleared === undefined ? spared(situation) : `passed one, by ${bot.cleared}`
  return reason === undefined
    ? decision
    : { ...decision, action: 'log', reason: `${decision.reason}; not challenged: ${reason}` }
}
