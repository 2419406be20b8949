import { add, idleMs, nothing, type Summary } from './summary.ts'

/** Visitors whose summaries an isolate keeps; the one not seen for longest goes first. */
export const mostVisitors = 10_000

interface Kept {
  /** All that is known, from everywhere. */
  known: Summary
  /** What this isolate has seen and not told yet. */
  untold: Summary
  toldAt: number
}

/** What an isolate knows of its visitors, by pseudonym. */
export class Memory {
  readonly #visitors = new Map<string, Kept>()

  /** What is known of a visitor at `now`; `undefined` for a new one, or one that was away. */
  recall(visitor: string, now: number): Summary | undefined {
    const kept = this.#visitors.get(visitor)
    return kept !== undefined && now - kept.known.last < idleMs ? kept.known : undefined
  }

  /** Adds what a visitor did. */
  note(visitor: string, visit: Summary): void {
    const before = this.#visitors.get(visitor)
    const fresh = before === undefined || visit.first - before.known.last >= idleMs
    const kept: Kept = fresh
      ? { known: visit, untold: visit, toldAt: visit.first }
      : { known: add(before.known, visit), untold: add(before.untold, visit), toldAt: before.toldAt }
    this.#visitors.delete(visitor)
    this.#visitors.set(visitor, kept)
    if (this.#visitors.size > mostVisitors) this.#visitors.delete(this.#visitors.keys().next().value as string)
  }

  /** What is to be told to the other isolates, and is told by being asked for: every 8 requests, or after 5 seconds. */
  take(visitor: string, now: number): Summary | undefined {
    const kept = this.#visitors.get(visitor)
    if (kept === undefined || kept.untold.requests === 0) return undefined
    if (kept.untold.requests < mostUntold && now - kept.toldAt < longestUntoldMs) return undefined
    const untold = kept.untold
    kept.untold = nothing
    kept.toldAt = now
    return untold
  }

  /** Takes over what all isolates know together; what has been seen here since is added. */
  learn(visitor: string, everywhere: Summary): void {
    const kept = this.#visitors.get(visitor)
    if (kept !== undefined) kept.known = add(everywhere, kept.untold)
  }
}

const mostUntold = 8
const longestUntoldMs = 5000
