import { opByte, opPlace, opSave, opSplit, type Program } from './program.ts'

/**
 * Of the matches that begin where reading begins (or later, when it is open): `first` is the one that a backtracking engine finds, `longest` the one
 * with the farthest end.
 */
export type Wanted = 'first' | 'longest'

/** Most numbers (of four bytes) that the states of one automaton may take. Then they are forgotten, and made anew as they are needed. */
export const mostNumbers: number = 1 << 18
/** Most numbers of all automata together, with their programs: 16 MB. Then all but the one at work forget theirs. */
const mostOfAll = 1 << 22
/** State 0 stands for one that is not made yet; state 1 is dead, nothing leads out of it. */
const firstState = 2
/** What a state takes beside its nodes and its row. */
const ownNumbers = 12

/** What an automaton takes before it has a state: by node of its program, and besides. */
const numbersPerNode = 8
const atFirst = 1536

/** Automata with states, and what they take. */
const living = new Set<Dfa>()
let taken = 0

/**
 * A deterministic automaton whose states are made when a subject first leads to them. A state is the nodes of the program that may come next, preferred
 * ones first. Matches and places are told one class late: when it is known what follows.
 */
export class Dfa {
  readonly program: Program
  /** Length of a row: a number for each class and one for the edge. */
  readonly stride: number
  /** At the row of a state (its number × `stride`) plus a class: the row that follows; negative where a match ends before that class. */
  rows: Int32Array = new Int32Array()
  /** How often states were forgotten. */
  flushes = 0
  readonly #wanted: Wanted
  /** The nodes of state `s` are in the pool from `#from[s]` to `#from[s + 1]`. */
  #pool: Int32Array = new Int32Array()
  #from: number[] = []
  /** For each state: twice the context of what was read last, and 1 more while matches may begin (`open`). */
  #flags: number[] = []
  /** States by a hash of their nodes and flags. */
  #known: Map<number, number[]> = new Map()
  /** `closure` of each node that was asked for. */
  #closures: (Int32Array | undefined)[] = []
  /** What a match leads to that begins behind a context and takes a class. */
  #seeds: (Seed | undefined)[] = []
  /** What all of these take. */
  #numbers = 0
  /** The state that is being made, and marks of what is in it and what has been followed for it. */
  readonly #out: Int32Array
  #count = 0
  readonly #put: Int32Array
  #puts = 0
  readonly #seen: Int32Array
  #steps = 0
  #matched = false
  readonly #stack: number[] = []

  constructor(program: Program, wanted: Wanted) {
    const nodes = program.op.length
    this.program = program
    this.stride = program.tables.classes + 1
    this.#wanted = wanted
    this.#out = new Int32Array(nodes)
    this.#put = new Int32Array(nodes)
    this.#seen = new Int32Array(nodes)
    this.#clear()
  }

  /** Number of states, two of them only in name. */
  get states(): number {
    return this.#flags.length
  }

  /** The row before the first byte. `context`: of what stands before that; `open`: matches may begin at each byte. */
  start(context: number, open: boolean): number {
    this.#begin()
    if (!open) this.#lead(this.program.start)
    return this.#intern(context, open)
  }

