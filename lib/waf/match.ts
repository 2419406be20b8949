import type { Rule } from '../ir/rule.ts'

/** One match of one rule. Texts are byte strings as sent: whoever shows them escapes and redacts. */
export interface Match {
  readonly rule: Rule
  /** Of the rule that matched last, in a chain. */
  readonly transformations: readonly string[]
  /** Variable as the rule writes it. */
  readonly variable: string
  /** Member of the collection: `ARGS:q`. */
  readonly path: string
  /** The value after all transformations, and where in it the operator matched. */
  readonly value: string
  readonly span: readonly [number, number]
  readonly message: string
  readonly data: string
  /** What the anomaly score rose by, so far as this rule's own setvar say. */
  readonly score: number
  /** What a detector read, in its own words; no byte of what was sent. */
  readonly why?: string
  /** The route's declaration that let it pass. */
  readonly passedBy?: string
}
