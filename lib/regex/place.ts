import type { Node } from './ast.ts'
import { anyByte, type ByteSet, has } from './byte-set.ts'
import { word } from './named-sets.ts'
import { RegexError } from './regex-error.ts'

/**
 * A place that the bytes on both sides of it decide: `behind` and `ahead` want a byte of `set` there (with `negative`: none, or the edge of the subject),
 * `boundary` one side in `set` and the other not (with `negative`: both alike).
 */
export interface Place {
  readonly kind: 'behind' | 'ahead' | 'boundary'
  readonly set: ByteSet
  readonly negative: boolean
}

/** Stands for the byte before the first and behind the last. */
export const edge: number = -1

/** Is the place between these two bytes? */
export function isThere({ kind, set, negative }: Place, left: number, right: number): boolean {
  const inSet = (byte: number): boolean => byte !== edge && has(set, byte)
  if (kind === 'boundary') return (inSet(left) !== inSet(right)) !== negative
  return inSet(kind === 'behind' ? left : right) !== negative
}

const start: Place = { kind: 'behind', set: anyByte, negative: true }
const end: Place = { kind: 'ahead', set: anyByte, negative: true }

/** @throws RegexError on lookarounds of more than a byte, and on places that `translate` prints as lookarounds */
export function placeOf(node: Node & { type: 'assert' | 'look' }): Place {
  if (node.type === 'assert') {
    if (node.kind === 'start') return start
    if (node.kind === 'end') return end
    if (node.kind === 'boundary' || node.kind === 'inside')
      return { kind: 'boundary', set: word, negative: node.kind === 'inside' }
  } else {
    const { body, negative } = node
    if (body.type === 'set') return { kind: node.behind ? 'behind' : 'ahead', set: body.set, negative }
    const inner = body.type === 'assert' ? placeOf(body) : undefined
    if (inner) return { ...inner, negative: inner.negative !== negative }
  }
  throw new RegexError('an automaton has no lookarounds of more than a byte', 0)
}
