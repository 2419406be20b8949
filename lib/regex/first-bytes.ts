import type { Node } from './ast.ts'
import { type ByteSet, disjoint, emptySet, union } from './byte-set.ts'

/**
 * How what a node matches can begin: with one of `set`; with nothing when `nullable`; `opaque` when a place, a lookaround or a reference decides, so
 * that nothing may be concluded from the set.
 */
export interface First {
  readonly set: ByteSet
  readonly nullable: boolean
  readonly opaque: boolean
}

/** What follows the end of a match: it has succeeded, whatever comes. */
export const matchEnd: First = { set: emptySet(), nullable: true, opaque: false }

/** How `node` can begin. */
export function firstOf(node: Node): First {
  switch (node.type) {
    case 'set':
      return { set: node.set, nullable: false, opaque: false }
    case 'sequence':
      return node.items.reduceRight<First>((rest, item) => before(item, rest), matchEnd)
    case 'alternation':
      return node.options.map(firstOf).reduce((one, other) => ({
        set: union(one.set, other.set),
        nullable: one.nullable || other.nullable,
        opaque: one.opaque || other.opaque,
      }))
    case 'repeat': {
      const first = firstOf(node.body)
      return { ...first, nullable: first.nullable || node.min === 0 }
    }
    case 'group':
    case 'atomic':
      return firstOf(node.body)
    default:
      return { set: emptySet(), nullable: true, opaque: true }
  }
}

/** How `node` and what stands behind it can begin. */
export function before(node: Node, rest: First): First {
  const first = firstOf(node)
  if (!first.nullable) return first
  return { set: union(first.set, rest.set), nullable: rest.nullable, opaque: first.opaque || rest.opaque }
}

/** Can `node` match at a place in one way at most? Then not giving back is the same as giving back. */
export function isDeterministic(node: Node): boolean {
  switch (node.type) {
    case 'sequence':
      return node.items.every(isDeterministic)
    case 'alternation': {
      const firsts = node.options.map(firstOf)
      return (
        node.options.every(isDeterministic) &&
        firsts.every(
          (first, index) =>
            !first.nullable &&
            !first.opaque &&
            firsts.slice(index + 1).every((other) => disjoint(first.set, other.set)),
        )
      )
    }
    case 'repeat':
      return node.min === node.max && isDeterministic(node.body)
    case 'group':
    case 'atomic':
      return isDeterministic(node.body)
    default:
      return true
  }
}
