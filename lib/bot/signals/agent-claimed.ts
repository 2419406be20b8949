import type { Signal } from '../signal.ts'

/**
 * The sender says it is a program that can prove itself, and the proof was tried and does not hold: an address that is not its owner’s, a signature that
 * does not fit. Somebody uses a name that is not theirs.
 */
export const agentClaimed: Signal = {
  id: 'agent/claimed',
  prior: -4,
  evaluate: ({ sighting: { verification } }) =>
    verification?.outcome === 'refuted'
      ? { detail: `claimed, not proven (${verification.by}): ${verification.reason}` }
      : undefined,
}
