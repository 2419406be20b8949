import type { Regex } from '../../ir/rule.ts'
import type { Found, Test } from './operator.ts'

const mostCaptures = 10

/**
 * `@rx`: a regular expression, already translated. Made into a RegExp when it is first tested: a set of rules holds hundreds, and
 * a request touches few. Reference manual, "rx".
 */
export function rx(regex: Regex): Test {
  let compiled: RegExp | undefined
  const { source, flags, captures } = regex
  return (value) => {
    compiled ??= new RegExp(source, flags)
    const match = compiled.exec(value)
    return match === null ? undefined : found(match, captures)
  }
}

export function found(match: RegExpExecArray, order: readonly number[] | undefined): Found {
  const texts: string[] = []
  const count = Math.min(order ? order.length : match.length, mostCaptures)
  // A group that took no part leaves its TX key empty, as the ones behind it keep their numbers.
  for (let group = 0; group < count; group++) texts.push(match[order ? (order[group] as number) : group] ?? '')
  return { start: match.index, end: match.index + match[0].length, captures: texts }
}
