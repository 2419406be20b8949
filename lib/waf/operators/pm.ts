import { type Automaton, automaton } from './automaton.ts'
import type { Operator, Test } from './operator.ts'
import { phrases } from './phrases.ts'

/**
 * Does the value hold one of the phrases, ASCII letters in either case alike? The one that ends first is found, as it
 * stands in the value. The automaton is built when a value is first tested.
 */
export function pmOf(list: readonly string[]): Test {
  let built: Automaton | undefined
  return (value) => {
    built ??= automaton(list)
    return built.search(value)
  }
}

/** `@pm`: phrases separated by blanks. RangeError when there is none. ModSecurity reference manual, "pm". */
export const pm: Operator = (argument) => {
  const list = phrases(argument)
  if (list.length === 0) throw new RangeError('@pm without a phrase')
  return pmOf(list)
}
