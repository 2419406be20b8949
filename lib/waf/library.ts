import type { Operator } from './operators/operator.ts'

/** The operators and transformations that a compiled rule set uses, by lower-cased name: what it does not use is not bundled. */
export interface Library {
  readonly operators: Readonly<Record<string, Operator>>
  readonly transformations: Readonly<Record<string, (input: string) => string>>
}
