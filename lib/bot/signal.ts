import type { Facts } from './facts.ts'

/** What a signal found. */
export interface Evidence {
  /** Words that an operator reads: ours, never text of the request. */
  readonly detail: string
  /** How much of the signal's weight counts, over 0 to 1. @default 1 */
  readonly strength?: number
}

/** One reason to take a request for a person's or for a program's. Pure: the same facts give the same evidence. */
export interface Signal {
  /** `group/name`, kebab-case; printed in verdicts and headers. */
  readonly id: string
  /**
   * Log-odds that the signal is believed to be worth before any recording was looked at: over 0 speaks for a person, under 0 for a program.
   * The fit pulls towards it, and never past 0, so no signal can come to work backwards.
   */
  readonly prior: number
  evaluate(facts: Facts): Evidence | undefined
}
