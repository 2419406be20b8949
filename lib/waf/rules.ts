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
export type { Library } from './library.ts'
