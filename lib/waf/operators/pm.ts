import { type Automaton, automaton } from './automaton.ts'
import type { Operator, Test } from './operator.ts'
import { checkPhraseBytes, phrases } from './phrases.ts'

/**
 * Does the value hold one of the phrases, ASCII letters in either case alike? The one that ends first is found, of
 * several that end there the longest, as it stands in the value. `list` is called, and the automaton built, when a value
 * is first tested.
 */
export function pmOf(list: () => readonly string[]): Test {
  let built: Automaton | undefined
  return (value) => {
    built ??= automaton(list())
    return built.search(value)
  }
}

/** `@pm`: phrases separated by blanks. RangeError for none or too many. ModSecurity reference manual, "pm". */
export const pm: Operator = (argument) => {
  checkPhraseBytes(argument)
  if (!/[^\t-\r ]/.test(argument)) throw new RangeError('@pm without a phrase')
  return pmOf(() => phrases(argument))
}
