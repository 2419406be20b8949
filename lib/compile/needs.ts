import type { Need, Rule } from '../ir/rule.ts'
import { needOf, needOfPhrases } from '../regex/need.ts'
import { modsecurity2 } from '../regex/translate.ts'

/** Gives each rule what the prefilter may ask of a value. Takes seconds for all of CRS: build time only. */
export function withNeeds(rules: readonly Rule[]): readonly Rule[] {
  return rules.map((rule) => {
    const need = needOfRule(rule)
    return need ? { ...rule, need } : rule
  })
}

function needOfRule({ operator }: Rule): Need | undefined {
  if (!operator || operator.negated) return undefined
  const { name, regex, lines, argument } = operator
  if (regex) return needOf(regex.written, modsecurity2)
  if (name === 'pmfromfile' && lines) return needOfPhrases(lines)
  // Bytes in bars are read by the operator itself.
  if (name === 'pm' && typeof argument === 'string' && !argument.includes('|'))
    return needOfPhrases(argument.split(/\s+/).filter((phrase) => phrase !== ''))
  return undefined
}