  /** The row behind a row and class, which it makes; negative where a match ends in between. */
  follow(row: number, at: number): number {
    const state = row / this.stride
    const flag = this.#flags[state] as number
    const context = flag >> 1
    let open = (flag & 1) === 1
    const seed = open ? this.#seed(context, at) : undefined
    this.#begin()
    if (this.#step(this.nodesOf(row), context, at)) open = false
    else if (seed) {
      for (const node of seed.nodes) this.#add(node)
      if (seed.matched) open = false
      this.#matched ||= seed.matched
    }
    const { flushes } = this
    const matched = this.#matched
    const next = this.#intern(this.program.tables.contextOf[at] as number, open)
    const value = matched ? -next : next
    if (this.flushes === flushes) this.rows[row + at] = value
    return value
  }

  /** The nodes of a row's state, preferred ones first. */
  nodesOf(row: number): Int32Array {
    const state = row / this.stride
    return this.#pool.subarray(this.#from[state], this.#from[state + 1])
  }

  /** The context that a row's state stands in. */
  contextOf(row: number): number {
    return (this.#flags[row / this.stride] as number) >> 1
  }

  /** May a match begin behind a row's state? */
  isOpen(row: number): boolean {
    return ((this.#flags[row / this.stride] as number) & 1) === 1
  }

  #begin(): void {
    this.#count = 0
    this.#puts++
    this.#steps++
    this.#matched = false
  }

  /** Takes a class from some nodes. True when a match has made what is preferred less worthless. */
  #step(list: Int32Array, context: number, at: number): boolean {
    const { op, arg, next, tables } = this.program
    const { takes, holds, contexts } = tables
    const { stride } = this
    const stack = this.#stack
    const seen = this.#seen
    for (let index = 0; index < list.length; index++) {
      stack.push(list[index] as number)
      while (stack.length > 0) {
        const node = stack.pop() as number
        if (seen[node] === this.#steps) continue
        seen[node] = this.#steps
        const argument = arg[node] as number
        if (op[node] === opByte) {
          if (takes[argument * stride + at] === 1) this.#lead(next[node] as number)
        } else if (op[node] === opPlace) {
          if (holds[(argument * contexts + context) * stride + at] === 0) continue
          const inner = this.closure(next[node] as number)
          for (let last = inner.length - 1; last >= 0; last--) stack.push(inner[last] as number)
        } else {
          this.#matched = true
          if (this.#wanted === 'longest') continue
          stack.length = 0
          return true
        }
      }
    }
    return false
  }

  /** Adds what a node leads to. */
  #lead(node: number): void {
    if (this.program.op[node] === opByte) this.#add(node)
    else for (const inner of this.closure(node)) this.#add(inner)
  }

  #add(node: number): void {
    if (this.#put[node] === this.#puts) return
    this.#put[node] = this.#puts
    this.#out[this.#count++] = node
  }

  /** The nodes that take a byte, ask for a place or match, reached from a node without any of that; preferred ones first. */
  closure(node: number): Int32Array {
    const known = this.#closures[node]
    if (known) return known
    const { op, arg, next, outs } = this.program
    const found: number[] = []
    const passed = new Set<number>()
    const stack = [node]
    while (stack.length > 0) {
      const at = stack.pop() as number
      if (passed.has(at)) continue
      passed.add(at)
      if (op[at] === opSplit) {
        const list = outs[arg[at] as number] as readonly number[]
        for (let last = list.length - 1; last >= 0; last--) stack.push(list[last] as number)
      } else if (op[at] === opSave) stack.push(next[at] as number)
      else found.push(at)
    }
    const list = Int32Array.from(found)
    this.#closures[node] = list
    this.#take(list.length + ownNumbers)
    return list
  }

  #seed(context: number, at: number): Seed {
    const key = context * this.stride + at
    const known = this.#seeds[key]
    if (known) return known
    this.#begin()
    this.#step(this.closure(this.program.start), context, at)
    const seed = { nodes: this.#out.slice(0, this.#count), matched: this.#matched }
    this.#seeds[key] = seed
    this.#take(this.#count + ownNumbers)
    return seed
  }

  /** The row of the state that is being made: an old one if it is the same. */
  #intern(context: number, open: boolean): number {
    const count = this.#count
    if (count === 0 && !open) return this.stride
    const nodes = this.#out.subarray(0, count)
    // Where nothing is preferred, what has the same nodes is the same.
    if (this.#wanted === 'longest') nodes.sort()
    const flag = context * 2 + (open ? 1 : 0)
    let hash = flag
    for (let index = 0; index < count; index++) hash = (Math.imul(hash, 31) + (nodes[index] as number)) | 0
    const state = this.#known.get(hash)?.find((other) => this.#flags[other] === flag && this.#isState(other, nodes))
    return (state ?? this.#make(nodes, flag, hash)) * this.stride
  }

  #isState(state: number, nodes: Int32Array): boolean {
    const from = this.#from[state] as number
    if ((this.#from[state + 1] as number) - from !== nodes.length) return false
    for (let index = 0; index < nodes.length; index++) if (this.#pool[from + index] !== nodes[index]) return false
    return true
  }

  #make(nodes: Int32Array, flag: number, hash: number): number {
    const numbers = nodes.length + this.stride + ownNumbers
    if (this.#numbers + numbers > mostNumbers && this.states > firstState) this.#flush()
    this.#take(numbers)
    if (taken > mostOfAll) for (const other of living) if (other !== this) other.#flush()
    const state = this.states
    const from = this.#from[state] as number
    this.#pool = roomFor(this.#pool, from + nodes.length)
    this.rows = roomFor(this.rows, (state + 1) * this.stride)
    this.#pool.set(nodes, from)
    this.#from.push(from + nodes.length)
    this.#flags.push(flag)
    const same = this.#known.get(hash)
    if (same) same.push(state)
    else this.#known.set(hash, [state])
    return state
  }

  #take(numbers: number): void {
    this.#numbers += numbers
    taken += numbers
    if (living.has(this)) return
    taken += this.#unused
    living.add(this)
  }

  #flush(): void {
    this.flushes++
    if (living.delete(this)) taken -= this.#numbers + this.#unused
    this.#clear()
  }

  get #unused(): number {
    return this.program.op.length * numbersPerNode + 16 * this.stride + atFirst
  }

  #clear(): void {
    this.rows = new Int32Array(16 * this.stride)
    this.#pool = new Int32Array(256)
    this.#from = [0, 0, 0]
    this.#flags = [0, 0]
    this.#known = new Map()
    this.#closures = []
    this.#seeds = []
    this.#numbers = 0
  }
}

interface Seed {
  readonly nodes: Int32Array
  readonly matched: boolean
}

function roomFor(array: Int32Array, length: number): Int32Array {
  if (length <= array.length) return array
  const larger = new Int32Array(Math.max(array.length * 2, length))
  larger.set(array)
  return larger
}
