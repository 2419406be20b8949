import type { Signal } from '../signal.ts'
import { lightIsComplete } from './light-incomplete.ts'

/**
 * The User-Agent is of a browser for text or for small machines (Lynx, Links, w3m, NetSurf, Dillo and others), and what that browser sends
 * is there. They send few fields; nothing more is expected of them.
 */
export const agentLight: Signal = {
  id: 'agent/light',
  prior: 1,
  evaluate: (facts) =>
    facts.agent.family === 'light' && facts.match === undefined && lightIsComplete(facts)
      ? { detail: 'a text browser or one for small machines, with its usual fields' }
      : undefined,
}
