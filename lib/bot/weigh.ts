import type { Facts } from './facts.ts'
import type { Term } from './score.ts'
import type { Signal } from './signal.ts'

/** A signal with the weight that the fit gave it. */
export interface Weighted {
  readonly signal: Signal
  readonly weight: number
}

export interface Weighing {
  readonly terms: readonly Term[]
  /** Ids of signals that threw, and were left out. */
  readonly failed: readonly string[]
}

const none: readonly string[] = []

/** Asks every signal. One that throws is left out and named: a hostile header must not silence the others. */
export function weigh(facts: Facts, signals: readonly Weighted[]): Weighing {
  const terms: Term[] = []
  let failed: string[] | undefined
  for (const { signal, weight } of signals) {
    try {
      const evidence = signal.evaluate(facts)
      if (evidence === undefined) continue
      const { detail, strength = 1 } = evidence
      terms.push({ id: signal.id, weight: weight * strength, detail })
    } catch {
      failed ??= []
      failed.push(signal.id)
    }
  }
  return { terms, failed: failed ?? none }
}
