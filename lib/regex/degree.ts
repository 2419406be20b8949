import { contains, type Node } from './ast.ts'
import { disjoint } from './byte-set.ts'
import { before, type First, firstOf, isDeterministic, matchEnd } from './first-bytes.ts'

/**
 * How the steps of a backtracking engine may grow with the length n of a value: at most as n to this power; `Infinity` when they may double
 * with each byte. An estimate from above: loops that may end in more than one place, and a pattern that may begin anywhere.
 */
export function degreeOf(root: Node): number {
  if (!contains(root, isLoop)) return 1
  const ambiguous = loops(root, matchEnd)
  return 1 + ambiguous + (beginsAtStart(root) ? 0 : 1)
}

/** From here on a bounded repetition is a loop: `.{0,500}` can end in as many places. */
const manyTimes = 24

const isLoop = (node: Node): boolean => node.type === 'repeat' && node.max > manyTimes

/** Loops on one way through the node that may end in several places. */
function loops(node: Node, rest: First): number {
  switch (node.type) {
    case 'sequence': {
      let sum = 0
      let after = rest
      for (let at = node.items.length - 1; at >= 0; at--) {
        const item = node.items[at] as Node
        sum += loops(item, after)
        after = before(item, after)
      }
      return sum
    }
    case 'alternation':
      return Math.max(0, ...node.options.map((option) => loops(option, rest)))
    case 'repeat': {
      const again = before(node.body, rest)
      const inside = loops(node.body, again)
      if (!isLoop(node)) return inside === 0 ? 0 : inside * Math.max(1, node.max)
      // A loop in a loop, or one that can read the same bytes in two ways.
      if (inside > 0 || !isDeterministic(plain(node.body))) return Number.POSITIVE_INFINITY
      const first = firstOf(node.body)
      if (node.mode === 'possessive') return 0
      return first.opaque || rest.opaque || !disjoint(first.set, rest.set) ? 1 : 0
    }
    case 'group':
    case 'atomic':
      return loops(node.body, rest)
    case 'look':
      return loops(node.body, matchEnd)
    default:
      return 0
  }
}

/** Loops inside that end in one place are as good as none. */
function plain(node: Node): Node {
  switch (node.type) {
    case 'sequence':
      return { type: 'sequence', items: node.items.map(plain) }
    case 'alternation':
      return { type: 'alternation', options: node.options.map(plain) }
    case 'repeat':
      return node.min === node.max ? node : { ...plain(node.body) }
    case 'group':
      return plain(node.body)
    default:
      return node
  }
}

/** Whether every way through the pattern begins at the start of the value. */
function beginsAtStart(node: Node): boolean {
  switch (node.type) {
    case 'assert':
      return node.kind === 'start'
    case 'sequence':
      return node.items.some((item, at) => beginsAtStart(item) && node.items.slice(0, at).every(isEmpty))
    case 'alternation':
      return node.options.every(beginsAtStart)
    case 'group':
    case 'atomic':
      return beginsAtStart(node.body)
    default:
      return false
  }
}

const isEmpty = (node: Node): boolean => node.type === 'assert' || (node.type === 'sequence' && node.items.length === 0)
