import type { Client } from '../../core/client.ts'
import type { Keys } from '../../core/keys.ts'
import type { Binding } from './binding.ts'

/** Who is asked, and with what. */
export interface Asked {
  readonly keys: Keys
  readonly binding: Binding
  readonly client: Client
  /** ms since the epoch. */
  readonly now: number
  readonly env: unknown
}

/** What a provider puts into the page. */
export interface Exercise {
  /** `data-` attributes of the page, for the script. */
  readonly data: Readonly<Record<string, string>>
  /** Markup of its own, ours or a constant: nothing of the request. */
  readonly markup?: string
}

/**
 * `passed`: a clearance. `failed`: none, without prejudice. `false`: the answer was forged, carried over or used before, which counts against its sender.
 */
export type Outcome =
  | { readonly outcome: 'passed' }
  | { readonly outcome: 'failed'; readonly reason: string }
  | { readonly outcome: 'false'; readonly state: 'forged' | 'transplanted' | 'replayed'; readonly reason: string }

/** One way to ask: proof of work of our own, or a service such as Turnstile. */
export interface ChallengeProvider {
  /** Kept in the clearance; letters, digits and `-`. */
  readonly name: string
  /** Inline script; the page’s policy names its hash. */
  readonly script: string
  /** Further sources of the policy, for a service’s script, frame and connections. @default none: everything is this site’s own */
  readonly sources?: { readonly script?: string; readonly frame?: string; readonly connect?: string }
  exercise(asked: Asked, score: number, random: () => number): Promise<Exercise>
  /** `fields`: what the page sent, at most 8 KB. */
  check(asked: Asked, fields: URLSearchParams): Promise<Outcome>
}
