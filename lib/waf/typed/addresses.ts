import ipaddr from 'ipaddr.js'
import { SallyportError } from '../../core/errors.ts'
import { codeAt } from '../../text/code-at.ts'

/** Many addresses and blocks, asked by binary search: millions cost a few steps a request and 8 bytes each in memory (IPv4). */
export interface AddressList {
  readonly size: number
  has(address: string): boolean
}

/** Longest text of an address: eight groups, the last two as IPv4. */
const longest = 45

/**
 * A list of addresses and CIDR blocks, IPv4 and IPv6. An IPv4-mapped IPv6 address is the IPv4 address in it. Blanks around entries, empty
 * lines and what follows a `#` count for nothing, so a downloaded list can be given as its text.
 * @throws SallyportError ERR_OPTION for an entry that is neither
 */
export function addressList(entries: string | Iterable<string>): AddressList {
  const four: number[] = []
  const six: [first: string, last: string][] = []
  let size = 0
  for (const line of typeof entries === 'string' ? linesOf(entries) : entries) {
    const hash = line.indexOf('#')
    const entry = (hash < 0 ? line : line.slice(0, hash)).trim()
    if (entry === '') continue
    size++
    if (!four4(entry, four)) six.push(six6(entry))
  }
  const v4 = mergedFour(four)
  const v6 = mergedSix(six)
  return {
    size,
    has(address) {
      if (address.length > longest) return false
      const number = numberOf(address, address.length)
      if (number >= 0) return inFour(v4, number)
      if (!address.includes(':') || !ipaddr.IPv6.isValid(address)) return false
      const parsed = ipaddr.IPv6.parse(address)
      if (parsed.isIPv4MappedAddress()) return inFour(v4, numberOf(parsed.toIPv4Address().toString(), 15))
      return inSix(v6, String.fromCharCode(...parsed.toByteArray()))
    },
  }
}

function* linesOf(text: string): Generator<string> {
  let from = 0
  while (from < text.length) {
    let end = text.indexOf('\n', from)
    if (end < 0) end = text.length
    yield text.slice(from, end)
    from = end + 1
  }
}

/** An IPv4 address as a number; -1 for anything else. Millions are read: no expression, no pieces. */
function numberOf(text: string, end: number): number {
  let value = 0
  let part = 0
  let digits = 0
  let dots = 0
  for (let at = 0; at < Math.min(end, text.length); at++) {
    const c = codeAt(text, at)
    if (c === 0x2e) {
      if (digits === 0 || ++dots > 3) return -1
      value = value * 256 + part
      part = 0
      digits = 0
    } else if (c >= 0x30 && c <= 0x39) {
      // A leading zero would be octal to some.
      if (digits > 0 && part === 0) return -1
      part = part * 10 + c - 0x30
      if (++digits > 3 || part > 255) return -1
    } else return -1
  }
  return dots === 3 && digits > 0 ? value * 256 + part : -1
}

function four4(entry: string, into: number[]): boolean {
  const slash = entry.indexOf('/')
  const address = numberOf(entry, slash < 0 ? entry.length : slash)
  if (address < 0) return false
  const bits = slash < 0 ? 32 : bitsOf(entry, slash, 32)
  const block = 2 ** (32 - bits)
  const first = Math.floor(address / block) * block
  into.push(first, first + block - 1)
  return true
}

function bitsOf(entry: string, slash: number, most: number): number {
  const text = entry.slice(slash + 1)
  if (!/^[0-9]{1,3}$/.test(text) || Number(text) > most) throw unusable(entry)
  return Number(text)
}

function six6(entry: string): [string, string] {
  const slash = entry.indexOf('/')
  const text = slash < 0 ? entry : entry.slice(0, slash)
  if (text.length > longest || !ipaddr.IPv6.isValid(text) || text.includes('%')) throw unusable(entry)
  const bits = slash < 0 ? 128 : bitsOf(entry, slash, 128)
  const bytes = ipaddr.IPv6.parse(text).toByteArray()
  const host = bytes.map((_, at) => 0xff >> Math.max(0, Math.min(8, bits - 8 * at)))
  return [
    String.fromCharCode(...bytes.map((byte, at) => byte & ~(host[at] as number))),
    String.fromCharCode(...bytes.map((byte, at) => byte | (host[at] as number))),
  ]
}

const unusable = (entry: string): SallyportError =>
  new SallyportError('ERR_OPTION', `addressList: no address and no block: ${JSON.stringify(entry.slice(0, 64))}`)

/** First and last in turn, sorted, none within another. */
function mergedFour(pairs: readonly number[]): Float64Array {
  const blocks = new Float64Array(pairs.length / 2)
  // Both ends in one number that a double holds exactly: 32 bits of the first address, 6 of the block's size.
  for (let at = 0; at < blocks.length; at++) {
    const first = pairs[2 * at] as number
    blocks[at] = first * 64 + (32 - Math.log2((pairs[2 * at + 1] as number) - first + 1))
  }
  blocks.sort()
  let kept = 0
  let reached = -1
  for (const block of blocks) {
    const first = Math.floor(block / 64)
    const last = first + 2 ** (32 - (block % 64)) - 1
    // Blocks are nested or apart; of two with one beginning the larger comes first.
    if (last <= reached) continue
    blocks[kept++] = block
    reached = last
  }
  return blocks.slice(0, kept)
}

function inFour(blocks: Float64Array, address: number): boolean {
  let low = 0
  let high = blocks.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (Math.floor((blocks[middle] as number) / 64) <= address) low = middle + 1
    else high = middle
  }
  const block = blocks[low - 1]
  return block !== undefined && address <= Math.floor(block / 64) + 2 ** (32 - (block % 64)) - 1
}

function mergedSix(blocks: readonly [string, string][]): readonly [string, string][] {
  const sorted = blocks.toSorted(([a, aLast], [b, bLast]) => (a < b ? -1 : a > b ? 1 : aLast > bLast ? -1 : 1))
  const kept: [string, string][] = []
  for (const block of sorted) {
    const before = kept.at(-1)
    if (before === undefined || before[1] < block[1]) kept.push(block)
  }
  return kept
}

function inSix(blocks: readonly [string, string][], address: string): boolean {
  let low = 0
  let high = blocks.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((blocks[middle] as [string, string])[0] <= address) low = middle + 1
    else high = middle
  }
  const block = blocks[low - 1]
  return block !== undefined && address <= block[1]
}
