import type { Regex, Rule } from '../../lib/ir/rule.ts'
import { degreeOf } from '../../lib/regex/degree.ts'
import { isLinear } from '../../lib/regex/linear.ts'
import { parse } from '../../lib/regex/parse.ts'
import { modsecurity2 } from '../../lib/regex/translate.ts'

/** Gives each rule's pattern its limit: see `limited`. */
export function withLimits(rules: readonly Rule[]): readonly Rule[] {
  return rules.map(walk)
}

function walk(rule: Rule): Rule {
  return {
    ...rule,
    ...(rule.operator?.regex && { operator: { ...rule.operator, regex: limited(rule.operator.regex) } }),
    ...(rule.chain && { chain: walk(rule.chain) }),
  }
}

/**
 * How long a value V8 may be given for a pattern; longer ones go to an automaton. From the pattern's shape: how its steps may grow with the value.
 */
export function limited(regex: Regex): Regex {
  const longest = longestOf(regex)
  return longest === undefined ? regex : { ...regex, longest }
}

/**
 * By degree: a power of the value's length. The automaton is as fast; what a limit spares is only that it need be made. A body of 128 KiB may be many
 * values, each as long as the limit: about 10 million steps for all of them, 20 ms.
 */
const limits: readonly number[] = [0, 0, 128, 32]
const steep = 24
/** For patterns whose steps may double with each byte. */
const doubling = 20

function longestOf({ source, written, flags }: Regex): number | undefined {
  if (written === undefined) return doubling
  const degree = degreeOf(parse(written, modsecurity2).root)
  if (degree <= 1 || !isLinear(source, flags)) return undefined
  return degree === Number.POSITIVE_INFINITY ? doubling : (limits[degree] ?? steep)
}
