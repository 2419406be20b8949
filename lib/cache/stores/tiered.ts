import type { Head } from '../entry.ts'
import { Follower, type FollowerOptions, type PurgeLog } from './follower.ts'
import type { Awaitable, Mark, Purge, Store, Stored } from './store.ts'

/** A store that may be a tier. */
export interface Tier extends Store {
  /** Its record of purges, where it keeps one that all can read. */
  readonly log?: PurgeLog
  /** The same store, which learns of purges from somebody else's record. Without it, a tier has to purge synchronously. */
  follow?(follower: Follower): Store
}

export type TieredOptions = FollowerOptions

/** Bodies that come as a stream are copied up to this: a longer one would have to be read before its first byte is sent. */
const copiedBytes = 1_048_576

/**
 * Several stores as one, nearest first: `tiered(memory(), platform(), durable(env.CACHE))`. What is put goes to all of them; what is found
 * further down is copied up. The last one that keeps a record of purges decides what is gone: the tiers before it hold copies, and a purge
 * that was made elsewhere reaches them after `recheckSeconds` at the latest (docs/cache-stores.md).
 */
export function tiered(...tiers: readonly [...(readonly Tier[]), TieredOptions] | readonly Tier[]): Store {
  const given: readonly (Tier | TieredOptions)[] = tiers
  return new TieredStore(given.filter(isTier), given.find((one): one is TieredOptions => !isTier(one)) ?? {})
}

const isTier = (given: Tier | TieredOptions): given is Tier => 'get' in given

class TieredStore implements Store {
  readonly name = 'tiered'
  readonly maxObjectBytes: number
  readonly #tiers: readonly Store[]
  /** How many of the tiers, from the nearest on, hold copies only. */
  readonly #copies: number
  readonly #follower: Follower | undefined

