import type { Node, Pattern } from './ast.ts'
import type { ByteSet } from './byte-set.ts'
import { type Place, placeOf } from './place.ts'
import { RegexError } from './regex-error.ts'
import { type Tables, tablesOf } from './tables.ts'

/**
 * A pattern as a nondeterministic automaton (Thompson). A node is a number; what it does is `op`:
 *
 * - `opByte`: takes one byte of set `arg`, then `next`.
 * - `opSplit`: goes on at each of `outs[arg]`, what is preferred first, taking nothing.
 * - `opPlace`: goes on at `next` where place `arg` is, taking nothing.
 * - `opSave`: notes where it is under number `arg` (2 × group, and 1 more for its end), then `next`.
 * - `opMatch`: has matched.
 */
export interface Program {
  readonly op: Uint8Array
  readonly arg: Int32Array
  readonly next: Int32Array
  readonly outs: readonly (readonly number[])[]
  readonly start: number
  readonly groups: number
  /** Sets and places by classes of bytes. */
  readonly tables: Tables
}

export const opByte = 0
export const opSplit = 1
export const opPlace = 2
export const opSave = 3
export const opMatch = 4

/** Most nodes of a program. The largest of CRS has 6 thousand. */
export const maxNodes: number = 60_000
/** Most trees that are visited to make them: `(?:a{1000}){1000}` ends before it is long. */
const maxVisits = 1_000_000

/**
 * @param backwards reads a subject from its end to its start; without groups then
 * @throws RegexError on references, atomic groups, lookarounds of more than a byte, and on what is over `maxNodes`
 */
export function programOf(pattern: Pattern, backwards = false): Program {
  const builder = new Builder(backwards)
  const start = builder.node(pattern.root, builder.add(opMatch, 0, -1))
  return {
    op: Uint8Array.from(builder.op),
    arg: Int32Array.from(builder.arg),
    next: Int32Array.from(builder.next),
    outs: builder.outs,
    start,
    groups: pattern.groups,
    tables: tablesOf(builder.sets, builder.places, backwards),
  }
}

/** Made from the end to the start, so that a node's successor is there when it is made. */
class Builder {
  readonly backwards: boolean
  readonly op: number[] = []
  readonly arg: number[] = []
  readonly next: number[] = []
  readonly outs: number[][] = []
  readonly sets: ByteSet[] = []
  readonly places: Place[] = []
  readonly numbers: Map<string, number> = new Map()
  /** A number for each shape of a tree: trees that are written alike share it. */
  readonly shapes: Map<string, number> = new Map()
  readonly shapeOf: Map<Node, number> = new Map()
  /** Where a tree begins, by its shape and what follows it: twice the same before the same is made once. */
  readonly made: Map<number, number> = new Map()
  visits = 0

  constructor(backwards: boolean) {
    this.backwards = backwards
  }

  add(op: number, arg: number, next: number): number {
    if (this.op.length >= maxNodes) throw tooLarge()
    this.op.push(op)
    this.arg.push(arg)
    this.next.push(next)
    return this.op.length - 1
  }

  split(outs: number[]): number {
    return this.add(opSplit, this.outs.push(outs) - 1, -1)
  }

  /** The node at which `tree` begins when `next` follows it. */
  node(tree: Node, next: number): number {
    if (++this.visits > maxVisits) throw tooLarge()
    const key = this.shape(tree) * maxNodes + next
    let made = this.made.get(key)
    if (made === undefined) {
      made = this.make(tree, next)
      this.made.set(key, made)
    }
    return made
  }

  make(tree: Node, next: number): number {
    switch (tree.type) {
      case 'set':
        return this.add(opByte, this.set(tree.set), next)
      case 'sequence': {
        const items = this.backwards ? tree.items : tree.items.toReversed()
        return items.reduce((after, item) => this.node(item, after), next)
      }
      case 'alternation': {
        const outs = [...new Set(tree.options.map((option) => this.node(option, next)))]
        return outs.length === 1 ? (outs[0] as number) : this.split(outs)
      }
      case 'group': {
        if (this.backwards) return this.node(tree.body, next)
        const body = this.node(tree.body, this.add(opSave, tree.index * 2 + 1, next))
        return this.add(opSave, tree.index * 2, body)
      }
      case 'repeat':
        return this.repeat(tree, next)
      case 'assert':
      case 'look':
        return this.add(opPlace, this.place(placeOf(tree)), next)
      case 'atomic':
        throw new RegexError('an automaton has no atomic groups', 0)
      case 'backreference':
        throw new RegexError('an automaton has no references', tree.offset)
    }
  }

  repeat({ body, min, max, mode }: Node & { type: 'repeat' }, next: number): number {
    if (mode === 'possessive') throw new RegexError('an automaton has no possessive repetitions', 0)
    const either = (again: number): number[] => (mode === 'lazy' ? [next, again] : [again, next])
    let at = next
    let rounds = min
    if (max === Number.POSITIVE_INFINITY) {
      const outs: number[] = []
      const loop = this.split(outs)
      const again = this.node(body, loop)
      outs.push(...either(again))
      // The last round that must be is the first that may come again.
      at = min > 0 ? again : loop
      rounds--
    } else {
      for (let round = min; round < max; round++) at = this.split(either(this.node(body, at)))
    }
    for (; rounds > 0; rounds--) at = this.node(body, at)
    return at
  }

  set(set: ByteSet): number {
    return this.number(`s${set}`, () => this.sets.push(set))
  }

  place(place: Place): number {
    return this.number(`p${place.kind}${place.negative}${place.set}`, () => this.places.push(place))
  }

  number(key: string, push: () => number): number {
    let number = this.numbers.get(key)
    if (number === undefined) {
      number = push() - 1
      this.numbers.set(key, number)
    }
    return number
  }

  shape(tree: Node): number {
    let shape = this.shapeOf.get(tree)
    if (shape === undefined) {
      const text = this.describe(tree)
      shape = this.shapes.get(text) ?? this.shapes.size
      this.shapes.set(text, shape)
      this.shapeOf.set(tree, shape)
    }
    return shape
  }

  describe(tree: Node): string {
    switch (tree.type) {
      case 'set':
        return `s${this.set(tree.set)}`
      case 'sequence':
        return `.${tree.items.map((item) => this.shape(item))}`
      case 'alternation':
        return `|${tree.options.map((option) => this.shape(option))}`
      case 'repeat':
        return `*${tree.min} ${tree.max} ${tree.mode} ${this.shape(tree.body)}`
      case 'group':
        return `(${tree.index} ${this.shape(tree.body)}`
      case 'atomic':
        return `>${this.shape(tree.body)}`
      case 'look':
        return `?${tree.behind} ${tree.negative} ${this.shape(tree.body)}`
      case 'assert':
        return `a${tree.kind}`
      case 'backreference':
        return `r${tree.index}`
    }
  }
}

function tooLarge(): RegexError {
  return new RegexError('a pattern too large for an automaton', 0)
}
