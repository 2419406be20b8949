/** What a detector says of a value that would change the structure of what it is put into. */
export interface Finding {
  /** What the value was read as: `shell`, `path`, `jndi`, ... */
  readonly language: string
  /** Where in that language it takes hold: `after ;`, `in double quotes`, `expression`, ... */
  readonly context: string
  /** Why, in a few words of ours: never a byte of the value. */
  readonly reason: string
  /** The bytes that say so: start, and end (exclusive), in the value handed in. */
  readonly span: readonly [start: number, end: number]
  /** 0 to 1. From 0.8: refuse it wherever it stands (paranoia 1); from 0.5: paranoia 2; below: 3 and more. */
  readonly confidence: number
}

/** A detector: pure, linear in the length of the value, never throws. The value is a byte string. */
export type Detector = (value: string) => Finding | undefined

/**
 * More of something than is looked at: what comes after could hide anything, so it counts as found.
 * @param at where looking ended
 */
export function pastBound(language: string, at: number, end: number): Finding {
  return {
    language,
    context: 'bound',
    reason: 'more places than are looked at',
    span: [at, Math.max(end, at + 1)],
    confidence: 0.8,
  }
}

/** The surer of two findings; of equally sure ones the first. */
export function surer(a: Finding | undefined, b: Finding | undefined): Finding | undefined {
  if (!a || !b) return a ?? b
  return b.confidence > a.confidence ? b : a
}