  constructor(tiers: readonly Tier[], options: TieredOptions) {
    this.maxObjectBytes = Math.max(...tiers.map((tier) => tier.maxObjectBytes))
    this.#copies = tiers.findLastIndex((tier) => tier.log !== undefined)
    const log = tiers[this.#copies]?.log
    const follower =
      log &&
      new Follower(log, options, (logged) => {
        const purge = logged ?? { target: { by: 'everything' }, soft: false }
        for (const tier of this.#told) void tier.purge(purge)
      })
    this.#follower = follower
    this.#tiers = tiers.map((tier, at) => (at < this.#copies && follower && tier.follow ? tier.follow(follower) : tier))
  }

  /** Copies that have to be told of each purge. */
  get #told(): readonly Store[] {
    return this.#tiers.slice(0, Math.max(0, this.#copies)).filter((tier) => !('follow' in tier))
  }

  mark(): Mark {
    return this.#follower?.mark()
  }

  get(key: string, wanted: (stored: Stored) => boolean = () => true): Awaitable<readonly Stored[]> {
    const known = this.#follower?.current() ?? true
    if (known !== true) return known.then((vouched) => this.#get(key, wanted, vouched))
    const near = this.#tiers[0]?.get(key)
    return near !== undefined && !(near instanceof Promise) && near.some(wanted)
      ? near
      : this.#get(key, wanted, true, near)
  }

  async #get(
    key: string,
    wanted: (stored: Stored) => boolean,
    vouched: boolean,
    near?: Awaitable<readonly Stored[]>,
  ): Promise<readonly Stored[]> {
    let found: readonly Stored[] = []
    for (const [at, tier] of this.#tiers.entries()) {
      const mark = this.mark()
      const here = await attempt(() => (at === 0 && near !== undefined ? near : tier.get(key)), nothing)
      // Copies that nobody can vouch for are asked about before they are used.
      const usable = at < this.#copies && !vouched ? here.map(doubtful) : here
      const copied =
        at === 0 ? usable : await Promise.all(usable.map((stored) => this.#copy(key, stored, at, wanted, mark)))
      found = merged(found, copied)
      if (found.some(wanted)) break
    }
    return found
  }

  /** Copies what is wanted to the nearer tiers. */
  async #copy(
    key: string,
    stored: Stored,
    from: number,
    wanted: (stored: Stored) => boolean,
    mark: Mark,
  ): Promise<Stored> {
    const { head, purged } = stored
    if (purged || !wanted(stored)) return stored
    const opened = await attempt(() => stored.open(), undefined)
    const body =
      opened instanceof Blob || opened === undefined
        ? opened
        : head.bytes <= copiedBytes
          ? await attempt(() => new Response(opened).blob(), undefined)
          : void opened.cancel().catch(() => undefined)
    if (body?.size !== head.bytes) return stored
    // What the deciding tier has now, no purge before `mark` has met.
    const copy = from < this.#copies ? head : { ...head, mark }
    for (let at = from - 1; at >= 0; at--) {
      if (this.#follower !== undefined && this.#follower.judge(key, copy, copy.mark) !== undefined) break
      await attempt(() => this.#tiers[at]?.put(key, copy, body) ?? false, false)
    }
    return { head, purged, open: (range) => (range === undefined ? body : body.slice(range.first, range.last + 1)) }
  }

  async put(key: string, head: Head, body: Blob, later?: (promise: Promise<unknown>) => void): Promise<boolean> {
    if (this.mark() === undefined) await this.#follower?.current()
    const marked = { ...head, mark: head.mark ?? this.mark() }
    // Two fates are not for a store to keep: gone already, or to be asked about, which a nearer tier cannot be told.
    if (this.#follower !== undefined && this.#follower.judge(key, marked, marked.mark) !== undefined) return false
    const near = this.#tiers[0]?.put(key, marked, body) ?? false
    const others = this.#tiers.slice(1).map((tier) => attempt(() => tier.put(key, marked, body), false))
    if (later !== undefined && near === true) {
      later(Promise.all(others))
      return true
    }
    const kept = await Promise.all([attempt(() => near, false), ...others])
    return kept.includes(true)
  }

  async freshen(key: string, head: Head, of: Head): Promise<boolean> {
    const marked = { ...head, mark: head.mark ?? this.mark() }
    const kept = await Promise.all(this.#tiers.map((tier) => attempt(() => tier.freshen(key, marked, of), false)))
    return kept.includes(true)
  }

  async delete(key: string): Promise<void> {
    for (const tier of this.#tiers.toReversed()) await tier.delete(key)
    await this.#settled()
  }

  /** From the last tier up: what has been purged further down cannot be copied up again. */
  async purge(purge: Purge): Promise<number> {
    let met = 0
    for (const tier of this.#tiers.toReversed()) met = Math.max(met, await tier.purge(purge))
    await this.#settled()
    return met
  }

  /** The copies know of it too. */
  async #settled(): Promise<void> {
    if (this.#follower !== undefined && !(await this.#follower.check())) {
      throw new Error('cache: the record of purges could not be read; the tiers before it may not know of this one yet')
    }
  }
}

const doubtful = (stored: Stored): Stored => ({
  head: stored.head,
  purged: true,
  open: (range) => stored.open(range),
})

const nothing: readonly Stored[] = []

/** A tier that fails is as good as one that has nothing. */
async function attempt<T>(task: () => Awaitable<T>, otherwise: T): Promise<T> {
  try {
    return await task()
  } catch {
    return otherwise
  }
}

/** Of each variant the one that came last, newest first. */
function merged(near: readonly Stored[], far: readonly Stored[]): readonly Stored[] {
  if (near.length === 0) return far
  const newest = new Map(near.map((stored) => [stored.head.variant, stored]))
  for (const stored of far) {
    const known = newest.get(stored.head.variant)
    if (known === undefined || known.head.received < stored.head.received || (known.purged && !stored.purged)) {
      newest.set(stored.head.variant, stored)
    }
  }
  return [...newest.values()].sort((a, b) => b.head.received - a.head.received)
}
