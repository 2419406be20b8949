import { codeAt } from '../../text/code-at.ts'
import type { Found } from './operator.ts'

/**
 * An Aho-Corasick automaton over byte classes (Aho and Corasick, 1975), ASCII letters in either case alike. Reports the
 * phrase that ends first; of several that end there, the longest.
 */
export interface Automaton {
  readonly search: (value: string) => Found | undefined
}

/** Builds it: time and memory are states (at most the bytes of all phrases) times byte classes (at most 231). */
export function automaton(phrases: readonly string[]): Automaton {
  const shortest = withoutLonger(phrases)
  const { classes, count } = byteClasses(shortest)
  const states = countStates(shortest)
  // Targets are premultiplied: the row of state s starts at s * count.
  const table = new Int32Array(states * count)
  const ends = new Int32Array(states)
  addPhrases(shortest, classes, count, table, ends)
  link(count, table, ends)
  // A transition into a state that ends a phrase is stored as its complement: one test a byte.
  for (let i = 0; i < table.length; i++) {
    const target = table[i] as number
    if ((ends[target / count] as number) > 0) table[i] = ~target
  }
  return {
    search(value) {
      let row = 0
      for (let i = 0, size = value.length; i < size; i++) {
        row = table[row + (classes[codeAt(value, i) & 255] as number)] as number
        if (row < 0) {
          const start = i + 1 - (ends[~row / count] as number)
          return { start, end: i + 1, captures: [value.slice(start, i + 1)] }
        }
      }
      return undefined
    },
  }
}

/** Class 0 is every byte that no phrase holds; a capital letter is in the class of the small one. */
function byteClasses(phrases: readonly string[]): { classes: Uint8Array; count: number } {
  const classes = new Uint8Array(256)
  let count = 1
  for (const phrase of phrases) {
    for (let i = 0; i < phrase.length; i++) {
      const byte = codeAt(phrase, i) & 255
      if (classes[byte] === 0) classes[byte] = count++
    }
  }
  for (let byte = 65; byte <= 90; byte++) classes[byte] = classes[byte + 32] as number
  return { classes, count }
}

/** Folded, sorted, and without those that begin with another, which ends before them. */
function withoutLonger(phrases: readonly string[]): readonly string[] {
  const kept: string[] = []
  const folded = phrases.map((phrase) => phrase.replace(/[A-Z]/g, (letter) => letter.toLowerCase()))
  for (const phrase of folded.toSorted()) {
    const before = kept.at(-1)
    if (phrase !== '' && (before === undefined || !phrase.startsWith(before))) kept.push(phrase)
  }
  return kept
}

/** The states of the trie of sorted phrases: each brings as many as it is longer than what it shares with the one before. */
function countStates(sorted: readonly string[]): number {
  let states = 1
  let before = ''
  for (const phrase of sorted) {
    let shared = 0
    while (shared < phrase.length && codeAt(phrase, shared) === codeAt(before, shared)) shared++
    states += phrase.length - shared
    before = phrase
  }
  return states
}

/** The trie, in `table`; `ends` holds the length of the phrase that ends in a state, else 0. */
function addPhrases(
  phrases: readonly string[],
  classes: Uint8Array,
  count: number,
  table: Int32Array,
  ends: Int32Array,
): void {
  let used = 1
  for (const phrase of phrases) {
    let row = 0
    for (let i = 0, size = phrase.length; i < size; i++) {
      const slot = row + (classes[codeAt(phrase, i) & 255] as number)
      if (table[slot] === 0) table[slot] = used++ * count
      row = table[slot] as number
    }
    ends[row / count] = phrase.length
  }
}

/** Breadth first: what a state lacks it takes from the state of its longest proper suffix, phrases too. */
function link(count: number, table: Int32Array, ends: Int32Array): void {
  const suffix = new Int32Array(ends.length)
  const queue = new Int32Array(ends.length)
  let tail = 1
  for (let head = 0; head < tail; head++) {
    const row = queue[head] as number
    const back = suffix[row / count] as number
    for (let c = 0; c < count; c++) {
      const target = table[row + c] as number
      const other = row === 0 ? 0 : (table[back + c] as number)
      if (target === 0) table[row + c] = other
      else {
        const child = target / count
        suffix[child] = other
        if (ends[child] === 0) ends[child] = ends[other / count] as number
        queue[tail++] = target
      }
    }
  }
}
