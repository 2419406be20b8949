import type { Range } from '../../http/range.ts'
import type { Head } from '../entry.ts'

export type Awaitable<T> = T | Promise<T>

/** What a stored body can be given out as. Never a stream that another request could share. */
export type StoredBody = Blob | ReadableStream<Uint8Array<ArrayBuffer>>

/** One stored answer under a key. */
export interface Stored {
  readonly head: Head
  /** Purged softly: to be treated as stale from now on, and revalidated before its next use. */
  readonly purged: boolean
  /**
   * The body, or the bytes `range` of what is held (counted from the first byte that is held). `undefined`: it has gone in the
   * meantime, and the caller goes on as if nothing had been stored.
   */
  open(range?: Range): Awaitable<StoredBody | undefined>
}

/** What to purge. `key` is one key; `url` every key of that URL; `prefix` compares URLs up to any character; `host` is `host[:port]`. */
export type Target =
  | { readonly by: 'key' | 'url' | 'prefix' | 'host' | 'tag'; readonly value: string }
  | { readonly by: 'everything' }

export interface Purge {
  readonly target: Target
  /** Soft: kept, to be revalidated. Hard: gone. */
  readonly soft: boolean
}

/**
 * Where answers are kept. A key holds variants, which differ in what Vary named; `put` replaces the one of the same `head.variant`. A store
 * decides nothing about HTTP: it gives back what it was given, or nothing. It may forget anything at any time. It must never give back a
 * body that is not whole, nor, to a request that begins after `delete` or `purge` has resolved, what these named.
 *
 * `test/cache/store-suite.ts` holds every store to this.
 */
export interface Store {
  /** Lower-case noun, for verdicts and logs. */
  readonly name: string
  /** Largest body that `put` may be given, in bytes. */
  readonly maxObjectBytes: number
  /**
   * Variants, newest first. Empty: nothing there. At most `maxVariants`.
   *
   * @param wanted what the request could use at once: a store of several tiers looks no further where it has such a one
   */
  get(key: string, wanted?: (stored: Stored) => boolean): Awaitable<readonly Stored[]>
  /**
   * Whether it was kept. `body` holds `head.bytes` bytes.
   *
   * @param later takes what may go on when the answer has left; without it, all is done when this resolves
   */
  put(key: string, head: Head, body: Blob, later?: (promise: Promise<unknown>) => void): Awaitable<boolean>
  /**
   * A new head for the body that is there already (304, HEAD); ends a soft purge. Whether there was one.
   *
   * @param of the head that it takes the place of: another body may have been stored meanwhile (`sameBody`)
   */
  freshen(key: string, head: Head, of: Head): Awaitable<boolean>
  delete(key: string): Awaitable<void>
  /**
   * Taken before the origin is asked, put into the head of what it answers: a store that is shared then tells an answer that was under way
   * during a purge from one that was asked for after it.
   */
  mark?(): Mark
  /** How many stored answers it met; may be an estimate, 0 where the store cannot know. */
  purge(purge: Purge): Awaitable<number>
}

/**
 * How far a store knew of purges at some moment. Text of the store's own making: whose record of purges it is, and the number of the last
 * one. `undefined` where it keeps no such record.
 */
export type Mark = string | undefined

/** Variants of one key; the oldest makes room. */
export const maxVariants = 32
