/** A set of bytes as 256 bits: bit `b & 31` of word `b >> 5`. Never changed once it is in an AST. */
export type ByteSet = Uint32Array

/** The empty set, to be filled. */
export function emptySet(): ByteSet {
  return new Uint32Array(8)
}

/** Adds the bytes `from` to `to`, both included. */
export function addRange(set: ByteSet, from: number, to: number): void {
  for (let byte = from; byte <= to; byte++) set[byte >> 5] = (set[byte >> 5] as number) | (1 << (byte & 31))
}

/** Adds every byte of `other`. */
export function addSet(set: ByteSet, other: ByteSet): void {
  for (let word = 0; word < 8; word++) set[word] = (set[word] as number) | (other[word] as number)
}

/** The set of these ranges, each `[from, to]`, both included. */
export function setOf(...ranges: readonly (readonly [number, number])[]): ByteSet {
  const set = emptySet()
  for (const [from, to] of ranges) addRange(set, from, to)
  return set
}

/** Every byte that is not in `set`. */
export function complement(set: ByteSet): ByteSet {
  return set.map((word) => ~word)
}

/** The bytes in both sets. */
export function intersection(one: ByteSet, other: ByteSet): ByteSet {
  return one.map((word, index) => word & (other[index] as number))
}

/** The bytes in either set. */
export function union(one: ByteSet, other: ByteSet): ByteSet {
  return one.map((word, index) => word | (other[index] as number))
}

/** Is `byte` in `set`? */
export function has(set: ByteSet, byte: number): boolean {
  return (((set[byte >> 5] as number) >>> (byte & 31)) & 1) === 1
}

/** Is nothing in `set`? */
export function isEmpty(set: ByteSet): boolean {
  return set.every((word) => word === 0)
}

/** Do the two share no byte? */
export function disjoint(one: ByteSet, other: ByteSet): boolean {
  return one.every((word, index) => (word & (other[index] as number)) === 0)
}

/** Is every byte of `one` in `other`? */
export function isSubset(one: ByteSet, other: ByteSet): boolean {
  return one.every((word, index) => (word & ~(other[index] as number)) === 0)
}

/** Have the two the same bytes? */
export function sameSet(one: ByteSet, other: ByteSet): boolean {
  return one.every((word, index) => word === other[index])
}

/** The bytes of `set`, ascending. */
export function bytesOf(set: ByteSet): number[] {
  const bytes: number[] = []
  for (let byte = 0; byte < 256; byte++) if (has(set, byte)) bytes.push(byte)
  return bytes
}

/** The runs of `set`, ascending, each `[from, to]`, both included. */
export function rangesOf(set: ByteSet): [number, number][] {
  const ranges: [number, number][] = []
  for (const byte of bytesOf(set)) {
    const last = ranges.at(-1)
    if (last !== undefined && last[1] === byte - 1) last[1] = byte
    else ranges.push([byte, byte])
  }
  return ranges
}

/** `set` with both cases of each ASCII letter that it has in one. Other bytes have no case: PCRE's tables are those of the C locale. */
export function foldCase(set: ByteSet): ByteSet {
  const folded = set.slice()
  for (let upper = 0x41; upper <= 0x5a; upper++) {
    if (has(set, upper)) addRange(folded, upper + 32, upper + 32)
    else if (has(set, upper + 32)) addRange(folded, upper, upper)
  }
  return folded
}

/** Every byte. */
export const anyByte: ByteSet = setOf([0, 255])
