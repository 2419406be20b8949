import type { ByteSet } from './byte-set.ts'

/**
 * A pattern, with every flag resolved: case folded into the sets, `.` `^` `$` into what they mean where they stand.
 *
 * - `set`: one byte of `set`.
 * - `repeat`: `max` is `Infinity` without a bound.
 * - `group`: a capturing group, `index` from 1.
 * - `look`: a lookaround.
 * - `assert`: a place of no width, of a kind below.
 * - `backreference`: what group `index` has captured; fails when that group took no part.
 */
export type Node =
  | { readonly type: 'set'; readonly set: ByteSet }
  | { readonly type: 'sequence'; readonly items: readonly Node[] }
  | { readonly type: 'alternation'; readonly options: readonly Node[] }
  | { readonly type: 'repeat'; readonly body: Node; readonly min: number; readonly max: number; readonly mode: Mode }
  | { readonly type: 'group'; readonly index: number; readonly name: string | undefined; readonly body: Node }
  | { readonly type: 'atomic'; readonly body: Node }
  | { readonly type: 'look'; readonly behind: boolean; readonly negative: boolean; readonly body: Node }
  | { readonly type: 'assert'; readonly kind: Place }
  | { readonly type: 'backreference'; readonly index: number; readonly caseless: boolean; readonly offset: number }

/** How a repetition chooses: most first, least first, or most without giving back. */
export type Mode = 'greedy' | 'lazy' | 'possessive'

/**
 * - `start`, `end`: of the subject.
 * - `final`: the end, or before a line feed that is the last byte.
 * - `lineStart`: the start, or after a line feed that is not the last byte.
 * - `lineEnd`: the end, or before a line feed.
 * - `boundary`, `inside`: `\b` and `\B`.
 */
export type Place = 'start' | 'end' | 'final' | 'lineStart' | 'lineEnd' | 'boundary' | 'inside'

/** A parsed pattern. `groups` counts the capturing groups. */
export interface Pattern {
  readonly root: Node
  readonly groups: number
}

/** Matches the empty string, and always does. */
export const nothing: Node = { type: 'sequence', items: [] }

/** The nodes in a row, without a sequence around a single one. */
export function sequence(items: readonly Node[]): Node {
  return items.length === 1 ? (items[0] as Node) : { type: 'sequence', items }
}

/** Least and most bytes that `node` can take. A backreference counts as 0 to `Infinity`. */
export function lengthOf(node: Node): { readonly min: number; readonly max: number } {
  switch (node.type) {
    case 'set':
      return { min: 1, max: 1 }
    case 'sequence': {
      let min = 0
      let max = 0
      for (const item of node.items) {
        const length = lengthOf(item)
        min += length.min
        max += length.max
      }
      return { min, max }
    }
    case 'alternation': {
      let min = Infinity
      let max = 0
      for (const option of node.options) {
        const length = lengthOf(option)
        min = Math.min(min, length.min)
        max = Math.max(max, length.max)
      }
      return { min, max }
    }
    case 'repeat': {
      const length = lengthOf(node.body)
      return { min: length.min * node.min, max: length.max === 0 || node.max === 0 ? 0 : length.max * node.max }
    }
    case 'group':
    case 'atomic':
      return lengthOf(node.body)
    case 'backreference':
      return { min: 0, max: Infinity }
    default:
      return { min: 0, max: 0 }
  }
}

/** The nodes directly inside `node`. */
export function childrenOf(node: Node): readonly Node[] {
  if (node.type === 'sequence') return node.items
  if (node.type === 'alternation') return node.options
  return 'body' in node ? [node.body] : []
}

/** Is there, in `node` or below, a node that `test` accepts? */
export function contains(node: Node, test: (node: Node) => boolean): boolean {
  return test(node) || childrenOf(node).some((child) => contains(child, test))
}
