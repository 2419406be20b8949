import { childrenOf, lengthOf, type Node } from './ast.ts'
import { addSet, anyByte, type ByteSet, emptySet } from './byte-set.ts'

/** The capturing groups in `node` and below, by index. */
export function findGroups(node: Node, found: Map<number, Node> = new Map()): Map<number, Node> {
  if (node.type === 'group') found.set(node.index, node)
  for (const child of childrenOf(node)) findGroups(child, found)
  return found
}

/** Has group `index` captured whenever `node` has matched? */
export function alwaysCaptures(node: Node, index: number): boolean {
  switch (node.type) {
    case 'group':
      return node.index === index || alwaysCaptures(node.body, index)
    case 'sequence':
      return node.items.some((item) => alwaysCaptures(item, index))
    case 'alternation':
      return node.options.every((option) => alwaysCaptures(option, index))
    case 'repeat':
      return node.min > 0 && alwaysCaptures(node.body, index)
    case 'atomic':
      return alwaysCaptures(node.body, index)
    case 'look':
      return !node.negative && alwaysCaptures(node.body, index)
    default:
      return false
  }
}

/** Every byte that what `node` matches can hold. */
export function bytesIn(node: Node, found: ByteSet = emptySet()): ByteSet {
  if (node.type === 'set') addSet(found, node.set)
  else if (node.type === 'backreference') addSet(found, anyByte)
  else if (node.type !== 'look') for (const child of childrenOf(node)) bytesIn(child, found)
  return found
}

/** Does `node`, if it can match the empty string, try that last? True as well when it cannot. */
export function emptyLast(node: Node): boolean {
  if (lengthOf(node).min > 0) return true
  switch (node.type) {
    case 'sequence':
      return node.items.every(emptyLast)
    case 'alternation':
      return node.options.every(
        (option, index) => lengthOf(option).min > 0 || (index === node.options.length - 1 && emptyLast(option)),
      )
    case 'repeat':
      return (node.min > 0 || node.mode !== 'lazy') && emptyLast(node.body)
    case 'group':
    case 'atomic':
      return emptyLast(node.body)
    case 'backreference':
      return true
    default:
      return true
  }
}
