import type { Range } from '../http/range.ts'

/** A field that Vary named, with the value that the stored answer was chosen by, normalised; `null`: the request did not have it. */
export type VaryField = readonly [name: string, value: string | null]

/** When a stored answer may be used without asking. */
export type Revalidation =
  | 'when-stale' // it may also be served stale, inside a window
  | 'must-when-stale' // never stale: must-revalidate, proxy-revalidate, s-maxage
  | 'always' // no-cache

/** Bytes that are held, of how many. */
export interface Part extends Range {
  readonly total: number
  /** The Range that was asked for and the Content-Range of the answer: the same question gets the same answer again. */
  readonly answered: { readonly range: string; readonly contentRange: string } | undefined
}

/**
 * All that is known of a stored answer but its body: plain data, which may be shared between requests, kept as JSON, and is never changed
 * once stored. Lifetimes and flags are worked out when it is stored, so that a hit reads numbers only.
 */
export interface Head {
  /** Canonical URL with the query that is part of the key: what purging by URL, prefix and host compares. */
  readonly url: string
  /** Tells variants of one key apart: what Vary selected it by. */
  readonly variant: string
  readonly vary: readonly VaryField[]
  readonly status: number
  /** As they came, names in lower case; Set-Cookie is repeated. Without Age, Content-Length and what speaks of one connection. */
  readonly fields: readonly (readonly [name: string, value: string])[]
  readonly etag: string | undefined
  /** ms */
  readonly lastModified: number | undefined
  /** ms: when the origin made it, or when it came. */
  readonly date: number
  /** ms: when it came. */
  readonly received: number
  /** Seconds: its age when it came (RFC 9111, section 4.2.3, `corrected_initial_age`). */
  readonly initialAge: number
  /** Seconds. */
  readonly lifetime: number
  readonly revalidation: Revalidation
  /** Seconds after its lifetime. */
  readonly staleWhileRevalidate: number
  /** Seconds after its lifetime, as the origin said; `undefined`: it did not say. */
  readonly staleIfError: number | undefined
  /** Bytes that are held. */
  readonly bytes: number
  /** Of a 206: what is held of the content. */
  readonly part: Part | undefined
  readonly tags: readonly string[]
  /** Of the store: which purges it knew of when the origin was asked. */
  readonly mark?: string | undefined
}

/** Whole seconds since the origin made it. A clock that goes back makes nothing younger than it came. */
export const ageOf = ({ initialAge, received }: Head, now: number): number =>
  initialAge + Math.max(0, Math.floor((now - received) / 1000))

/** Seconds for which it is fresh yet; negative: for how long it has been stale. */
export const ttlOf = (head: Head, now: number): number => head.lifetime - ageOf(head, now)
