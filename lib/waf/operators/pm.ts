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
  let folded: readonly string[] | undefined
  let looks = 0
  return (value) => {
    if (built === undefined && looks < coldLooks && value.length <= coldLength) {
      looks++
      folded ??= list().map(fold)
      const text = fold(value)
      if (!folded.some((phrase) => text.includes(phrase))) return undefined
    }
    built ??= automaton(list())
    return built.search(value)
  }
}

/** So many values are looked through phrase by phrase, if they are short: a first request does not pay for automata. */
const coldLooks = 32
const coldLength = 1024

const fold = (text: string): string => text.replace(/[A-Z]+/g, (run) => run.toLowerCase())

/** `@pm`: phrases separated by blanks. RangeError for none or too many. ModSecurity reference manual, "pm". */
export const pm: Operator = (argument) => {
  checkPhraseBytes(argument)
  if (!/[^\t-\r ]/.test(argument)) throw new RangeError('@pm without a phrase')
  return pmOf(() => phrases(argument))
}
