import type { Dfa } from './dfa.ts'
import { opMatch, opPlace, opSave, opSplit, type Program } from './program.ts'

/** Numbers of `opSave` that are passed without taking a byte. */
type Notes = readonly number[]

/**
 * A node of a state, or the match: the node of the state before that it came from, and what was noted before the byte in between and behind it. Below 0
 * where the match began there: -1 for the first node that the program begins with, and so on.
 */
interface Origin {
  readonly from: number
  readonly before: Notes
  readonly behind: Notes
}

/** Origins of the nodes behind a state and class, in their order, and of a match before that class. */
interface Step {
  readonly origins: Origin[]
  match: Origin | undefined
}

interface Reached {
  readonly node: number
  readonly notes: Notes
}

/** Most origins that are kept while a match is followed back, and afterwards. */
const mostKept = 1 << 18
const mostAfterwards = 1 << 12
const none: Notes = []

/**
 * Where a match whose end is known begins, and its groups: an automaton reads the value once more, and its way is followed back, from the node that
 * matched to the one that this came from, and so on to where one came from none. `dfa` wants `first`.
 */
export class Trail {
  readonly #dfa: Dfa
  readonly #program: Program
  /** Of rows and classes, as the states were at that many flushes. */
  #steps: (Step | undefined)[] = []
  #flushes = 0
  #kept = 0
  readonly #begins: readonly Reached[]
  /** What each node leads to. */
  #reached: (readonly Reached[] | undefined)[] = []
  /** Marks of what is in a step and what has been followed for it. */
  readonly #put: Int32Array
  #puts = 0
  readonly #followed: Int32Array
  #turns = 0

  constructor(dfa: Dfa) {
    this.#dfa = dfa
    this.#program = dfa.program
    this.#begins = reach(dfa.program, dfa.program.start)
    this.#put = new Int32Array(dfa.program.op.length)
    this.#followed = new Int32Array(dfa.program.op.length)
  }

  /** Where match and groups begin and end, at twice a group's number and one more; -1 for one that took no part. `undefined`: states had to be forgotten. */
  spans(value: string, end: number): number[] | undefined {
    const rows = this.#rows(value, end)
    if (rows === undefined) return undefined
    const ends = new Array<number>((this.#program.groups + 1) * 2).fill(-1)
    // Going back, the last note is met first.
    const note = (notes: Notes, at: number): void => {
      for (const number of notes) if (ends[number] === -1) ends[number] = at
    }
    let at = end
    let origin = this.#step(rows[end] as number, this.#classAt(value, end)).match as Origin
    note(origin.before, end)
    while (origin.from >= 0) {
      at--
      const { origins } = this.#step(rows[at] as number, this.#classAt(value, at))
      origin = origins[origin.from] as Origin
      note(origin.behind, at + 1)
      note(origin.before, at)
    }
    note((this.#begins[-1 - origin.from] as Reached).notes, at)
    ends[0] = at
    ends[1] = end
    if (this.#kept > mostAfterwards) this.#forget()
    return ends
  }

  /** The rows before each byte up to `end`. */
  #rows(value: string, end: number): Int32Array | undefined {
    const dfa = this.#dfa
    let row = dfa.start(0, true)
    if (this.#flushes !== dfa.flushes) this.#forget()
    const rows = new Int32Array(end + 1)
    rows[0] = row
    for (let at = 0; at < end; at++) {
      const coming = this.#classAt(value, at)
      row = Math.abs(dfa.rows[row + coming] || dfa.follow(row, coming))
      rows[at + 1] = row
    }
    return this.#flushes === dfa.flushes ? rows : undefined
  }

  /** As the automaton makes the state behind a row and class, but with where all comes from. */
  #step(row: number, at: number): Step {
    const known = this.#steps[row + at]
    if (known) return known
    const dfa = this.#dfa
    const context = dfa.contextOf(row)
    const step: Step = { origins: [], match: undefined }
    this.#puts++
    const stopped = this.#follow(dfa.nodesOf(row), context, at, step, false)
    if (!stopped && dfa.isOpen(row))
      this.#follow(
        this.#begins.map(({ node }) => node),
        context,
        at,
        step,
        true,
      )
    this.#kept += step.origins.length + 1
    if (this.#kept > mostKept) this.#forget()
    this.#steps[row + at] = step
    return step
  }

  /** Adds to a step what some nodes lead to, but for what is in it already. True when one of them matched, which makes the others worthless. */
  #follow(nodes: Int32Array | readonly number[], context: number, at: number, step: Step, begins: boolean): boolean {
    const { op, arg, next, tables } = this.#program
    const stride = tables.classes + 1
    this.#turns++
    for (let index = 0; index < nodes.length; index++) {
      const from = begins ? -1 - index : index
      const stack: Reached[] = [{ node: nodes[index] as number, notes: none }]
      while (stack.length > 0) {
        const { node, notes: before } = stack.pop() as Reached
        if (this.#followed[node] === this.#turns) continue
        this.#followed[node] = this.#turns
        if (op[node] === opMatch) {
          step.match = { from, before, behind: none }
          return true
        }
        const argument = arg[node] as number
        if (op[node] === opPlace) {
          if (tables.holds[(argument * tables.contexts + context) * stride + at] === 0) continue
          for (const inner of this.#reach(next[node] as number).toReversed())
            stack.push({ node: inner.node, notes: joined(before, inner.notes) })
        } else if (tables.takes[argument * stride + at] === 1) this.#add(step, from, before, next[node] as number)
      }
    }
    return false
  }

  #add(step: Step, from: number, before: Notes, node: number): void {
    for (const { node: found, notes: behind } of this.#reach(node)) {
      if (this.#put[found] === this.#puts) continue
      this.#put[found] = this.#puts
      step.origins.push({ from, before, behind })
    }
  }

  #reach(node: number): readonly Reached[] {
    const known = this.#reached[node]
    if (known) return known
    const reached = reach(this.#program, node)
    this.#reached[node] = reached
    this.#kept += reached.length
    return reached
  }

  #forget(): void {
    this.#steps = []
    this.#reached = []
    this.#kept = 0
    this.#flushes = this.#dfa.flushes
  }

  #classAt(value: string, at: number): number {
    const { classOf, classes } = this.#program.tables
    return at < value.length ? (classOf[value.charCodeAt(at) & 255] as number) : classes
  }
}

function joined(one: Notes, other: Notes): Notes {
  return one.length === 0 ? other : [...one, ...other]
}

/** The nodes that take a byte, ask for a place or match, reached from a node without any of that, preferred ones first. */
function reach({ op, arg, next, outs }: Program, from: number): Reached[] {
  const found: Reached[] = []
  const passed = new Set<number>()
  const stack: Reached[] = [{ node: from, notes: none }]
  while (stack.length > 0) {
    const reached = stack.pop() as Reached
    const { node, notes } = reached
    if (passed.has(node)) continue
    passed.add(node)
    const argument = arg[node] as number
    if (op[node] === opSplit)
      for (const out of (outs[argument] as readonly number[]).toReversed()) stack.push({ node: out, notes })
    else if (op[node] === opSave) stack.push({ node: next[node] as number, notes: [...notes, argument] })
    else found.push(reached)
  }
  return found
}
