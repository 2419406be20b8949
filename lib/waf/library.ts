import type { CompiledRules } from './compiled.ts'
import type { Operator } from './operators/operator.ts'
import type { Runner } from './runner.ts'

/** The operators and transformations that a compiled rule set uses, by lower-cased name: what it does not use is not bundled. */
export interface Library {
  /** The engine itself: a worker without compiled rules does not bundle it. `all`: the rules before a route's exclusions. */
  readonly engine: (rules: CompiledRules, all: CompiledRules) => Runner
  readonly operators: Readonly<Record<string, Operator>>
  readonly transformations: Readonly<Record<string, (input: string) => string>>
}
