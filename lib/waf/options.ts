import { bodyCeilingBytes } from '../core/body.ts'
import { SallyportError } from '../core/errors.ts'
import { ruleAbi } from '../ir/rule.ts'
import type { CompiledRules } from './compiled.ts'
import { checkExclusions, type Exclusion } from './exclude.ts'
import type { CollectionStore } from './transaction.ts'
import type { CustomRule } from './typed/custom.ts'
import type { Fields } from './typed/fields.ts'
import type { TypedRules } from './typed/rule-set.ts'

export interface WafOptions {
  /** Rules in TypeScript such as `core()`, what `sallyport compile` wrote, or several of these: one that refuses is enough. */
  readonly rules: AnyRules | readonly [AnyRules, ...AnyRules[]]
  /** Rule sets that are run beside the others, and decide nothing: `verdict.watched` says what they would have. @default none */
  readonly watch?: AnyRules | readonly AnyRules[]
  /** Rules of the route's own, asked first. @default none */
  readonly custom?: readonly CustomRule[]
  /** What fields are meant to hold: `{ 'body.comment': 'prose' }`. For rules in TypeScript. @default nothing is known of any */
  readonly fields?: Fields
  /** `detect`: everything is recorded, nothing refused. @default 'block' */
  readonly mode?: 'block' | 'detect'
  /** What this route leaves out. @default nothing */
  readonly exclude?: readonly Exclusion[]
  /** Bytes of a request body that are inspected, before and after decoding. @default the rule set's SecRequestBodyLimit */
  readonly bodyLimit?: number
  /** A longer body: `refuse` answers 413; `head` inspects the first `bodyLimit` bytes, streams on and says so. @default 'refuse' */
  readonly overLimit?: 'refuse' | 'head'
  /** A body in a coding other than gzip and deflate: `refuse` answers 415; `pass` forwards it unread and says so. @default 'refuse' */
  readonly unknownCoding?: 'refuse' | 'pass'
  /** Whether bodies of answers are held and inspected, of the types and up to the limit that the rule set says. @default false */
  readonly responseBodies?: boolean
  /** Where `initcol` collections live. @default nowhere */
  readonly store?: CollectionStore
}

/** A rule set of either kind. */
export type AnyRules = CompiledRules | TypedRules

export const isTyped = (rules: AnyRules): rules is TypedRules => 'kind' in rules && rules.kind === 'typed'

/** The rule sets of an option that takes one or several. */
export const rulesOf = (rules: AnyRules | readonly AnyRules[] | undefined): readonly AnyRules[] =>
  rules === undefined ? [] : Array.isArray(rules) ? (rules as readonly AnyRules[]) : [rules as AnyRules]

function checkRules(rules: AnyRules): void {
  if (rules === undefined || rules === null || !(isTyped(rules) || rules.library))
    throw new SallyportError(
      'ERR_OPTION',
      'waf: rules are what `sallyport compile` writes, or a rule set such as core()',
    )
  if (!isTyped(rules) && rules.library.engine === undefined)
    throw new SallyportError(
      'ERR_RULE_ABI',
      'the rule set brings no engine along, as an older compiler wrote them: compile it again',
    )
  if (rules.abi !== ruleAbi)
    throw new SallyportError(
      'ERR_RULE_ABI',
      `the rule set is of ABI ${rules.abi}, this engine runs ${ruleAbi}: compile it again`,
    )
}

/** @throws SallyportError ERR_OPTION, ERR_RULE_ABI */
export function checkOptions(options: WafOptions): void {
  const { mode = 'block', bodyLimit, overLimit = 'refuse', unknownCoding = 'refuse', exclude = [] } = options
  const deciding = rulesOf(options.rules)
  if (deciding.length === 0)
    throw new SallyportError('ERR_OPTION', 'waf: it has no rules: hand in core(), or what `sallyport compile` writes')
  for (const rules of [...deciding, ...rulesOf(options.watch)]) checkRules(rules)
  const words: [option: string, word: string, known: readonly string[]][] = [
    ['mode', mode, ['block', 'detect']],
    ['overLimit', overLimit, ['refuse', 'head']],
    ['unknownCoding', unknownCoding, ['refuse', 'pass']],
  ]
  for (const [option, word, known] of words)
    if (!known.includes(word)) throw new SallyportError('ERR_OPTION', `waf: there is no ${option} "${word}"`)
  checkExclusions(exclude)
  if (bodyLimit !== undefined && !(bodyLimit >= 0 && bodyLimit <= bodyCeilingBytes))
    throw new SallyportError('ERR_OPTION', `waf: bodyLimit is not between 0 and ${bodyCeilingBytes}`)
}
