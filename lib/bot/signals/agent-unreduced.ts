import type { Signal } from '../signal.ts'

/**
 * A Chrome of 110 or later with its full version in the User-Agent. Chrome itself writes `N.0.0.0` there; so the string was put together
 * elsewhere. Apps that embed Chromium, and companies that have switched the reduction off, do write it out.
 */
export const agentUnreduced: Signal = {
  id: 'agent/unreduced',
  prior: -0.8,
  evaluate: ({ agent, browser }) =>
    browser && agent.unreduced && !agent.embedded ? { detail: 'full version of Chrome in the User-Agent' } : undefined,
}
