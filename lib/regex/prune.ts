import { type Node, nothing, sequence } from './ast.ts'
import { type ByteSet, intersection, isEmpty } from './byte-set.ts'

/**
 * What is left of `node` for values made of `allowed` alone: it matches in such a value only if the answer does. `undefined` when it cannot.
 * Negative lookarounds are left out, so that the answer may match more.
 */
export function prune(node: Node, allowed: ByteSet): Node | undefined {
  switch (node.type) {
    case 'set': {
      const set = intersection(node.set, allowed)
      return isEmpty(set) ? undefined : { type: 'set', set }
    }
    case 'sequence': {
      const items: Node[] = []
      for (const item of node.items) {
        const pruned = prune(item, allowed)
        if (pruned === undefined) return undefined
        if (pruned.type === 'sequence') items.push(...pruned.items)
        else items.push(pruned)
      }
      return sequence(items)
    }
    case 'alternation': {
      const options = node.options.map((option) => prune(option, allowed)).filter((option) => option !== undefined)
      if (options.length === 0) return undefined
      return options.length === 1 ? options[0] : { type: 'alternation', options }
    }
    case 'repeat': {
      const body = prune(node.body, allowed)
      if (body === undefined) return node.min === 0 ? nothing : undefined
      return { ...node, body }
    }
    case 'look': {
      if (node.negative) return nothing
      const body = prune(node.body, allowed)
      return body === undefined ? undefined : { ...node, body }
    }
    case 'group':
    case 'atomic': {
      const body = prune(node.body, allowed)
      return body === undefined ? undefined : { ...node, body }
    }
    default:
      return node
  }
}
