import { codeAt } from '../text/code-at.ts'
import type { Dfa } from './dfa.ts'
import { opByte, opMatch, opPlace, opSave, opSplit, type Program } from './program.ts'

/** Numbers of `opSave` that are passed without taking a byte. */
type Notes = readonly number[]

/**
 * Where a node of a state, or a match, came from: a node of the state before, and what was noted before the byte in between and behind it. Where `begins`,
 * it is one that the program begins with, and the match begins there.
 */
interface Origin {
  readonly node: number
  readonly begins: boolean
  readonly before: Notes
  readonly behind: Notes
}

interface Reached {
  readonly node: number
  readonly notes: Notes
}

/** Most origins that are kept while a match is followed back, and afterwards. */
const mostKept = 1 << 16
const mostAfterwards = 1 << 10
const none: Notes = []
/** In a node's place: a match before the class. */
const aMatch = -1

/**
 * Where a match whose end is known begins, and its groups: an automaton reads the value once more, and its way is followed back, from the node that
 * matched to the one that this came from, and so on to where one came from none. `dfa` wants `first`.
 */
export class Trail {
  readonly #dfa: Dfa
  readonly #program: Program
  /** Origins by row, class and node, as the states were at that many flushes. */
  readonly #origins: Map<number, Origin> = new Map()
  #flushes = 0
  /** Marks of what has been followed for an origin. */
  readonly #followed: Int32Array
  #turns = 0

  constructor(dfa: Dfa) {
    this.#dfa = dfa
    this.#program = dfa.program
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
    let origin = this.#originOf(rows[end] as number, this.#classAt(value, end), aMatch)
    note(origin.before, end)
    while (!origin.begins) {
      at--
      origin = this.#originOf(rows[at] as number, this.#classAt(value, at), origin.node)
      note(origin.behind, at + 1)
      note(origin.before, at)
    }
    const first = this.#program.groups === 0 ? none : notesTo(this.#program, this.#program.start, origin.node)
    note(first, at)
    ends[0] = at
    ends[1] = end
    if (this.#origins.size > mostAfterwards) this.#origins.clear()
    return ends
  }

  /** The rows before each byte up to `end`. */
  #rows(value: string, end: number): Int32Array | undefined {
    const dfa = this.#dfa
    let row = dfa.start(0, true)
    const { flushes } = dfa
    if (this.#flushes !== flushes) this.#origins.clear()
    this.#flushes = flushes
    const rows = new Int32Array(end + 1)
    rows[0] = row
    for (let at = 0; at < end; at++) {
      const coming = this.#classAt(value, at)
      row = Math.abs(dfa.rows[row + coming] || dfa.follow(row, coming))
      if (dfa.flushes !== flushes) return undefined
      rows[at + 1] = row
    }
    return rows
  }

  #originOf(row: number, at: number, target: number): Origin {
    const key = (row + at) * (this.#followed.length + 1) + target + 1
    const known = this.#origins.get(key)
    if (known) return known
    const dfa = this.#dfa
    const context = dfa.contextOf(row)
    const origin =
      this.#find(dfa.nodesOf(row), context, at, target, false) ??
      (this.#find(dfa.closure(this.#program.start), context, at, target, true) as Origin)
    if (this.#origins.size >= mostKept) this.#origins.clear()
    this.#origins.set(key, origin)
    return origin
  }

  /** The first of some nodes that leads to the target: the preferred one, as the automaton goes through them in this order. */
  #find(nodes: Int32Array, context: number, at: number, target: number, begins: boolean): Origin | undefined {
    const { op, arg, next, tables, groups } = this.#program
    const stride = tables.classes + 1
    this.#turns++
    for (const node of nodes) {
      const stack: Reached[] = [{ node, notes: none }]
      while (stack.length > 0) {
        const { node: here, notes: before } = stack.pop() as Reached
        if (this.#followed[here] === this.#turns) continue
        this.#followed[here] = this.#turns
        const argument = arg[here] as number
        const onward = next[here] as number
        if (op[here] === opMatch) {
          if (target === aMatch) return { node, begins, before, behind: none }
        } else if (op[here] === opPlace) {
          if (tables.holds[(argument * tables.contexts + context) * stride + at] === 0) continue
          for (const inner of reach(this.#program, onward).toReversed())
            stack.push({ node: inner.node, notes: joined(before, inner.notes) })
        } else if (target !== aMatch && tables.takes[argument * stride + at] === 1 && this.#leads(onward, target)) {
          return { node, begins, before, behind: groups === 0 ? none : notesTo(this.#program, onward, target) }
        }
      }
    }
    return undefined
  }

  #leads(node: number, target: number): boolean {
    return node === target || (this.#program.op[node] !== opByte && this.#dfa.closure(node).includes(target))
  }

  #classAt(value: string, at: number): number {
    const { classOf, classes } = this.#program.tables
    return at < value.length ? (classOf[codeAt(value, at) & 255] as number) : classes
  }
}

function joined(one: Notes, other: Notes): Notes {
  return one.length === 0 ? other : [...one, ...other]
}

/** What is noted on the preferred way from a node to one that it reaches. */
function notesTo(program: Program, from: number, to: number): Notes {
  return reach(program, from).find(({ node }) => node === to)?.notes ?? none
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
