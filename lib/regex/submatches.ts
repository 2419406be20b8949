import { opByte, opMatch, opPlace, opSave, opSplit, type Program } from './program.ts'

/** Where each group begins and ends, at twice its number and one more; -1 when it took no part. */
type Ends = readonly number[]

interface Thread {
  readonly node: number
  readonly ends: Ends
}

/**
 * The groups of a match whose ends are known: of the ways through it the preferred one. All of them are followed at once, a byte at a time (Pike's
 * machine), so that time is the match's length times the nodes of the program at most.
 */
export function submatches(program: Program, value: string, start: number, end: number): Ends {
  const { op, arg, next, tables } = program
  const seen = new Int32Array(op.length).fill(-1)
  const none = new Array<number>((program.groups + 1) * 2).fill(-1)
  let threads = reach(program, value, start, [{ node: program.start, ends: none }], seen)
  for (let at = start; at < end; at++) {
    const coming = tables.classOf[value.charCodeAt(at) & 255] as number
    const taking = threads.filter(
      ({ node }) => op[node] === opByte && tables.takes[(arg[node] as number) * (tables.classes + 1) + coming] === 1,
    )
    const begun = taking.map(({ node, ends }) => ({ node: next[node] as number, ends }))
    threads = reach(program, value, at + 1, begun, seen)
  }
  const matched = threads.find(({ node }) => op[node] === opMatch)
  return [start, end, ...(matched?.ends ?? none).slice(2)]
}

/** The threads that take a byte or match, reached from some at one place; each node once, by the preferred way. */
function reach(program: Program, value: string, at: number, begun: readonly Thread[], seen: Int32Array): Thread[] {
  const { op, arg, next, outs, tables } = program
  const { classOf, classes, contextOf, contexts, holds } = tables
  const classAt = (index: number): number =>
    index >= 0 && index < value.length ? (classOf[value.charCodeAt(index) & 255] as number) : classes
  const context = contextOf[classAt(at - 1)] as number
  const coming = classAt(at)
  const found: Thread[] = []
  const stack = begun.toReversed()
  while (stack.length > 0) {
    const thread = stack.pop() as Thread
    const { node, ends } = thread
    if (seen[node] === at) continue
    seen[node] = at
    const argument = arg[node] as number
    const onward = next[node] as number
    switch (op[node]) {
      case opSplit:
        for (const out of (outs[argument] as readonly number[]).toReversed()) stack.push({ node: out, ends })
        break
      case opSave:
        stack.push({ node: onward, ends: ends.with(argument, at) })
        break
      case opPlace:
        if (holds[(argument * contexts + context) * (classes + 1) + coming] === 1) stack.push({ node: onward, ends })
        break
      default:
        found.push(thread)
    }
  }
  return found
}
