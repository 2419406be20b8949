import { backtracking, RegexBound, type Search } from '../../regex/backtrack.ts'
import { modsecurity3, translate } from '../../regex/translate.ts'
import type { Found, Operator } from './operator.ts'

/** Bytes of candidates that are checked for each byte of the value (and for each of a short value's first 1024). */
const checksPerByte = 64

/**
 * An operator that looks for its pattern and checks the digits of what it finds; from the byte after the start of a
 * candidate that fails, again. The pattern is read as `@rx` of libmodsecurity 3 reads it: RangeError when it is none; RegexBound
 * for a value whose candidates are so long, or whose search takes so many steps, that all of it would cost more than linear time.
 */
export function verified(name: string, check: (digits: string) => boolean): Operator {
  return (argument) => {
    const searchIn = compile(name, argument)
    return (value) => firstValid(value, searchIn(value), check)
  }
}

function firstValid(value: string, search: Search, check: (digits: string) => boolean): Found | undefined {
  let budget = checksPerByte * Math.max(value.length, 1024)
  for (let at = 0; at < value.length; at++) {
    const spans = search(at)
    if (spans === undefined) return undefined
    const [start, end] = spans as [number, number]
    const text = value.slice(start, end)
    at = start
    budget -= text.length
    if (budget < 0) throw new RegexBound('too many candidates')
    if (text !== '' && check(text.replaceAll(/[^0-9]+/g, '')))
      return { start, end, captures: Array.from({ length: spans.length / 2 }, () => text) }
  }
  return undefined
}

function compile(name: string, argument: string): (value: string) => Search {
  try {
    const { source, flags } = translate(argument, modsecurity3)
    return backtracking(source, flags)
  } catch {
    throw new RangeError(`@${name}: no regular expression: ${JSON.stringify(argument)}`)
  }
}
