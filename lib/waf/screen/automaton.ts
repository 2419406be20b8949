import { codeAt } from '../../text/code-at.ts'

/** A literal, and the sets that it belongs to. */
export interface Literal {
  /** Lower-cased. */
  readonly text: string
  readonly set: number
}

/** Unknown so far: the cell is worked out when a value first comes by. */
const unknown = 0
/** The first state, for who makes bytes one by one too. */
export const start = 1

/** Rows that sixteen bits can tell, with a bit for the sign. */
const mostRows = 0x7fff
/** Half a megabyte, for the automaton of all rules. */
const mostCells = 1 << 18
/** 64 KB, for an automaton of few rules: there may be as many as a shelf has room for. None has been seen to need two thirds of it. */
export const cellsOfFew: number = 1 << 15

/**
 * Aho-Corasick over folded bytes, made dense where values go: a trie of all literals at the start, rows of next states only for the states
 * that are reached. Most values reach few, so that the table is small and stays in the cache, and a first request does not pay for all.
 * A state is the number of its row, and a cell that of the next state, negative where a literal ends there.
 */
export class Automaton {
  /** Sets that the last scan found, each once: the first `count` of these. */
  readonly hits: Int32Array
  count = 0
  /** A state's row begins at `state << shift`. */
  readonly shift: number
  readonly #trie: Trie
  #table: Int16Array
  /** Node of the trie of each row; row 0 is not used, row 1 is the start. */
  #nodes: number[] = [-1, 0]
  /** Row of each node; 0 where it has none yet. */
  readonly #rows: Int32Array
  readonly #stamp: Int32Array
  #turn = 0
  readonly #cells: number

  /** @param cells of the table, each of two bytes, at most; then it begins again */
  constructor(literals: readonly Literal[], sets: number, cells: number = mostCells) {
    this.#cells = cells
    this.hits = new Int32Array(sets)
    this.#stamp = new Int32Array(sets)
    this.#trie = new Trie(literals)
    this.shift = Math.ceil(Math.log2(this.#trie.columnCount))
    this.#rows = new Int32Array(this.#trie.size)
    this.#rows[0] = start
    this.#table = new Int16Array(32 << this.shift)
  }

  /** Finds the sets of which a literal occurs in the first `size` bytes: in `hits`, until the next scan. */
  scan(bytes: Uint8Array, size: number): void {
    this.count = 0
    this.#turn++
    const { shift, columns } = this
    let state = start
    for (let at = 0; ; at++) {
      // Nothing in the inner loop changes the table, so that V8 asks once where it lies and not at each byte.
      const table = this.#table
      let next = unknown
      for (; at < size; at++) {
        next = table[(state << shift) + (columns[bytes[at] as number] as number)] as number
        if (next <= 0) break
        state = next
      }
      if (at >= size) return
      if (next === unknown) next = this.work(state, columns[bytes[at] as number] as number)
      state = Math.abs(next)
      if (next < 0) this.#report(state)
    }
  }

  /** A cell is 0 where it is not worked out yet, negative where a literal ends. Another array after some `work`. */
  get table(): Int16Array {
    return this.#table
  }

  /** Column of each byte; never above 231. */
  get columns(): Uint8Array {
    return this.#trie.columns
  }

  /** Works out a cell, and makes the row that it leads to. */
  work(state: number, column: number): number {
    const node = this.#trie.next(this.#nodes[state] as number, column)
    let row = this.#rows[node] as number
    let from = state
    if (row === 0) {
      if (this.#nodes.length > mostRows || (this.#nodes.length + 1) << this.shift > this.#cells) {
        this.#forget()
        from = 0
      }
      row = this.#nodes.length
      this.#nodes.push(node)
      this.#rows[node] = row
      const needed = (row + 1) << this.shift
      if (needed > this.#table.length) {
        const larger = new Int16Array(this.#table.length * 2)
        larger.set(this.#table)
        this.#table = larger
      }
    }
    const cell = this.#trie.outputs(node) === undefined ? row : -row
    // Row 0 is nobody's: what is written there is never read.
    this.#table[(from << this.shift) + column] = cell
    return cell
  }

  /** Begins again with nothing but the start: more states were reached than there are numbers. */
  #forget(): void {
    this.#rows.fill(0)
    this.#rows[0] = start
    this.#nodes = [-1, 0]
    this.#table.fill(0)
  }

  #report(state: number): void {
    const sets = this.#trie.outputs(this.#nodes[state] as number) as readonly number[]
    for (let at = 0; at < sets.length; at++) {
      const set = sets[at] as number
      if (this.#stamp[set] === this.#turn) continue
      this.#stamp[set] = this.#turn
      this.hits[this.count++] = set
    }
  }
}

/** These get the first columns: the cells of a row that texts ask for most lie side by side. */
const common = 'eationsrhldcum fpgwybvkxjqz0123456789._-/'

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
    const present = new Uint8Array(256)
    for (const { text } of literals) for (let at = 0; at < text.length; at++) present[codeAt(text, at)] = 1
    for (let at = 0; at < common.length; at++) {
      const byte = codeAt(common, at)
      if (present[byte] === 1) columns[byte] = this.columnCount++
    }
    const most = literals.reduce((sum, { text }) => sum + text.length, 1)
    const child = new Int32Array(most)
    const sibling = new Int32Array(most)
    const columnOf = new Uint8Array(most)
    const parents = new Int32Array(most)
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
        let to = node === 0 ? (this.#first[column] as number) : (child[node] as number)
        if (node !== 0) while (to !== 0 && columnOf[to] !== column) to = sibling[to] as number
        if (to === 0) {
          to = size++
          if (node === 0) this.#first[column] = to
          columnOf[to] = column
          parents[to] = node
          sibling[to] = child[node] as number
          child[node] = to
        }
        node = to
      }
      const own = this.#own[node] ?? []
      this.#own[node] = own
      if (!own.includes(set)) own.push(set)
    }
    for (let byte = 0x41; byte <= 0x5a; byte++) columns[byte] = columns[byte + 32] as number
    // Literals begin alike, so that there are fewer nodes than bytes.
    this.#child = child.slice(0, size)
    this.#sibling = sibling.slice(0, size)
    this.#column = columnOf.slice(0, size)
    this.#parent = parents.slice(0, size)
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
