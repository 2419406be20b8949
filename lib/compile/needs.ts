import { betweenLiterals, type Need, type Rule } from '../ir/rule.ts'
import { needOf, needOfBytes, needOfPhrases, type PatternNeed } from '../regex/need.ts'
import { modsecurity2 } from '../regex/translate.ts'

/** Gives each rule what the prefilter may ask of a value. Takes seconds for all of CRS: build time only. */
export function withNeeds(rules: readonly Rule[]): readonly Rule[] {
  return rules.map((rule) => {
    const need = needOfRule(rule)
    // A chain that begins with a question about set-up alone begins at its next rule once that is answered.
    const later = rule.chain && rule.targets.every(({ name }) => name === 'TX') ? needOfRule(rule.chain) : undefined
    const chain = later && rule.chain ? { chain: { ...rule.chain, need: later } } : {}
    return need || later ? { ...rule, ...(need && { need }), ...chain } : rule
  })
}

function needOfRule(rule: Rule): Need | undefined {
  const need = patternNeedOf(rule)
  return (
    need && {
      ...need,
      alphabets: need.alphabets.map((sets) =>
        typeof sets === 'object' ? sets.map((literals) => literals.join(betweenLiterals)) : sets,
      ),
    }
  )
}

function patternNeedOf({ operator }: Rule): PatternNeed | undefined {
  if (!operator || operator.negated) return undefined
  const { name, regex, lines, argument } = operator
  if (regex) return regex.written === undefined ? undefined : needOf(regex.written, modsecurity2)
  if (name === 'pmfromfile' && lines) return needOfPhrases(lines.split('\n'))
  // Bytes in bars are read by the operator itself.
  if (name === 'pm' && typeof argument === 'string' && !argument.includes('|'))
    return needOfPhrases(argument.split(/\s+/).filter((phrase) => phrase !== ''))
  if (name === 'validatebyterange' && typeof argument === 'string') return needOfBytes(outside(argument))
  // A value of ASCII alone is UTF-8; one without a percent sign has no escapes.
  if (name === 'validateutf8encoding') return needOfBytes(Array.from({ length: 128 }, (_, at) => 128 + at))
  if (name === 'validateurlencoding') return needOfBytes([0x25])
  return undefined
}

/** Bytes that a range such as `32-36,38` leaves out. */
function outside(ranges: string): number[] {
  const allowed = new Set<number>()
  for (const [, from, to] of ranges.matchAll(/(\d+)(?:\s*-\s*(\d+))?/g))
    for (let byte = Number(from); byte <= Number(to ?? from); byte++) allowed.add(byte)
  return Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => !allowed.has(byte))
}
