import type { Node } from './ast.ts'
import { bytesOf } from './byte-set.ts'
import { byteClass } from './classes.ts'

/** Most masks kept of a condition: beyond, the two closest become what they have in common, which either implies. */
export const maxMasks: number = 48

/**
 * The least sets of byte classes without which `node` cannot match, as masks: some mask of the answer is contained in the mask of every value that
 * matches. `[0]` says nothing, `[]` that nothing matches.
 */
export function necessaryMasks(node: Node): number[] {
  switch (node.type) {
    case 'set': {
      const masks = new Set<number>()
      for (const byte of bytesOf(node.set)) masks.add(1 << (byteClass[byte] as number))
      // A set of nearly everything asks for nothing but a byte, and makes products large.
      return masks.size > 12 ? [0] : [...masks]
    }
    case 'sequence':
      return node.items.map(necessaryMasks).sort(bySelectivity).reduce(both, [0])
    case 'alternation':
      return eitherOf(node.options.map(necessaryMasks))
    case 'repeat':
      return node.min === 0 ? [0] : necessaryMasks(node.body)
    case 'group':
    case 'atomic':
      return necessaryMasks(node.body)
    case 'look':
      return node.negative ? [0] : necessaryMasks(node.body)
    default:
      return [0]
  }
}

/** The condition that one of these holds. */
export function eitherOf(conditions: readonly (readonly number[])[]): number[] {
  const all = new Set<number>()
  for (const masks of conditions) for (const mask of masks) all.add(mask)
  return bounded(minimal([...all]))
}

function bySelectivity(one: readonly number[], other: readonly number[]): number {
  return one.length - other.length
}

function both(one: readonly number[], other: readonly number[]): number[] {
  if (one.length === 0 || other.length === 0) return []
  const products = new Set<number>()
  for (const first of one) for (const second of other) products.add(first | second)
  return bounded(minimal([...products]))
}

/** Without the masks that contain another. */
function minimal(masks: readonly number[]): number[] {
  const kept: number[] = []
  for (const mask of [...masks].sort((one, other) => bits(one) - bits(other))) {
    if (!kept.some((smaller) => (mask & smaller) === smaller)) kept.push(mask)
  }
  return kept
}

function bounded(masks: number[]): number[] {
  let current = masks
  while (current.length > maxMasks) {
    let closest = -1
    let pair: readonly [number, number] = [0, 1]
    for (let one = 0; one < current.length; one++) {
      for (let other = one + 1; other < current.length; other++) {
        const common = bits((current[one] as number) & (current[other] as number))
        if (common > closest) {
          closest = common
          pair = [one, other]
        }
      }
    }
    const common = (current[pair[0]] as number) & (current[pair[1]] as number)
    current = minimal([...current, common])
  }
  return current
}

function bits(mask: number): number {
  let count = 0
  for (let left = mask; left !== 0; left &= left - 1) count++
  return count
}
