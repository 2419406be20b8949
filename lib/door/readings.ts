import { canonicalPath } from './path.ts'

/** How else an origin might read a canonical path. */
export interface Readings {
  /** Every other path that some origin could make of it; empty when there is only one way to read it. */
  readonly paths: readonly string[]
  /** Whether one of them has a dot segment, which no honest client hides. */
  readonly hiddenDotSegment: boolean
}

type Reader = (path: string) => string

const decodeOnce: Reader = (path) =>
  path.replace(/%([0-7][0-9A-F])/gi, (whole, hex: string) => {
    const char = String.fromCharCode(Number.parseInt(hex, 16))
    return /[\x21-\x7e]/.test(char) ? char : whole
  })

/** What readers in the field do, in the order in which they do it; every combination is tried. */
const readers: readonly Reader[] = [
  decodeOnce, // by a proxy that hands the decoded path on
  decodeOnce, // and again by the application behind it
  (path) => path.replace(/%2F/gi, '/'),
  (path) => path.replace(/%5C|\\/gi, '/'),
  (path) => path.replace(/(?:;|%3B)[^/]*/gi, ''), // path parameters dropped, as servlet containers do
]

/** All readings of a canonical path: 2^5 combinations at most, each linear in its length; those that come to the same are read once. */
export function readings(path: string): Readings {
  const read = new Set([path])
  for (const reader of readers) for (const text of [...read]) read.add(reader(text))
  const found = new Set<string>()
  let hiddenDotSegment = false
  for (const text of read) {
    const { path: reading, rows } = canonicalPath(text)
    hiddenDotSegment ||= rows.includes('dot-segment')
    if (reading !== path) found.add(reading)
  }
  return { paths: [...found], hiddenDotSegment }
}
