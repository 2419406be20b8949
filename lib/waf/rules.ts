// What rule modules are made of: `sallyport/rules`.
export type {
  Action,
  Disruptive,
  Need,
  OperatorUse,
  Phase,
  Rule,
  RuleSet,
  Selector,
  Settings,
  Target,
  Text,
} from '../ir/rule.ts'
export { defaultSettings, ruleAbi } from '../ir/rule.ts'
export type { CompiledRules } from './compiled.ts'
export type { Finding } from './detect/finding.ts'
export type { Library } from './library.ts'
export type { InspectedRequest, Pair } from './message.ts'
export type { Transaction } from './transaction.ts'
export {
  type Detector,
  type Example,
  everyValue,
  type Place,
  type RequestRule,
  rule,
  type Severity,
  type TypedRule,
  type ValueRule,
  type Where,
} from './typed/rule.ts'
export { type RuleSetOptions, ruleSet, type TypedRules } from './typed/rule-set.ts'
