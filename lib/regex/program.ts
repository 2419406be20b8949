import type { Node, Pattern } from './ast.ts'
import { type ByteSet, sameSet } from './byte-set.ts'
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
/** Most places of different kinds: a table of 64 KB each. CRS has four in one pattern. */
const mostPlaces = 256
/** Most trees that are visited to make them: `(?:a{1000}){1000}` ends before it is long. */
const maxVisits = 1_000_000

/**
 * @param backwards reads a subject from its end to its start; without groups then
 * @throws RegexError on references, atomic groups, lookarounds of more than a byte, and on what is over `maxNodes`
 */
export function programOf(pattern: Pattern, backwards = false): Program {
  const builder = new Builder(backwards)
  return builder.program(builder.node(pattern.root, builder.add(opMatch, 0, -1)), pattern.groups)
}

/** Made from the end to the start, so that what follows a node is there when it is made. What does the same and leads to the same is one node. */
export class Builder {
  readonly backwards: boolean
  readonly op: number[] = []
  readonly arg: number[] = []
  readonly next: number[] = []
  readonly outs: number[][] = []
  readonly sets: Numbers<ByteSet> = new Numbers(sameSet)
  readonly places: Numbers<Place> = new Numbers(samePlace)
  /** Nodes that lead to one, by `op`, `arg` and `next`. */
  readonly single: Map<number, number> = new Map()
  /** Nodes that lead to several, and loops, by what they are. */
  readonly several: Map<string, number> = new Map()
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

  one(op: number, arg: number, next: number): number {
    const key = (arg * maxNodes + next) * 4 + op
    let node = this.single.get(key)
    if (node === undefined) {
      node = this.add(op, arg, next)
      this.single.set(key, node)
    }
    return node
  }

  split(options: readonly number[]): number {
    const outs = [...new Set(options)]
    if (outs.length === 1) return outs[0] as number
    const key = outs.join()
    let node = this.several.get(key)
    if (node === undefined) {
      node = this.add(opSplit, this.outs.push(outs) - 1, -1)
      this.several.set(key, node)
    }
    return node
  }

  /** What was made, from node `start` on. */
  program(start: number, groups: number): Program {
    return {
      op: Uint8Array.from(this.op),
      arg: Int32Array.from(this.arg),
      next: Int32Array.from(this.next),
      outs: this.outs,
      start,
      groups,
      tables: tablesOf(this.sets.all, this.places.all, this.backwards),
    }
  }

  /** The node at which `tree` begins when `next` follows it. */
  node(tree: Node, next: number): number {
    if (++this.visits > maxVisits) throw tooLarge()
    switch (tree.type) {
      case 'set':
        return this.one(opByte, this.set(tree.set), next)
      case 'sequence': {
        const { items } = tree
        let at = next
        for (let index = 0; index < items.length; index++)
          at = this.node(items[this.backwards ? index : items.length - 1 - index] as Node, at)
        return at
      }
      case 'alternation':
        return this.split(tree.options.map((option) => this.node(option, next)))
      case 'group': {
        if (this.backwards) return this.node(tree.body, next)
        const body = this.node(tree.body, this.one(opSave, tree.index * 2 + 1, next))
        return this.one(opSave, tree.index * 2, body)
      }
      case 'repeat':
        return this.repeat(tree, next)
      case 'assert':
      case 'look': {
        const place = placeOf(tree)
        const number = this.places.of(hashOf(place.set), place)
        if (number >= mostPlaces) throw tooLarge()
        return this.one(opPlace, number, next)
      }
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
      const loop = this.loop(body, mode, next, either)
      // The last round that must be is the first that may come again.
      at = min > 0 ? this.node(body, loop) : loop
      rounds--
    } else {
      for (let round = min; round < max; round++) at = this.split(either(this.node(body, at)))
    }
    for (; rounds > 0; rounds--) at = this.node(body, at)
    return at
  }

  /** A node that leads to itself is made before what it leads to is known: loops are compared by how they are written. */
  loop(body: Node, mode: string, next: number, either: (again: number) => number[]): number {
    const key = `${mode} ${next} ${this.written(body)}`
    const known = this.several.get(key)
    if (known !== undefined) return known
    const outs: number[] = []
    const loop = this.add(opSplit, this.outs.push(outs) - 1, -1)
    this.several.set(key, loop)
    outs.push(...either(this.node(body, loop)))
    return loop
  }

  set(set: ByteSet): number {
    return this.sets.of(hashOf(set), set)
  }

  written(tree: Node): string {
    if (++this.visits > maxVisits) throw tooLarge()
    switch (tree.type) {
      case 'set':
        return `s${this.set(tree.set)}`
      case 'sequence':
        return `(${tree.items.map((item) => this.written(item)).join(' ')})`
      case 'alternation':
        return `(${tree.options.map((option) => this.written(option)).join('|')})`
      case 'repeat':
        return `${this.written(tree.body)}{${tree.min},${tree.max}}${tree.mode}`
      case 'group':
        return `(${tree.index}:${this.written(tree.body)})`
      case 'assert':
        return tree.kind
      case 'look':
        return `${tree.behind}${tree.negative}${this.written(tree.body)}`
      case 'atomic':
        return `>${this.written(tree.body)}`
      case 'backreference':
        return `\\${tree.index}${tree.caseless}`
    }
  }
}

/** Numbers things from 0, equal ones alike. */
class Numbers<T> {
  readonly all: T[] = []
  readonly #same: (one: T, other: T) => boolean
  readonly #byHash: Map<number, number[]> = new Map()

  constructor(same: (one: T, other: T) => boolean) {
    this.#same = same
  }

  of(hash: number, thing: T): number {
    const alike = this.#byHash.get(hash)
    const known = alike?.find((number) => this.#same(this.all[number] as T, thing))
    if (known !== undefined) return known
    const number = this.all.push(thing) - 1
    if (alike) alike.push(number)
    else this.#byHash.set(hash, [number])
    return number
  }
}

function hashOf(set: ByteSet): number {
  let hash = 0
  for (let word = 0; word < 8; word++) hash = (Math.imul(hash, 31) + (set[word] as number)) | 0
  return hash
}

function samePlace(one: Place, other: Place): boolean {
  return one.kind === other.kind && one.negative === other.negative && sameSet(one.set, other.set)
}

function tooLarge(): RegexError {
  return new RegexError('a pattern too large for an automaton', 0)
}
