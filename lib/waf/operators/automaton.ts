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
  const { classes, count } = byteClasses(phrases)
  const states = phrases.reduce((sum, phrase) => sum + phrase.length, 1)
  // Targets are premultiplied: the row of state s starts at s * count.
  const next = new Int32Array(states * count)
  const lengths = new Int32Array(states)
  const used = addPhrases(phrases, classes, count, next, lengths)
  link(count, next, lengths, used)
  const table = next.slice(0, used * count)
  const ends = lengths.slice(0, used)
  // A transition into a state that ends a phrase is stored as its complement: one test a byte.
  for (let i = 0; i < table.length; i++) {
    const target = table[i] as number
    if ((ends[target / count] as number) > 0) table[i] = ~target
  }
  return {
    search(value) {
      let row = 0
      for (let i = 0; i < value.length; i++) {
        row = table[row + (classes[value.charCodeAt(i) & 255] as number)] as number
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
      const byte = foldCase(phrase.charCodeAt(i) & 255)
      if (classes[byte] === 0) classes[byte] = count++
    }
  }
  for (let byte = 65; byte <= 90; byte++) classes[byte] = classes[byte + 32] as number
  return { classes, count }
}

function foldCase(byte: number): number {
  return byte >= 65 && byte <= 90 ? byte + 32 : byte
}

/** The trie, in `next`; `lengths` holds the length of the phrase that ends in a state, else 0. How many states it has. */
function addPhrases(
  phrases: readonly string[],
  classes: Uint8Array,
  count: number,
  next: Int32Array,
  lengths: Int32Array,
): number {
  let used = 1
  for (const phrase of phrases) {
    let state = 0
    for (let i = 0; i < phrase.length; i++) {
      const slot = state * count + (classes[foldCase(phrase.charCodeAt(i) & 255)] as number)
      if (next[slot] === 0) next[slot] = used++ * count
      state = (next[slot] as number) / count
    }
    if (state > 0) lengths[state] = phrase.length
  }
  return used
}

/** Breadth first: what a state lacks it takes from the state of its longest proper suffix, phrases too. */
function link(count: number, next: Int32Array, lengths: Int32Array, used: number): void {
  const suffix = new Int32Array(used)
  const queue = new Int32Array(used)
  let tail = 1
  for (let head = 0; head < tail; head++) {
    const state = queue[head] as number
    const back = suffix[state] as number
    for (let c = 0; c < count; c++) {
      const slot = state * count + c
      const target = next[slot] as number
      const other = state === 0 ? 0 : (next[back * count + c] as number)
      if (target === 0) next[slot] = other
      else {
        const child = target / count
        suffix[child] = other / count
        if (lengths[child] === 0) lengths[child] = lengths[other / count] as number
        queue[tail++] = child
      }
    }
  }
}
