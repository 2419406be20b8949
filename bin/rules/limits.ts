import type { Regex, Rule } from '../../lib/ir/rule.ts'
import { degreeOf } from '../../lib/regex/degree.ts'
import { isLinear } from '../../lib/regex/linear.ts'
import { parse } from '../../lib/regex/parse.ts'
import { modsecurity2 } from '../../lib/regex/translate.ts'

/**
 * How long a value V8 may be given for each pattern; longer ones go to an automaton. From the pattern's shape: how its steps may grow with the value.
 */
export function withLimits(rules: readonly Rule[]): readonly Rule[] {
  const known = new Map<string, number | undefined>()
  const limited = (regex: Regex): Regex => {
    const key = `${regex.flags}/${regex.source}`
    if (!known.has(key)) known.set(key, longestOf(regex))
    const longest = known.get(key)
    return longest === undefined ? regex : { ...regex, longest }
  }
  const walk = (rule: Rule): Rule => ({
    ...rule,
    ...(rule.operator?.regex && { operator: { ...rule.operator, regex: limited(rule.operator.regex) } }),
    ...(rule.chain && { chain: walk(rule.chain) }),
  })
  return rules.map(walk)
}

/**
 * By degree: a power of the value's length. The automaton is as fast; what a limit spares is only that it need be made. A body of 128 KiB may be many
 * values, each as long as the limit: about 20 million steps for all of them, 40 ms.
 */
const limits: readonly number[] = [0, 0, 256, 32]
const steep = 24
/** For patterns whose steps may double with each byte. */
const doubling = 20

function longestOf({ source, written, flags }: Regex): number | undefined {
  if (written === undefined) return doubling
  const degree = degreeOf(parse(written, modsecurity2).root)
  if (degree <= 1 || !isLinear(source, flags)) return undefined
  return degree === Number.POSITIVE_INFINITY ? doubling : (limits[degree] ?? steep)
}
