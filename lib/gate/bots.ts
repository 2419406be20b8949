import type { AgentCategory, BotVerdict, GateAction } from '../core/verdicts.ts'
import type { Policy } from './policy.ts'

/**
 * Applies to scores under `threshold` (1 to 99): `scoreBelow(30, 'challenge')`. Beside an `agents` policy that allows, that one wins. Where no
 * bot score was given, because the module failed, it does not apply: `failedOpen` is for that.
 */
export const scoreBelow = (threshold: number, action: GateAction): Policy => ({
  id: `score-below-${threshold}`,
  action,
  when: ({ verdicts: { bot } }) =>
    bot !== undefined && bot.score < threshold ? `score ${bot.score} is below ${threshold}` : undefined,
})

export interface AgentsOptions {
  /** @default any */
  readonly categories?: readonly AgentCategory[]
  /** Names as in `BotVerdict.agent.name`. @default any */
  readonly names?: readonly string[]
  /**
   * `proven`: only those whose name was verified (signature, DNS, addresses). `claimed`: only those whose was not. To allow by a mere claim is to
   * allow everybody who can type it, so that has to be asked for. @default 'proven' with allow, any otherwise
   */
  readonly identity?: 'proven' | 'claimed' | 'any'
  /** Printed in the verdict. @default made of the categories and names */
  readonly id?: string
}

/** Applies to programs that say who they are: `agents('refuse', { categories: ['ai-training'] })`. */
export function agents(action: GateAction, options: AgentsOptions = {}): Policy {
  const { categories, names, identity = action === 'allow' ? 'proven' : 'any' } = options
  const named = [...(categories ?? []), ...(names ?? [])].map((word) => word.toLowerCase().replace(/[^a-z0-9]+/g, '-'))
  return {
    id: options.id ?? ['agents', ...named].join('-'),
    action,
    when({ verdicts: { bot } }) {
      const agent = bot?.agent
      if (agent === undefined) return undefined
      if (categories && !(categories as readonly string[]).includes(agent.category ?? 'other')) return undefined
      if (names && !names.includes(agent.name)) return undefined
      const proven = agent.verifiedBy !== undefined
      if (identity !== 'any' && (identity === 'proven') !== proven) return undefined
      return `${agent.name}, ${agent.category ?? 'other'}, ${proof(agent)}`
    },
  }
}

const proof = ({ verifiedBy }: NonNullable<BotVerdict['agent']>): string =>
  verifiedBy === undefined ? 'not proven' : `proven by ${verifiedBy}`

/** Applies where a signal spoke: `signalled('agent/claimed', 'refuse')`. */
export const signalled = (id: string, action: GateAction): Policy => ({
  id: `signalled-${id.replace('/', '-')}`,
  action,
  when: ({ verdicts: { bot } }) => bot?.signals.find((signal) => signal.id === id)?.detail,
})
