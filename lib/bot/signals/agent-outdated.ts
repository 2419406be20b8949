import type { Signal } from '../signal.ts'

/**
 * The User-Agent is of a browser so old that it could hardly reach a site of today (no TLS 1.2, roots expired). Lists of strings that
 * scripts draw from are full of them. People with very old machines are met too, so it weighs little alone.
 */
export const agentOutdated: Signal = {
  id: 'agent/outdated',
  prior: -1.5,
  evaluate: ({ agent, match }) => {
    const least = leastVersion[agent.family]
    return match === undefined && least !== undefined && agent.version > 0 && agent.version < least && !agent.embedded
      ? { detail: `User-Agent of a browser of version ${agent.version}` }
      : undefined
  },
}

// First versions with TLS 1.2 on by default, or still served by their maker's roots.
const leastVersion: Readonly<Record<string, number>> = { chromium: 49, firefox: 45, webkit: 9, trident: 11, presto: 12 }
