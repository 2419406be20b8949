import { codeAt } from '../text/code-at.ts'
import { opByte, opMatch, opPlace, opSave, opSplit, type Program } from './program.ts'

/** Where each group begins and ends, at twice its number and one more; -1 when it took no part. Shared by threads: never changed. */
type Ends = readonly number[]

/**
 * The groups of a match whose ends are known: of the ways through it the preferred one. All of them are followed at once, a byte at a time (Pike's
 * machine), so that time is the match's length times the nodes of the program at most.
 */
export function submatches(program: Program, value: string, start: number, end: number): Ends {
  const none = new Array<number>((program.groups + 1) * 2).fill(-1)
  const threads = new Threads(program, value)
  threads.begin(start)
  threads.reach(program.start, none)
  for (let at = start; at < end; at++) threads.read(at)
  return [start, end, ...(threads.matched() ?? none).slice(2)]
}

class Threads {
  readonly #program: Program
  readonly #value: string
  readonly #stride: number
  /** Where each thread is and what it has noted, preferred ones first; those of the byte before. */
  #nodes: number[] = []
  #ends: Ends[] = []
  #oldNodes: number[] = []
  #oldEnds: Ends[] = []
  /** The place at which a node was last reached, and what it is between. */
  readonly #seen: Int32Array
  #at = 0
  #context = 0
  #coming = 0
  readonly #stack: number[] = []
  readonly #stackEnds: Ends[] = []

  constructor(program: Program, value: string) {
    this.#program = program
    this.#value = value
    this.#stride = program.tables.classes + 1
    this.#seen = new Int32Array(program.op.length).fill(-1)
  }

  begin(at: number): void {
    const { contextOf } = this.#program.tables
    this.#at = at
    this.#context = at > 0 ? (contextOf[this.#classAt(at - 1)] as number) : 0
    this.#coming = this.#classAt(at)
  }

  /** Takes the byte at `at` with all threads that can. */
  read(at: number): void {
    const { op, arg, next, tables } = this.#program
    const coming = this.#coming
    const nodes = this.#nodes
    const ends = this.#ends
    this.#nodes = this.#oldNodes
    this.#ends = this.#oldEnds
    this.#oldNodes = nodes
    this.#oldEnds = ends
    this.#nodes.length = 0
    this.#ends.length = 0
    this.begin(at + 1)
    for (let index = 0; index < nodes.length; index++) {
      const node = nodes[index] as number
      if (op[node] === opByte && tables.takes[(arg[node] as number) * this.#stride + coming] === 1)
        this.reach(next[node] as number, ends[index] as Ends)
    }
  }

  /** Adds the threads that take a byte or match, reached from a node here; those that others have reached before are theirs. */
  reach(from: number, noted: Ends): void {
    const { op, arg, next, outs, tables } = this.#program
    const stack = this.#stack
    const stackEnds = this.#stackEnds
    stack.push(from)
    stackEnds.push(noted)
    while (stack.length > 0) {
      const node = stack.pop() as number
      const ends = stackEnds.pop() as Ends
      if (this.#seen[node] === this.#at) continue
      this.#seen[node] = this.#at
      const argument = arg[node] as number
      switch (op[node]) {
        case opByte:
        case opMatch:
          this.#nodes.push(node)
          this.#ends.push(ends)
          break
        case opSplit: {
          const options = outs[argument] as readonly number[]
          for (let last = options.length - 1; last >= 0; last--) {
            stack.push(options[last] as number)
            stackEnds.push(ends)
          }
          break
        }
        case opPlace: {
          const { contexts, holds } = tables
          if (holds[(argument * contexts + this.#context) * this.#stride + this.#coming] === 0) break
          stack.push(next[node] as number)
          stackEnds.push(ends)
          break
        }
        case opSave:
          stack.push(next[node] as number)
          stackEnds.push(ends.with(argument, this.#at))
      }
    }
  }

  /** What the preferred thread has noted of those that match here. */
  matched(): Ends | undefined {
    const index = this.#nodes.findIndex((node) => this.#program.op[node] === opMatch)
    return this.#ends[index]
  }

  #classAt(at: number): number {
    const { classOf, classes } = this.#program.tables
    return at < this.#value.length ? (classOf[codeAt(this.#value, at) & 255] as number) : classes
  }
}
