/** A literal, and the sets that it belongs to. */
export interface Literal {
  /** Lower-cased. */
  readonly text: string
  readonly set: number
}

/**
 * Aho-Corasick over folded bytes, as one dense table: next state = table[state * columns + column[byte]]. States with something to
 * report are numbered last, so that the loop asks one question a byte.
 */
export class Automaton {
  readonly #column: Uint8Array
  readonly #columns: number
  readonly #next: Int32Array
  /** First state that reports. */
  readonly #reporting: number
  /** Sets of state `#reporting + n`. */
  readonly #sets: readonly (readonly number[])[]
  readonly #stamp: Int32Array
  #turn = 0
  /** Sets that the last scan found, each once. */
  readonly hits: number[] = []

  constructor(literals: readonly Literal[], sets: number) {
    this.#stamp = new Int32Array(sets)
    this.#column = new Uint8Array(256)
    let columns = 1
    for (const { text } of literals)
      for (let at = 0; at < text.length; at++) {
        const byte = text.charCodeAt(at)
        if (this.#column[byte] === 0) this.#column[byte] = columns++
      }
    for (let byte = 0x41; byte <= 0x5a; byte++) this.#column[byte] = this.#column[byte + 32] as number
    this.#columns = columns
    const { next, outputs } = build(literals, this.#column, columns)
    const { table, reporting, sets: reported } = renumbered(next, outputs, columns)
    this.#next = table
    this.#reporting = reporting
    this.#sets = reported
  }

  /** Finds the sets of which a literal occurs: in `hits`, until the next scan. */
  scan(text: string): void {
    const { hits } = this
    hits.length = 0
    this.#turn++
    const next = this.#next
    const column = this.#column
    const reporting = this.#reporting * this.#columns
    let state = 0
    for (let at = 0; at < text.length; at++) {
      state = next[state + (column[text.charCodeAt(at)] as number)] as number
      if (state >= reporting) this.#report(state / this.#columns - this.#reporting)
    }
  }

  /** One byte on from a state; 0 is the first. For who makes bytes one by one. */
  step(state: number, byte: number): number {
    return this.#next[state + (this.#column[byte] as number)] as number
  }

  /** Whether a literal ends here. */
  reports(state: number): boolean {
    return state >= this.#reporting * this.#columns
  }

  #report(at: number): void {
    for (const set of this.#sets[at] as readonly number[]) {
      if (this.#stamp[set] === this.#turn) continue
      this.#stamp[set] = this.#turn
      this.hits.push(set)
    }
  }
}

interface Built {
  readonly next: Int32Array
  readonly outputs: (number[] | undefined)[]
}

function build(literals: readonly Literal[], column: Uint8Array, columns: number): Built {
  const most = literals.reduce((sum, { text }) => sum + text.length, 1)
  const next = new Int32Array(most * columns).fill(-1)
  const outputs: (number[] | undefined)[] = [undefined]
  let states = 1
  for (const { text, set } of literals) {
    let state = 0
    for (let at = 0; at < text.length; at++) {
      const cell = state * columns + (column[text.charCodeAt(at)] as number)
      if (next[cell] === -1) {
        next[cell] = states
        outputs[states++] = undefined
      }
      state = next[cell] as number
    }
    const own = outputs[state] ?? []
    outputs[state] = own
    if (!own.includes(set)) own.push(set)
  }
  // Breadth first: where a state has no way on, the longest suffix's way is taken.
  const fail = new Int32Array(states)
  const queue = new Int32Array(states)
  let end = 0
  for (let c = 0; c < columns; c++) {
    const to = next[c] as number
    if (to === -1) next[c] = 0
    else queue[end++] = to
  }
  for (let at = 0; at < end; at++) {
    const state = queue[at] as number
    const back = fail[state] as number
    const inherited = outputs[back]
    if (inherited) {
      const own = outputs[state] ?? []
      outputs[state] = own
      for (const set of inherited) if (!own.includes(set)) own.push(set)
    }
    for (let c = 0; c < columns; c++) {
      const cell = state * columns + c
      const to = next[cell] as number
      const along = next[back * columns + c] as number
      if (to === -1) next[cell] = along
      else {
        fail[to] = along
        queue[end++] = to
      }
    }
  }
  return { next: next.subarray(0, states * columns), outputs: outputs.slice(0, states) }
}

/** Reporting states last; cells hold the target's row offset, which saves a multiplication a byte. */
function renumbered(next: Int32Array, outputs: readonly (number[] | undefined)[], columns: number) {
  const states = outputs.length
  const order = new Int32Array(states)
  let silent = 0
  let at = 0
  for (let state = 0; state < states; state++) if (!outputs[state]) order[state] = silent++
  at = silent
  const sets: (readonly number[])[] = []
  for (let state = 0; state < states; state++) {
    const own = outputs[state]
    if (!own) continue
    order[state] = at++
    sets.push(own)
  }
  const table = new Int32Array(states * columns)
  for (let state = 0; state < states; state++) {
    const row = (order[state] as number) * columns
    for (let c = 0; c < columns; c++) table[row + c] = (order[next[state * columns + c] as number] as number) * columns
  }
  return { table, reporting: silent, sets }
}
