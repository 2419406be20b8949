import type { Regex } from '../../ir/rule.ts'
import { alphabetOf, maskOf } from '../../regex/byte-classes.ts'
import { type LinearMatch, type LinearRegex, linear } from '../../regex/linear.ts'
import type { Found, Test } from './operator.ts'

const mostCaptures = 10

/**
 * `@rx`: a regular expression, already translated. Made into a RegExp when it is first tested: a set of rules holds hundreds, and
 * a request touches few. Reference manual, "rx".
 */
export function rx(regex: Regex): Test {
  let compiled: RegExp | undefined
  let beyond: LinearRegex | undefined
  const answers = new Map<string, Found | undefined>()
  const { source, flags, captures, longest = Number.POSITIVE_INFINITY } = regex
  return (value) => {
    if (value.length <= longest || isTame(value, longest)) {
      compiled ??= new RegExp(source, flags)
      const match = compiled.exec(value)
      return match === null ? undefined : found(match, captures)
    }
    if (answers.has(value)) return answers.get(value)
    beyond ??= linear(source, flags)
    const match = beyond.exec(value)
    const answer = match === null ? undefined : found(match, captures)
    if (value.length > longestKept) return answer
    if (answers.size >= mostKept) answers.clear()
    answers.set(value, answer)
    return answer
  }
}

/** The linear engine takes a hundred times as long, and what it mostly sees is what browsers send with each request: `Accept`. */
const mostKept = 32
const longestKept = 256

/**
 * What makes patterns of attacks steep are loops over quotes, brackets and the like, tried at each place where a command may begin. A value of
 * words and addresses has none of the former, and of the latter the start and its line ends.
 */
function isTame(value: string, longest: number): boolean {
  if (longest < steepest || value.length > mostTame || alphabetOf(maskOf(value)) > lastTame) return false
  let ends = 0
  for (let at = value.search(lineEnd); at >= 0 && ends <= mostLines; at = nextLine(value, at + 1)) ends++
  return ends === 0 || (ends <= mostLines && value.length <= mostOfLines)
}

function nextLine(value: string, from: number): number {
  const feed = value.indexOf('\n', from)
  const turn = value.indexOf('\r', from)
  return feed < 0 ? turn : turn < 0 ? feed : Math.min(feed, turn)
}

/** Patterns with a lower limit double with each byte: nothing is tame for them. */
const steepest = 256
const mostTame = 8192
const mostLines = 32
const mostOfLines = 2048
const lineEnd = /[\r\n]/
/** Words, prose and addresses: the first three alphabets. */
const lastTame = 2

export function found(match: LinearMatch, order: readonly number[] | undefined): Found {
  const texts: string[] = []
  const count = Math.min(order ? order.length : match.length, mostCaptures)
  // A group that took no part leaves its TX key empty, as the ones behind it keep their numbers.
  for (let group = 0; group < count; group++) texts.push(match[order ? (order[group] as number) : group] ?? '')
  return { start: match.index, end: match.index + (match[0] as string).length, captures: texts }
}
