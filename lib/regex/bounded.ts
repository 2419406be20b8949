import { backtracking } from './backtrack.ts'
import { checkSize } from './backtrack-program.ts'
import { type LinearRegex, linear, textsOf } from './linear.ts'
import { RegexError } from './regex-error.ts'
import { reread } from './reread.ts'

/**
 * A RegExp (source and flags as `translate` gives them) whose time is bounded: an automaton where the pattern is regular, otherwise a search whose steps
 * are counted, and which throws RegexBound when they are too many for the value's length.
 *
 * @throws RegexError on patterns too large for both
 */
export function bounded(source: string, flags: string): LinearRegex {
  try {
    return linear(source, flags)
  } catch (error) {
    if (!(error instanceof RegexError)) throw error
  }
  const searchIn = backtracking(source, flags)
  const spans = (value: string): readonly number[] | undefined => searchIn(value)(0)
  return {
    spans,
    test: (value) => spans(value) !== undefined,
    exec: (value) => textsOf(value, spans(value)),
  }
}

/** Whether `bounded` takes a pattern. */
export function isBounded(source: string, flags: string): boolean {
  try {
    checkSize(reread(source, flags))
    return true
  } catch (error) {
    if (error instanceof RegexError) return false
    throw error
  }
}
