import type { Signal } from '../signal.ts'

/**
 * The User-Agent begins like a browser's and is not written as that browser writes it: the frozen parts are missing, the revision differs
 * from the version, or there is no engine at all. Typed in by hand, as a rule. Extensions that change the User-Agent can cause it.
 */
export const agentMalformed: Signal = {
  id: 'agent/malformed',
  prior: -2,
  evaluate: ({ agent, match, fields }) => {
    if (match !== undefined || agent.wellFormed) return undefined
    if (agent.family === 'other') return fields['user-agent']?.startsWith('Mozilla/') ? noEngine : undefined
    // Makers of what embeds an engine write what they like.
    return agent.family === 'none' || agent.embedded ? undefined : otherwise
  },
}
const noEngine = { detail: 'User-Agent begins like a browser’s and names no engine' }
const otherwise = { detail: 'User-Agent is not written as the browser it names writes it' }
