import { maxDeltaSeconds, parseDeltaSeconds } from '../../http/cache-control.ts'

/**
 * The first member of Age, in seconds; 0 where it is no number (RFC 9111, section 5.1: ignored).
 *
 * @param strict several fields, which the platform joins by a comma and a blank, contradict each other, and what is no number means nothing
 *   good: as old as can be
 */
export function parseAge(text: string | null, strict = false): number {
  if (text === null) return 0
  if (strict && !/^\d+(?:,\d+)*$/.test(text)) return maxDeltaSeconds
  const [first = ''] = text.split(',', 1)
  return parseDeltaSeconds(first.trim()) ?? 0
}

export interface Arrived {
  /** The Age field. */
  readonly age: string | null
  /** The Date field, ms; `undefined` where there is none that can be read. */
  readonly date: number | undefined
  /** ms: when the request left. */
  readonly requested: number
  /** ms: when the head of the answer came. */
  readonly received: number
}

/** How old an answer was when it came: `corrected_initial_age` of RFC 9111, section 4.2.3. Whole seconds, 0 to 2^31. */
export function initialAge({ age, date, requested, received }: Arrived, strict = false): number {
  const apparent = date === undefined ? 0 : Math.max(0, Math.floor((received - date) / 1000))
  const delay = Math.max(0, Math.floor((received - requested) / 1000))
  return Math.min(Math.max(apparent, parseAge(age, strict) + delay), maxDeltaSeconds)
}
