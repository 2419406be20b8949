import { childrenOf, lengthOf, type Node, type Pattern } from './ast.ts'
import { placeOf } from './place.ts'
import { Builder, opByte, opMatch, opPlace, opSave, opSplit, type Program } from './program.ts'
import { RegexError } from './regex-error.ts'

/**
 * - `opReference`: takes once more what group `arg` has taken; without case with `opReferenceCaseless`.
 * - `opLook`: goes on at `next` if look `arg` says so.
 * - `opMark`: notes where it is under number `arg`, then `next`.
 * - `opMoved`: goes on at `next` unless it is still where number `arg` was noted.
 */
export const opReference = 5
export const opReferenceCaseless = 6
export const opLook = 7
export const opMark = 8
export const opMoved = 9

/** A match of its own, from one of these nodes, so many bytes back; the first way that matches is the only one. */
export interface Look {
  readonly ways: readonly { readonly start: number; readonly back: number }[]
  readonly negative: boolean
  /** An atomic group: goes on where the match ends. */
  readonly takes: boolean
}

/** `Program` with what is not regular. */
export interface BacktrackProgram extends Program {
  readonly looks: readonly Look[]
  /** How many numbers are noted: two for each group and its own for each loop that may take nothing. */
  readonly slots: number
  /**
   * Number of each node at which a search that came there without success need never come again: whether it goes on to match is a question of the node
   * and the byte alone. -1: it is one of what a reference will see, too.
   */
  readonly memo: Int32Array
  readonly memos: number
  /** Of node `n` and class `c`, at `n × (classes + 1) + c`: 0 where no match goes on from `n` if a byte of `c` comes there. */
  readonly begins: Uint8Array
}

/** Bytes of `begins`. Beyond, every node counts as one that may go on. */
const mostBegins = 1 << 21

/** @throws RegexError on what is over `maxNodes` */
export function backtrackProgramOf(pattern: Pattern): BacktrackProgram {
  const builder = new BacktrackBuilder(pattern)
  const program = builder.program(builder.whole(pattern), pattern.groups)
  const { looks, slots } = builder
  return { ...program, looks, slots, ...memoOf(program, builder), begins: beginsOf(program, looks) }
}

/** @throws RegexError as `backtrackProgramOf` */
export function checkSize(pattern: Pattern): void {
  new BacktrackBuilder(pattern).whole(pattern)
}

class BacktrackBuilder extends Builder {
  readonly looks: Look[] = []
  /** How often each group is referred to. */
  readonly references: Map<number, number> = new Map()
  /** Groups whose reference is but how an atomic group is printed. */
  readonly atomics: Set<number> = new Set()
  slots: number

  constructor(pattern: Pattern) {
    super(false)
    this.slots = (pattern.groups + 1) * 2
    countReferences(pattern.root, this.references)
  }

  whole({ root }: Pattern): number {
    return this.node(root, this.add(opMatch, 0, -1))
  }

  override node(tree: Node, next: number): number {
    switch (tree.type) {
      case 'sequence':
        return super.node({ type: 'sequence', items: this.withAtomics(tree.items) }, next)
      case 'atomic':
        return this.look([{ body: tree.body, back: 0 }], false, true, next)
      case 'backreference':
        return this.one(tree.caseless ? opReferenceCaseless : opReference, tree.index, next)
      case 'look':
        return isPlace(tree) ? super.node(tree, next) : this.around(tree, next)
      default:
        return super.node(tree, next)
    }
  }

  override one(op: number, arg: number, next: number): number {
    // The numbers of plain nodes leave no room for more kinds.
    return op < opReference ? super.one(op, arg, next) : this.add(op, arg, next)
  }

  override repeat(tree: Node & { type: 'repeat' }, next: number): number {
    if (tree.mode === 'possessive')
      return this.look([{ body: { ...tree, mode: 'greedy' }, back: 0 }], false, true, next)
    return super.repeat(tree, next)
  }

  /** A round that takes nothing is none. */
  override loop(body: Node, mode: string, next: number, either: (again: number) => number[]): number {
    if (lengthOf(body).min > 0) return super.loop(body, mode, next, either)
    const slot = this.slots++
    const outs: number[] = []
    const loop = this.add(opSplit, this.outs.push(outs) - 1, -1)
    outs.push(...either(this.add(opMark, slot, this.node(body, this.add(opMoved, slot, loop)))))
    return loop
  }

  around(tree: Node & { type: 'look' }, next: number): number {
    const { body, behind, negative } = tree
    const options = behind && body.type === 'alternation' ? body.options : [body]
    const ways = options.map((option) => ({ body: option, back: behind ? lengthOf(option).min : 0 }))
    return this.look(ways, negative, false, next)
  }

