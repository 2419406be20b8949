import type { Signal } from '../signal.ts'

/** There is no User-Agent. Every browser sends one; scripts that set none and socket tools do not. An honest program names itself. */
export const agentAbsent: Signal = {
  id: 'agent/absent',
  prior: -3,
  evaluate: ({ agent }) => (agent.family === 'none' ? { detail: 'no User-Agent' } : undefined),
}
