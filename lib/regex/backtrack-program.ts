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
  /** How many numbers are noted: two for each group, one for each loop that may take nothing, and those of `since`. */
  readonly slots: number
  /** Number of each loop: a search that came there in vain need not come again. -1: another node. */
  readonly memo: Int32Array
  readonly memos: number
  /** Number under which it is noted when number `n` was last noted; -1: nothing depends on that. For the first of a group's two, and marks. */
  readonly since: Int32Array
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
  const since = new Int32Array(slots).fill(-1)
  let noted = slots
  for (let slot = 0; slot < slots; slot++)
    if (slot >= (pattern.groups + 1) * 2 || (slot % 2 === 0 && builder.isReferred(slot / 2))) since[slot] = noted++
  const memo = new Int32Array(program.op.length).fill(-1)
  let memos = 0
  for (const node of builder.loops) memo[node] = memos++
  return { ...program, looks, slots: noted, since, memo, memos, begins: beginsOf(program, looks) }
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
  readonly loops: Set<number> = new Set()
  slots: number

  constructor(pattern: Pattern) {
    super(false)
    this.slots = (pattern.groups + 1) * 2
    countReferences(pattern.root, this.references)
  }

  isReferred(group: number): boolean {
    return this.references.has(group) && !this.atomics.has(group)
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

  override loop(body: Node, mode: string, next: number, either: (again: number) => number[]): number {
    const loop = lengthOf(body).min > 0 ? super.loop(body, mode, next, either) : this.emptyLoop(body, either)
    this.loops.add(loop)
    return loop
  }

  /** A round that takes nothing is none. */
  emptyLoop(body: Node, either: (again: number) => number[]): number {
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

/** From every byte with which a node may go on to the nodes that lead there: each node and class is met once. */
function beginsOf({ op, arg, next, outs, tables }: Program, looks: readonly Look[]): Uint8Array {
  const { classes, takes, contexts, holds } = tables
  const stride = classes + 1
  const nodes = op.length
  const none = new Uint8Array(0)
  if (nodes * stride > mostBegins) return none
  const leading: number[][] = Array.from({ length: nodes }, () => [])
  const leads = (from: number, to: number): void => void (leading[to] as number[]).push(from)
  const begins = new Uint8Array(nodes * stride)
  const open: number[] = []
  const add = (node: number, byte: number): void => {
    if (begins[node * stride + byte] === 1) return
    begins[node * stride + byte] = 1
    open.push(node * stride + byte)
  }
  let edges = 0
  for (let node = 0; node < nodes; node++) {
    const argument = arg[node] as number
    switch (op[node]) {
      case opByte:
        for (let byte = 0; byte < classes; byte++) if (takes[argument * stride + byte] === 1) add(node, byte)
        break
      case opSplit: {
        const options = outs[argument] as readonly number[]
        edges += options.length
        for (const option of options) leads(node, option)
        break
      }
      case opLook: {
        const { takes: goesOn, ways } = looks[argument] as Look
        edges += ways.length
        if (goesOn) for (const { start } of ways) leads(node, start)
        else leads(node, next[node] as number)
        break
      }
      case opSave:
      case opMark:
      case opMoved:
      case opPlace:
        leads(node, next[node] as number)
        break
      default:
        for (let byte = 0; byte < stride; byte++) add(node, byte)
    }
    if (edges * stride > mostBegins) return none
  }
  /** Whether a place may be before a class, whatever came before it. */
  const places = new Uint8Array((holds.length / (contexts * stride)) * stride)
  for (let at = 0; at < holds.length; at++) {
    const place = Math.floor(at / (contexts * stride))
    if (holds[at] === 1) places[place * stride + (at % stride)] = 1
  }
  for (let last = open.pop(); last !== undefined; last = open.pop()) {
    const byte = last % stride
    for (const node of leading[(last - byte) / stride] as number[])
      if (op[node] !== opPlace || places[(arg[node] as number) * stride + byte] === 1) add(node, byte)
  }
  return begins
}
