import { lengthOf, type Node } from './ast.ts'
import { alphabets, byteBit, bytesOfMask } from './byte-classes.ts'
import { bytesOf, intersection, isEmpty } from './byte-set.ts'
import { literalSets, phraseSet } from './literals.ts'
import { type ParseOptions, parse } from './parse.ts'

/**
 * What a value must have for a pattern to match it. May say maybe too often, never a wrong no.
 * `masks`: the value's classes (`maskOf`) contain one of these; absent: no condition. `alphabets`: for values of each alphabet, `0`
 * no match is possible, `1` nothing is known, `2` as for the last alphabet, else one or two sets of lower-cased literals of which
 * each must occur, whatever the case.
 */
export interface PatternNeed {
  /** Least bytes of a match. */
  readonly length?: number
  readonly masks?: readonly number[]
  readonly alphabets: readonly (0 | 1 | 2 | readonly (readonly string[])[])[]
}

/** Analysis of a pattern, at build time. @throws RegexError */
export function needOf(pattern: string, options: ParseOptions): PatternNeed {
  const { root } = parse(pattern, options)
  const masks = masksOf(root)
  const perAlphabet = alphabets.map((mask) => {
    const pruned = prune(root, mask)
    return pruned === undefined ? 0 : (literalSets(pruned) ?? 1)
  })
  const length = lengthOf(root).min
  return { ...(length > 0 && { length }), ...(masks && { masks }), alphabets: shared(perAlphabet) }
}

/** The same for a list of phrases of which one must occur. */
export function needOfPhrases(phrases: readonly string[]): PatternNeed {
  return {
    alphabets: shared(
      alphabets.map((mask) => {
        const possible = phrases.filter((phrase) => [...phrase].every((c) => (bit(c) & mask) !== 0))
        return possible.length === 0 ? 0 : (phraseSet(possible) ?? 1)
      }),
    ),
  }
}

/** What a value needs to hold one byte of a set, such as one that is not allowed. */
export function needOfBytes(bytes: readonly number[]): PatternNeed {
  const bits = [...new Set(bytes.map((byte) => byteBit[byte] as number))]
  return {
    length: 1,
    masks: bits,
    alphabets: alphabets.map((mask) => (bits.some((bit) => (mask & bit) !== 0) ? 1 : 0)),
  }
}

const bit = (c: string): number => byteBit[c.charCodeAt(0)] as number

/** Says `2` where an alphabet has just the literals of the last one. */
function shared(all: readonly (0 | 1 | string[][])[]): PatternNeed['alphabets'] {
  const last = JSON.stringify(all.at(-1))
  return all.map((one, at) =>
    typeof one === 'object' && at < all.length - 1 && JSON.stringify(one) === last ? 2 : one,
  )
}

/** The node as far as it can match within an alphabet; `undefined`: it cannot. */
function prune(node: Node, mask: number): Node | undefined {
  if (mask === -1) return node
  const allowed = bytesOfMask(mask)
  const walk = (node: Node): Node | undefined => {
    switch (node.type) {
      case 'set': {
        const set = intersection(node.set, allowed)
        return isEmpty(set) ? undefined : { type: 'set', set }
      }
      case 'sequence': {
        const items = node.items.map(walk)
        return items.some((item) => item === undefined) ? undefined : { type: 'sequence', items: items as Node[] }
      }
      case 'alternation': {
        const options = node.options.map(walk).filter((option) => option !== undefined)
        return options.length === 0 ? undefined : { type: 'alternation', options }
      }
      case 'repeat': {
        const body = walk(node.body)
        if (body) return { ...node, body }
        return node.min === 0 ? { type: 'sequence', items: [] } : undefined
      }
      case 'group':
      case 'atomic':
        return walk(node.body)
      default:
        return node // places and lookarounds take no bytes; what they ask for is not counted on
    }
  }
  return walk(node)
}

const mostMasks = 48

/** Smallest sets of classes that a match cannot do without; `undefined`: it can do without any. */
function masksOf(node: Node): readonly number[] | undefined {
  const masks = absorb(walkMasks(node))
  return masks.includes(0) ? undefined : masks
}

function walkMasks(node: Node): readonly number[] {
  switch (node.type) {
    case 'set': {
      const bits = new Set(bytesOf(node.set).map((byte) => byteBit[byte] as number))
      return bits.size > 6 ? [0] : [...bits]
    }
    case 'sequence': {
      let all: readonly number[] = [0]
      // The choosiest parts first: a product that grows too large leaves the others out.
      const parts = node.items.map(walkMasks).filter((masks) => !masks.includes(0))
      for (const masks of parts.sort((a, b) => a.length - b.length)) {
        const product = absorb(all.flatMap((one) => masks.map((other) => one | other)))
        if (product.length <= mostMasks) all = product
      }
      return all
    }
    case 'alternation': {
      const all = absorb(node.options.flatMap(walkMasks))
      return all.length > mostMasks ? weaken(all) : all
    }
    case 'repeat':
      return node.min === 0 ? [0] : walkMasks(node.body)
    case 'group':
    case 'atomic':
      return walkMasks(node.body)
    default:
      return [0]
  }
}

/** Fewer, weaker conditions: what any of them asks for in common. */
function weaken(masks: readonly number[]): readonly number[] {
  return [masks.reduce((common, mask) => common & mask, -1)]
}

/** Without those that contain another. */
function absorb(masks: readonly number[]): readonly number[] {
  const distinct = [...new Set(masks)]
  if (distinct.length > 4096) return weaken(distinct)
  return distinct.filter((mask) => !distinct.some((other) => other !== mask && (mask & other) === other))
}
