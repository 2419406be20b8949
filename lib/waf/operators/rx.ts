import type { Regex } from '../../ir/rule.ts'
import { bounded } from '../../regex/bounded.ts'
import { maskOf } from '../../regex/byte-classes.ts'
import { doubling } from '../../regex/limit.ts'
import type { LinearMatch, LinearRegex } from '../../regex/linear.ts'
import type { Found, Test } from './operator.ts'

const mostCaptures = 10

/**
 * `@rx`: a regular expression, already translated. Made when it is first tested: a set of rules holds hundreds, and a request touches few. V8 tests
 * what is short, or what no pattern can make costly; engines whose time is bounded the rest. Reference manual, "rx".
 * @param alone whether it matches is all that is asked, as a rule does that is negated or leads a chain: where, and with which groups, is not
 * looked for
 */
export function rx(regex: Regex, alone = false): Test {
  let short: RegExp | undefined
  let beyond: LinearRegex | undefined
  let patience = mostCalm
  const { source, flags, captures, longest = Number.POSITIVE_INFINITY } = regex
  const isForV8 = (value: string): boolean => {
    if (value.length <= longest) return true
    return beyond === undefined && longest > doubling && value.length <= longestCalm && patience-- > 0 && isCalm(value)
  }
  return (value) => {
    let match: LinearMatch | null
    if (isForV8(value)) {
      short ??= new RegExp(source, flags)
      if (alone) return short.test(value) ? somewhere : undefined
      match = short.exec(value)
    } else {
      beyond ??= bounded(source, flags)
      if (alone) return beyond.test(value) ? somewhere : undefined
      match = beyond.exec(value)
    }
    return match === null ? undefined : found(match, captures)
  }
}

const somewhere: Found = { start: 0, end: 0, captures: [] }

/**
 * The automaton takes some milliseconds to make, which a first page need not pay for: the first few values that hold nothing that attacks are made of
 * (no quotes, brackets, line ends) go to V8 as well. For patterns that may double with each byte nothing is calm.
 */
const mostCalm = 8
const longestCalm = 256
const isCalm = (value: string): boolean => (maskOf(value) & ~calm) === 0
const calm = maskOf('a0_. ,@?:/=&%+#\xff')

export function found(match: LinearMatch, order: readonly number[] | undefined): Found {
  const texts: string[] = []
  const count = Math.min(order ? order.length : match.length, mostCaptures)
  // A group that took no part leaves its TX key empty, as the ones behind it keep their numbers.
  for (let group = 0; group < count; group++) texts.push(match[order ? (order[group] as number) : group] ?? '')
  return { start: match.index, end: match.index + (match[0] as string).length, captures: texts }
}
