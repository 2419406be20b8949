/** What one signal added: log-odds, over 0 for a person, under 0 for a program. */
export interface Term {
  readonly id: string
  readonly weight: number
  readonly detail: string
}

/** 1 (surely automated) to 99 (surely human), from log-odds. Rises with them, and is 50 where nothing speaks. */
export const squash = (logOdds: number): number => Math.round(1 + 98 / (1 + Math.exp(-logOdds)))

/** The score of what was found. `base` is what a request of which nothing is known has. */
export function score(terms: readonly Term[], base: number): number {
  let sum = base
  for (const { weight } of terms) sum += weight
  return squash(sum)
}

/**
 * The smallest set of signals whose absence would carry the request to the other side of `threshold`: to it or over it where the score is under
 * it, under it where it is not. The first of equals. `undefined` where not even the absence of all would do.
 */
export function counterfactual(terms: readonly Term[], base: number, threshold: number): readonly string[] | undefined {
  const under = score(terms, base) < threshold
  const against = terms.filter(({ weight }) => (under ? weight < 0 : weight > 0))
  // Of all sets of one size, the heaviest signals move the sum most.
  against.sort((one, other) => Math.abs(other.weight) - Math.abs(one.weight))
  const absent = new Set<Term>()
  for (const term of against) {
    absent.add(term)
    const left = terms.filter((other) => !absent.has(other))
    if (score(left, base) < threshold !== under) return [...absent].map(({ id }) => id)
  }
  return undefined
}
