import type { RuleSet } from '../ir/rule.ts'
import type { Library } from './library.ts'

/** A rule set as `sallyport compile` writes it, with what it needs to run. */
export interface CompiledRules extends RuleSet {
  readonly library: Library
}
