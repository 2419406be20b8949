import { codeAt } from '../../text/code-at.ts'

/** A literal, and the sets that it belongs to. */
export interface Literal {
  /** Lower-cased. */
  readonly text: string
  readonly set: number
}

/** Unknown so far: the cell is worked out when a value first comes by. */
const unknown = 0

/**
 * Aho-Corasick over folded bytes, made dense where values go: a trie of all literals at the start, rows of next states only for the states
 * that are reached. Most values reach few, so that the table is small and stays in the cache, and a first request does not pay for all.
 * A cell holds the offset of the next state's row, negative where a literal ends there.
 */
export class Automaton {
  readonly #trie: Trie
  readonly #column: Uint8Array
  readonly #columns: number
  #table: Int32Array
  /** Node of the trie of each row; row 0 is not used, row 1 is the start. */
  readonly #nodes: number[] = [-1, 0]
  /** Row of each node; 0 where it has none yet. */
  readonly #rows: Int32Array
  readonly #stamp: Int32Array
  #turn = 0
  /** Sets that the last scan found, each once. */
  readonly hits: number[] = []

  constructor(literals: readonly Literal[], sets: number) {
    this.#stamp = new Int32Array(sets)
    this.#trie = new Trie(literals)
    this.#column = this.#trie.columns
    this.#columns = this.#trie.columnCount
    this.#rows = new Int32Array(this.#trie.size)
    this.#rows[0] = 1
    this.#table = new Int32Array(this.#columns * 32)
  }

  /** Finds the sets of which a literal occurs: in `hits`, until the next scan. */
  scan(text: string): void {
    this.hits.length = 0
    this.#turn++
    const column = this.#column
    let table = this.#table
    let state = this.#columns
    for (let at = 0, size = text.length; at < size; at++) {
      const byte = column[codeAt(text, at)] as number
      const next = table[state + byte] as number
      if (next > 0) state = next
      else {
        const found = next === unknown ? this.work(state, byte) : next
        table = this.#table
        if (found < 0) {
          state = -found
          this.#report(state)
        } else state = found
      }
    }
  }

  /** The first state, for who makes bytes one by one: `table[state + column]` is the next one. */
  get start(): number {
    return this.#columns
  }

  /** A cell is 0 where it is not worked out yet, negative where a literal ends. Another array after each `work`. */
  get table(): Int32Array {
    return this.#table
  }

  /** Column of each byte; never above 231. */
  get columns(): Uint8Array {
    return this.#column
  }

  /** Works out a cell, and makes the row that it leads to. */
  work(state: number, column: number): number {
    const node = this.#trie.next(this.#nodes[state / this.#columns] as number, column)
    let row = this.#rows[node] as number
    if (row === 0) {
      row = this.#nodes.length
      this.#nodes.push(node)
      this.#rows[node] = row
      const needed = (row + 1) * this.#columns
      if (needed > this.#table.length) {
        const larger = new Int32Array(this.#table.length * 2)
        larger.set(this.#table)
        this.#table = larger
      }
    }
    const offset = row * this.#columns
    const cell = this.#trie.outputs(node) === undefined ? offset : -offset
    this.#table[state + column] = cell
    return cell
  }

  #report(state: number): void {
    const sets = this.#trie.outputs(this.#nodes[state / this.#columns] as number) as readonly number[]
    for (let at = 0; at < sets.length; at++) {
      const set = sets[at] as number
      if (this.#stamp[set] === this.#turn) continue
      this.#stamp[set] = this.#turn
      this.hits.push(set)
    }
  }
}

/** Literals by their beginnings. Node 0 is the root; children are lists of siblings. Suffixes are worked out when they are asked for. */
class Trie {
  readonly size: number
  /** Column of each byte; 0 for those of no literal. Upper case is lower case. */
  readonly columns: Uint8Array = new Uint8Array(256)
  columnCount = 1
  /** Children of the root, by column: there are too many for a list. */
  readonly #first: Int32Array = new Int32Array(256)
  readonly #child: Int32Array
  readonly #sibling: Int32Array
  readonly #column: Uint8Array
  readonly #parent: Int32Array
  /** Longest proper suffix that is a node too; -1: not known yet. */
  readonly #fail: Int32Array
  readonly #own: (number[] | undefined)[] = []
  readonly #all: (readonly number[] | undefined | null)[] = []

  constructor(literals: readonly Literal[]) {
    const { columns } = this
    const most = literals.reduce((sum, { text }) => sum + text.length, 1)
    this.#child = new Int32Array(most)
    this.#sibling = new Int32Array(most)
    this.#column = new Uint8Array(most)
    this.#parent = new Int32Array(most)
    let size = 1
    for (const { text, set } of literals) {
      let node = 0
      for (let at = 0, length = text.length; at < length; at++) {
        const byte = codeAt(text, at)
        let column = columns[byte] as number
        if (column === 0) {
          column = this.columnCount++
          columns[byte] = column
        }
        let to = node === 0 ? (this.#first[column] as number) : (this.#child[node] as number)
        if (node !== 0) while (to !== 0 && this.#column[to] !== column) to = this.#sibling[to] as number
        if (to === 0) {
          to = size++
          if (node === 0) this.#first[column] = to
          this.#column[to] = column
          this.#parent[to] = node
          this.#sibling[to] = this.#child[node] as number
          this.#child[node] = to
        }
        node = to
      }
      const own = this.#own[node] ?? []
      this.#own[node] = own
      if (!own.includes(set)) own.push(set)
    }
    for (let byte = 0x41; byte <= 0x5a; byte++) columns[byte] = columns[byte + 32] as number
    this.size = size
    this.#fail = new Int32Array(size).fill(-1)
    this.#fail[0] = 0
  }

  /** Where a byte leads from a node: the longest suffix with it that is a node. */
  next(from: number, column: number): number {
    for (let node = from; ; node = this.#suffix(node)) {
      if (node === 0) return this.#first[column] as number
      let to = this.#child[node] as number
      while (to !== 0 && this.#column[to] !== column) to = this.#sibling[to] as number
      if (to !== 0) return to
    }
  }

  #suffix(node: number): number {
    const known = this.#fail[node] as number
    if (known >= 0) return known
    const parent = this.#parent[node] as number
    // As deep as the longest literal, which is a few bytes.
    const found = parent === 0 ? 0 : this.next(this.#suffix(parent), this.#column[node] as number)
    this.#fail[node] = found
    return found
  }

  /** Sets of which a literal ends at a node; `undefined`: none. */
  outputs(node: number): readonly number[] | undefined {
    const known = this.#all[node]
    if (known !== undefined) return known ?? undefined
    const own = this.#own[node]
    const inherited = node === 0 ? undefined : this.outputs(this.#suffix(node))
    const all = own && inherited ? [...new Set([...own, ...inherited])] : (own ?? inherited)
    this.#all[node] = all ?? null
    return all
  }
}
