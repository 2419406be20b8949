import { addressBytes } from '../../http/address-bytes.ts'
import { codeAt } from '../../text/code-at.ts'
import { type Operator, type Test, whole } from './operator.ts'

/** First and last address of a block, each as its 4 or 16 bytes: strings of one length compare as numbers do. */
type Block = readonly [first: string, last: string]

/**
 * `@ipMatch`: is the value an IPv4 or IPv6 address in one of the comma-separated addresses and CIDR blocks? RangeError
 * for anything else in the list. An IPv4-mapped IPv6 address is an IPv6 address, as in ModSecurity.
 */
export const ipMatch: Operator = (argument) => ipMatchOf(argument.split(','))

/** Is the value an address in one of the blocks? Blanks around them count for nothing, empty ones are none. */
export function ipMatchOf(list: readonly string[]): Test {
  const blocks = list.map((piece) => piece.replaceAll(/^[\t-\r ]+|[\t-\r ]+$/g, '')).filter((piece) => piece !== '')
  const merged = merge(blocks.map(block))
  return (value) => {
    const bytes = addressBytes(value)
    return bytes !== undefined && holds(merged, bytes) ? whole(value) : undefined
  }
}

function block(piece: string): Block {
  const slash = piece.indexOf('/')
  const bytes = addressBytes(slash < 0 ? piece : piece.slice(0, slash))
  const bits = (bytes?.length ?? 0) * 8
  const mask = slash < 0 ? String(bits) : piece.slice(slash + 1)
  if (bytes === undefined || !/^[0-9]{1,3}$/.test(mask) || Number(mask) > bits)
    throw new RangeError(`@ipMatch: no address and no block: ${JSON.stringify(piece)}`)
  let first = ''
  let last = ''
  for (let i = 0, size = bytes.length; i < size; i++) {
    const host = 0xff >> Math.max(0, Math.min(8, Number(mask) - 8 * i))
    first += String.fromCharCode(codeAt(bytes, i) & ~host)
    last += String.fromCharCode(codeAt(bytes, i) | host)
  }
  return [first, last]
}

/** Sorted by family and address, none within another, so that one binary search answers. */
function merge(blocks: readonly Block[]): readonly Block[] {
  const sorted = blocks.toSorted(([a, aLast], [b, bLast]) => compare(a, b) || compare(bLast, aLast))
  const merged: Block[] = []
  for (const block of sorted) {
    const before = merged.at(-1)
    // CIDR blocks are nested or apart, never overlapping.
    if (before === undefined || compare(before[1], block[1]) < 0) merged.push(block)
  }
  return merged
}

function compare(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)
}

function holds(blocks: readonly Block[], bytes: string): boolean {
  let low = 0
  let high = blocks.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (compare((blocks[middle] as Block)[1], bytes) < 0) low = middle + 1
    else high = middle
  }
  const candidate = blocks[low]
  return candidate !== undefined && compare(candidate[0], bytes) <= 0
}
