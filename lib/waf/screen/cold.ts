import { betweenLiterals } from '../../ir/rule.ts'
import type { LinkedRule } from '../link.ts'
import { type Entry, literalsOf, type Plan } from './tree.ts'

/**
 * Looks at an alphabet before its automaton is made. Renting until it costs what buying does: such a look takes about a hundredth of the
 * automaton's making, and a first request needs a few.
 */
const mostLooks = 64
/** Bytes of a value: the look costs its length for each literal. */
const longest = 512

/** Looks for literals one by one, where few values have come by so far: a first request does not pay for automata. */
export class ColdLook {
  readonly #rules: readonly LinkedRule[]
  readonly #looks: number[] = []
  /** By alphabet and rule, until the alphabet's automaton takes over. */
  readonly #sets: (Map<number, readonly (readonly string[])[]> | undefined)[] = []

  constructor(rules: readonly LinkedRule[]) {
    this.#rules = rules
  }

  /** Entries of the plan whose literals occur; `undefined`: the value is too long, or the alphabet has had its looks. */
  entriesIn({ watched, alphabet }: Plan, text: string): Entry[] | undefined {
    if (text.length > longest) return undefined
    const looks = (this.#looks[alphabet] ?? 0) + 1
    this.#looks[alphabet] = looks
    if (looks > mostLooks) {
      this.#sets[alphabet] = undefined
      return undefined
    }
    const folded = /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (run) => run.toLowerCase()) : text
    const found: Entry[] = []
    for (const [rule, entries] of watched.rules)
      if (this.#setsOf(rule, alphabet).every((literals) => occurs(literals, folded))) found.push(...entries)
    return found
  }

  #setsOf(number: number, alphabet: number): readonly (readonly string[])[] {
    const known = this.#sets[alphabet] ?? new Map<number, readonly (readonly string[])[]>()
    this.#sets[alphabet] = known
    let sets = known.get(number)
    if (!sets) {
      const { need } = (this.#rules[number] as LinkedRule).rule
      sets = ((need && literalsOf(need, alphabet)) ?? []).map((set) => set.split(betweenLiterals))
      known.set(number, sets)
    }
    return sets
  }
}

function occurs(literals: readonly string[], text: string): boolean {
  for (let at = 0; at < literals.length; at++) if (text.includes(literals[at] as string)) return true
  return false
}
