import type { Regex, Rule } from '../../lib/ir/rule.ts'
import { degreeOf } from '../../lib/regex/degree.ts'
import { isLinear } from '../../lib/regex/linear.ts'
import { parse } from '../../lib/regex/parse.ts'
import { modsecurity2 } from '../../lib/regex/translate.ts'
import type { Diagnostic } from '../../lib/seclang/diagnostics.ts'

/** Gives each rule's pattern its limit: see `limited`. */
export function withLimits(rules: readonly Rule[]): readonly Rule[] {
  return rules.map(walk)
}

/** Patterns whose steps grow faster than a value, and which no automaton can take: V8 is left alone with them, however long the value is. */
export function withoutLimit(rules: readonly Rule[]): readonly Diagnostic[] {
  const found: Diagnostic[] = []
  for (const rule of rules)
    for (let link: Rule | undefined = rule; link; link = link.chain) {
      const regex = link.operator?.regex
      if (regex?.written === undefined || degreeOf(parse(regex.written, modsecurity2).root) <= 1) continue
      if (isLinear(regex.source, regex.flags)) continue
      const [file, line] = link.at
      const message = `rule ${rule.id} may hold a request up: its pattern is not regular (a reference, a group that gives nothing back, a long look), and takes more than linear time`
      found.push({ file, line, column: 1, level: 'warning', word: regex.written, message })
    }
  return found
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
