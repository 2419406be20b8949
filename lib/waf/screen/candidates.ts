/** A value that a rule has to be tested on. */
export interface Candidate {
  /** Index of the rule's target. */
  readonly target: number
  readonly name: string
  readonly value: string
  /** Counts the values looked at: several strings made of one value are one candidate. */
  readonly look: number
}

/** Marks in one number: small enough for every engine to keep it in place. */
const bits = 4

/**
 * What the prefilter found, by number of the screened rule. Hundreds of rules are asked for and a handful have something, so that a mark
 * answers for most, and a short list holds the rest.
 */
export class Candidates {
  #marks: number[] | undefined
  readonly #rules: number[] = []
  readonly #lists: Candidate[][] = []

  /** The values of a rule; `undefined`: it need not be tested. */
  of(rule: number): Candidate[] | undefined {
    const marks = this.#marks
    if (marks === undefined || (((marks[rule >> bits] ?? 0) >> (rule & 15)) & 1) === 0) return undefined
    return this.#lists[this.#rules.indexOf(rule)]
  }

  /** A rule's target is tested once on a value, however many strings were made of it. */
  add(rule: number, target: number, name: string, value: string, look: number): void {
    let list = this.of(rule)
    if (list === undefined) {
      list = []
      this.#marks ??= []
      const marks = this.#marks
      const word = rule >> bits
      while (marks.length <= word) marks.push(0)
      marks[word] = (marks[word] as number) | (1 << (rule & 15))
      this.#rules.push(rule)
      this.#lists.push(list)
    }
    for (let at = list.length - 1; at >= 0; at--) {
      const before = list[at] as Candidate
      if (before.look !== look) break
      if (before.target === target) return
    }
    list.push({ target, name, value, look })
  }
}
