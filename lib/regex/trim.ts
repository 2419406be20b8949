import { contains, type Node, nothing, sequence } from './ast.ts'

/**
 * A pattern that matches somewhere in the same values, for who asks no more than that: what begins or ends a match need be repeated as often as it must
 * and no more. `\d+-\d+` becomes `\d-\d`, `.*\.php` becomes `\.php`. That is what makes many patterns quadratic: the run at the beginning is read
 * again from each of its bytes. Patterns with references stay as they are.
 */
export function trimEdges(root: Node): Node {
  if (contains(root, (node) => node.type === 'backreference')) return root
  return trim(trim(root, true), false)
}

/**
 * Why it may be done: where `X*Y` matches, `Y` matches, behind what `X*` took; where `Y` matches, `X*Y` does with no `X`. The same at the end. Not for a
 * possessive beginning, which takes what `Y` needs.
 */
function trim(node: Node, leading: boolean): Node {
  switch (node.type) {
    case 'sequence': {
      const items = [...node.items]
      while (items.length > 0) {
        const at = leading ? 0 : items.length - 1
        const edge = trim(items[at] as Node, leading)
        if (edge.type !== 'sequence' || edge.items.length > 0) {
          items[at] = edge
          break
        }
        if (leading) items.shift()
        else items.pop()
      }
      return sequence(items)
    }
    case 'alternation':
      return { type: 'alternation', options: node.options.map((option) => trim(option, leading)) }
    case 'group': {
      const body = trim(node.body, leading)
      return body.type === 'sequence' && body.items.length === 0 ? nothing : { ...node, body }
    }
    case 'repeat':
      if (node.mode === 'possessive') return node
      if (node.min === 0) return nothing
      if (node.min === 1) return trim(node.body, leading)
      return { ...node, max: node.min, mode: 'greedy' }
    default:
      return node
  }
}
