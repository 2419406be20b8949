import type { Client } from '../core/client.ts'
import type { Failure } from '../core/context.ts'
import type { GateAction, Verdicts } from '../core/verdicts.ts'

/** All that a policy may look at: what others found, who sent the request, and which modules failed. */
export interface Situation {
  readonly verdicts: Verdicts
  readonly client: Client
  readonly failures: readonly Failure[]
  readonly method: string
  readonly url: URL
  readonly route: string
  readonly headers: Headers
}

/** One rule of the house. Pure: the same situation gives the same answer. */
export interface Policy {
  /** Kebab-case; printed in the verdict. */
  readonly id: string
  readonly action: GateAction
  /** Why it applies, in words that an operator reads, or `undefined` where it does not. Never text of the request. */
  when(situation: Situation): string | undefined
}

export interface Decision {
  readonly action: GateAction
  readonly by: string
  readonly reason: string
}

const strictness: Readonly<Record<Exclude<GateAction, 'allow'>, number>> = { log: 1, challenge: 2, refuse: 3 }

/**
 * What the house does. An `allow` policy that applies always wins; otherwise the strictest that applies, the first of equals; where none
 * applies, `allow` by `default`.
 */
export function decide(policies: readonly Policy[], situation: Situation): Decision {
  let decision: Decision = { action: 'allow', by: 'default', reason: 'no policy applies' }
  let reached = 0
  for (const { id, action, when } of policies) {
    const strict = action === 'allow' ? Number.POSITIVE_INFINITY : strictness[action]
    if (strict <= reached) continue
    const reason = when(situation)
    if (reason === undefined) continue
    decision = { action, by: id, reason }
    if (action === 'allow') return decision
    reached = strict
  }
  return decision
}

/** Applies to visitors whose address nobody vouches for. */
export const unknownAddress = (action: GateAction): Policy => ({
  id: 'unknown-address',
  action,
  when: ({ client }) => (client.address === undefined ? 'nobody vouches for an address' : undefined),
})

/** Applies where a module that was meant to look at the request failed open. */
export const failedOpen = (action: GateAction): Policy => ({
  id: 'failed-open',
  action,
  when: ({ failures }) => {
    const module = failures.find(({ outcome }) => outcome === 'open')?.module
    return module === undefined ? undefined : `${module} failed and was passed over`
  },
})
