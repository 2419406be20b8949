import { bodyCeilingBytes } from '../core/body.ts'
import { SallyportError } from '../core/errors.ts'
import { ruleAbi } from '../ir/rule.ts'
import type { CompiledRules } from './compiled.ts'
import { checkExclusions, type Exclusion } from './exclude.ts'
import type { CollectionStore } from './transaction.ts'

export interface WafOptions {
  /** What `sallyport compile` wrote, or `crs(compiled, …)`. */
  readonly rules: CompiledRules
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

/** @throws SallyportError ERR_OPTION, ERR_RULE_ABI */
export function checkOptions(options: WafOptions): void {
  const { rules, mode = 'block', bodyLimit, overLimit = 'refuse', unknownCoding = 'refuse', exclude = [] } = options
  if (!rules?.library) throw new SallyportError('ERR_OPTION', 'waf: rules are what `sallyport compile` writes')
  if (rules.abi !== ruleAbi)
    throw new SallyportError(
      'ERR_RULE_ABI',
      `the rule set is of ABI ${rules.abi}, this engine runs ${ruleAbi}: compile it again`,
    )
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