  look(ways: readonly { body: Node; back: number }[], negative: boolean, takes: boolean, next: number): number {
    const made = ways.map(({ body, back }) => ({ start: this.node(body, this.add(opMatch, 0, -1)), back }))
    return this.add(opLook, this.looks.push({ ways: made, negative, takes }) - 1, next)
  }

  /** `(?=(a))\1` is how an atomic group is printed. Said as one, nothing that follows depends on a reference. */
  withAtomics(items: readonly Node[]): readonly Node[] {
    const said: Node[] = []
    for (const item of items) {
      const before = said.at(-1)
      if (
        item.type === 'backreference' &&
        before?.type === 'look' &&
        before.body.type === 'group' &&
        before.body.index === item.index &&
        !before.behind &&
        !before.negative &&
        (this.references.get(item.index) as number) === 1
      ) {
        said[said.length - 1] = { type: 'atomic', body: before.body }
        this.atomics.add(item.index)
      } else said.push(item)
    }
    return said
  }
}

function isPlace(node: Node & { type: 'look' }): boolean {
  try {
    placeOf(node)
    return true
  } catch (error) {
    if (error instanceof RegexError) return false
    throw error
  }
}

function countReferences(node: Node, counts: Map<number, number>): void {
  if (node.type === 'backreference') counts.set(node.index, (counts.get(node.index) ?? 0) + 1)
  for (const child of childrenOf(node)) countReferences(child, counts)
}

function memoOf(
  { op, arg, next, outs, start }: Program,
  { looks, references, atomics }: BacktrackBuilder,
): Pick<BacktrackProgram, 'memo' | 'memos'> {
  const reach = (from: readonly number[], intoLooks: boolean): ReadonlySet<number> => {
    const seen = new Set<number>()
    const open = [...from]
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (node < 0 || seen.has(node)) continue
      seen.add(node)
      if (op[node] === opSplit) open.push(...(outs[arg[node] as number] as number[]))
      else open.push(next[node] as number)
      if (intoLooks && op[node] === opLook) open.push(...startsOf(node))
    }
    return seen
  }
  const startsOf = (node: number): number[] => (looks[arg[node] as number] as Look).ways.map(({ start }) => start)
  const isReferred = (node: number): boolean => {
    const group = (arg[node] as number) >> 1
    return op[node] === opSave && references.has(group) && !atomics.has(group)
  }
  // All that comes after a group that is referred to. Where a loop began tells no difference: a round that takes nothing leads to what was visited.
  const dependent = new Set<number>()
  for (let node = 0; node < op.length; node++) {
    const notes =
      isReferred(node) || (op[node] === opLook && [...reach(startsOf(node), true)].some((inside) => isReferred(inside)))
    if (notes) for (const later of reach([next[node] as number], true)) dependent.add(later)
  }
  const memo = new Int32Array(op.length).fill(-1)
  let memos = 0
  // Looks are left out: a search inside of one that matches is no end, and may be wanted again.
  for (const node of reach([start], false)) if (op[node] === opSplit && !dependent.has(node)) memo[node] = memos++
  return { memo, memos }
}

function beginsOf({ op, arg, next, outs, tables }: Program, looks: readonly Look[]): Uint8Array {
  const { classes, takes, contexts, holds } = tables
  const stride = classes + 1
  const begins = new Uint8Array(op.length * stride)
  if (begins.length > mostBegins) return new Uint8Array(0)
  const may = (node: number, byte: number): boolean => {
    const argument = arg[node] as number
    const follows = (at: number): boolean => begins[at * stride + byte] === 1
    switch (op[node]) {
      case opByte:
        return takes[argument * stride + byte] === 1
      case opSplit:
        return (outs[argument] as readonly number[]).some(follows)
      case opPlace: {
        const there = (context: number): boolean => holds[(argument * contexts + context) * stride + byte] === 1
        return follows(next[node] as number) && Array.from({ length: contexts }, (_, context) => context).some(there)
      }
      case opSave:
      case opMark:
      case opMoved:
        return follows(next[node] as number)
      case opLook: {
        const { takes: goesOn, ways } = looks[argument] as Look
        return goesOn ? ways.some((way) => follows(way.start)) : follows(next[node] as number)
      }
      default:
        return true
    }
  }
  // Nodes lead to those made before them, but for loops: until nothing is added.
  for (let added = true; added; ) {
    added = false
    for (let node = 0; node < op.length; node++)
      for (let byte = 0; byte < stride; byte++) {
        if (begins[node * stride + byte] === 1 || !may(node, byte)) continue
        begins[node * stride + byte] = 1
        added = true
      }
  }
  return begins
}
