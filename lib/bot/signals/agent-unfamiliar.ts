import type { Signal } from '../signal.ts'

/**
 * The User-Agent is neither a browser's, as browsers have written theirs for thirty years, nor on a list. Most such are scripts; some are
 * little-known browsers, so it weighs little alone.
 */
export const agentUnfamiliar: Signal = {
  id: 'agent/unfamiliar',
  prior: -1.4,
  evaluate: ({ agent, match, fields }) =>
    agent.family === 'other' && match === undefined && !fields['user-agent']?.startsWith('Mozilla/')
      ? { detail: 'User-Agent of no known browser' }
      : undefined,
}
