import type { Signal } from '../signal.ts'

/** The sender has proven which program it is. A program it is then; whether it is welcome is the policy’s to say. */
export const agentProven: Signal = {
  id: 'agent/proven',
  prior: -4,
  evaluate: ({ sighting: { verification } }) =>
    verification?.outcome === 'proven' ? { detail: `has proven to be a program, by ${verification.by}` } : undefined,
}
