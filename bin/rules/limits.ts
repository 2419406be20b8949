import { createContext, Script } from 'node:vm'
import { worstInputs } from '../../lib/compile/worst-inputs.ts'
import type { Regex, Rule } from '../../lib/ir/rule.ts'
import { degreeOf } from '../../lib/regex/degree.ts'
import { isLinear } from '../../lib/regex/linear.ts'
import { parse } from '../../lib/regex/parse.ts'
import { modsecurity2 } from '../../lib/regex/translate.ts'

/**
 * How long a value V8 may be given for each pattern; longer ones go to the linear engine. From the pattern's shape: how its steps may grow
 * with the value. Shapes that may double with each byte are tried on short inputs made to be their worst, since most of them do not.
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

/** By degree: a power of the value's length. A value at the limit takes some tens of milliseconds at worst. */
const limits: readonly number[] = [0, 0, 4096, 512]
const steep = 256
/** For patterns that double. */
const doubling = 24
/** Bytes of an input on which a pattern that doubles never ends, and any other takes a few milliseconds at most. */
const size = 128
/** Milliseconds: far from both, so that a busy machine says the same as an idle one. */
const harmless = 25
const inputs = 48

const script = new Script('regex.test(subject)')
const context = createContext({})

function time(regex: RegExp, subject: string): number {
  Object.assign(context, { regex, subject })
  const start = performance.now()
  try {
    script.runInContext(context, { timeout: 50 })
  } catch {
    return Number.POSITIVE_INFINITY
  }
  return performance.now() - start
}

/** The best of a few: the machine has other work, and V8 compiles a pattern when it is first used. */
function best(regex: RegExp, subject: string, enough: number): number {
  let least = Number.POSITIVE_INFINITY
  for (let turn = 0; turn < 4 && least > enough; turn++) least = Math.min(least, time(regex, subject))
  return least
}

function longestOf({ source, written, flags }: Regex): number | undefined {
  if (written === undefined) return steep
  const { root } = parse(written, modsecurity2)
  const degree = degreeOf(root)
  if (degree <= 1 || !isLinear(source, flags)) return undefined
  if (degree !== Number.POSITIVE_INFINITY) return limits[degree] ?? steep
  const regex = new RegExp(source, flags)
  for (const warm of ['', 'a', 'b']) regex.test(warm)
  return worstInputs(root, size, inputs).some((input) => best(regex, input, harmless) > harmless) ? doubling : steep
}
