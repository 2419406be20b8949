import { type ByteSet, bytesOf, has } from './byte-set.ts'
import { edge, isThere, type Place } from './place.ts'

/**
 * Bytes that no set and no place of a program tells apart are one class. `classes` itself, one more than the last, is the edge of the subject.
 */
export interface Tables {
  readonly classOf: Uint8Array
  readonly classes: number
  /** Set `s` has class `c`: at `s * (classes + 1) + c`. */
  readonly takes: Uint8Array
  /** What places must know of the class that was read last: `contextOf[classes]` before the first. */
  readonly contextOf: Uint8Array
  readonly contexts: number
  /** Place `p` is between context `x` and class `c`: at `(p * contexts + x) * (classes + 1) + c`. */
  readonly holds: Uint8Array
}

/** @param backwards what was read last stands behind a place */
export function tablesOf(sets: readonly ByteSet[], places: readonly Place[], backwards: boolean): Tables {
  const asked = places.map(({ set }) => set)
  const { numberOf: classOf, samples } = partition([...sets, ...asked])
  const classes = samples.length
  const stride = classes + 1
  const takes = new Uint8Array(sets.length * stride)
  sets.forEach((set, index) => {
    samples.forEach((byte, at) => {
      takes[index * stride + at] = has(set, byte) ? 1 : 0
    })
  })
  // Of lookbehinds (lookaheads when reading backwards) and boundaries.
  const looked = places.filter(({ kind }) => kind !== (backwards ? 'behind' : 'ahead')).map(({ set }) => set)
  const before = partition(looked)
  // Without places that look back, the edge is like any other byte.
  const first = looked.length === 0 ? 0 : 1
  const contexts = before.samples.length + first
  const contextOf = new Uint8Array(stride)
  samples.forEach((byte, at) => {
    contextOf[at] = (before.numberOf[byte] as number) + first
  })
  const holds = new Uint8Array(places.length * contexts * stride)
  places.forEach((place, index) => {
    for (let context = 0; context < contexts; context++) {
      const last = context < first ? edge : (before.samples[context - first] as number)
      for (let at = 0; at < stride; at++) {
        const coming = samples[at] ?? edge
        const there = backwards ? isThere(place, coming, last) : isThere(place, last, coming)
        holds[(index * contexts + context) * stride + at] = there ? 1 : 0
      }
    }
  })
  return { classOf, classes, takes, contextOf, contexts, holds }
}

/** Bytes by which of the sets they are in: the number of each, and a byte of each number. */
function partition(sets: readonly ByteSet[]): { numberOf: Uint8Array; samples: number[] } {
  const numberOf = new Uint8Array(256)
  const sizes = [256]
  for (const set of sets) {
    const bytes = bytesOf(set)
    const inside = new Map<number, number>()
    for (const byte of bytes) {
      const number = numberOf[byte] as number
      inside.set(number, (inside.get(number) ?? 0) + 1)
    }
    // A number whose bytes are all in the set stays as it is; of the others, those in the set get a new one.
    const moved = new Map<number, number>()
    for (const [number, count] of inside) {
      if (count === sizes[number]) continue
      sizes[number] = (sizes[number] as number) - count
      moved.set(number, sizes.push(count) - 1)
    }
    if (moved.size > 0)
      for (const byte of bytes) numberOf[byte] = moved.get(numberOf[byte] as number) ?? (numberOf[byte] as number)
  }
  const samples: number[] = []
  for (let byte = 255; byte >= 0; byte--) samples[numberOf[byte] as number] = byte
  return { numberOf, samples }
}
