import type { Range } from '../../http/range.ts'
import type { Head } from '../entry.ts'
import { Follower, type FollowerOptions } from './follower.ts'
import { frame, unframe } from './frame.ts'
import { type CacheLike, keepForYears, PlatformLog } from './platform-log.ts'
import { type Mark, maxVariants, type Purge, type Store, type Stored, type StoredBody } from './store.ts'
import { sameBody } from './target.ts'

export interface PlatformOptions extends FollowerOptions {
  /** Name of the cache (`caches.open`). @default 'sallyport' */
  readonly cache?: string
  /** @default 16777216 */
  readonly maxObjectBytes?: number
}

/** Bodies up to this lie beside their head: one look-up a hit. */
const inlineBytes = 65_536

/** What is written down of one stored answer. */
interface Entry {
  readonly head: Head
  readonly mark: Mark
  /** Offset of its body in the record, or the name of the body that lies by itself. */
  readonly body: number | string
}

interface Facts {
  /** In full: the record's address has only its digest. */
  readonly key: string
  readonly entries: readonly Entry[]
}

/** All variants of one key, with their short bodies. */
interface Group {
  readonly entries: readonly Entry[]
  readonly bodies: Uint8Array<ArrayBuffer>
}

/**
 * Keeps answers in the platform's Cache API: shared by the isolates of a data centre, reached by nobody else. Of that cache only the bytes
 * are used: key, variants, lifetimes and purges are our own (docs/cache-stores.md).
 */
export function platform(options: PlatformOptions = {}): PlatformStore {
  return new PlatformStore(options)
}

export class PlatformStore implements Store {
  readonly name = 'platform'
  readonly maxObjectBytes: number
  readonly #options: PlatformOptions
  readonly #follower: Follower
  /** The record of purges that is its own; none where it follows another's. */
  readonly #own: boolean
  readonly #base: string
  #cache: CacheLike | undefined

  constructor(options: PlatformOptions, follower?: Follower) {
    this.#options = options
    this.maxObjectBytes = options.maxObjectBytes ?? 16_777_216
    this.#base = 'https://cache.sallyport.invalid/'
    this.#own = follower === undefined
    this.#follower = follower ?? new Follower(new PlatformLog(() => this.#open(), `${this.#base}purges`), options)
  }

  /** The same store, which learns of purges from somebody else's record. */
  follow(follower: Follower): PlatformStore {
    return new PlatformStore(this.#options, follower)
  }

  mark(): Mark {
    return this.#follower.mark()
  }

  async get(key: string): Promise<readonly Stored[]> {
    const known = await this.#follower.current()
    const group = await this.#group(key)
    if (group === undefined) return []
    const found: Stored[] = []
    for (const { head, mark, body } of group.entries) {
      const fate = this.#follower.judge(key, head, mark)
      if (fate === 'gone') continue
      const open =
        typeof body === 'string' ? (range?: Range) => this.#body(body, head, range) : inline(group, body, head.bytes)
      // What nobody could vouch for is asked about before it is used.
      found.push({ head, purged: fate === 'purged' || !known, open })
    }
    return found
  }

  async put(key: string, head: Head, body: Blob): Promise<boolean> {
    if (body.size > this.maxObjectBytes || body.size !== head.bytes) return false
    if (!(await this.#follower.current())) return false
    const mark = head.mark ?? this.mark()
    if (this.#follower.judge(key, head, mark) === 'gone') return false
    const name = body.size > inlineBytes ? crypto.randomUUID() : undefined
    // The body first: no head is ever found without it.
    if (name !== undefined) await this.#write(`body/${name}`, body)
    const others = await this.#others(key, head.variant)
    await this.#writeGroup(key, [{ head, mark, body: name ?? body }, ...others.slice(0, maxVariants - 1)])
    return true
  }

  async freshen(key: string, head: Head, of: Head): Promise<boolean> {
    if (!(await this.#follower.current())) return false
    const group = await this.#group(key)
    const old = group?.entries.find(({ head: other }) => sameBody(other, of))
    if (group === undefined || old === undefined) return false
    if (this.#follower.judge(key, old.head, old.mark) === 'gone') return false
    const mark = head.mark ?? this.mark()
    const fresh = { head, mark, body: bodyOf(group, old) }
    await this.#writeGroup(key, [fresh, ...(await this.#others(key, head.variant))])
    return true
  }

  async delete(key: string): Promise<void> {
    await (await this.#open()).delete(await this.#urlOf(key))
    // Somebody who is just adding a variant would bring the others back.
    if (this.#own) await this.#follower.append({ target: { by: 'key', value: key }, soft: false })
  }

  /** Cannot know how many it meets. */
  async purge(purge: Purge): Promise<number> {
    if (this.#own) await this.#follower.append(purge)
    return 0
  }

  async #open(): Promise<CacheLike> {
    this.#cache ??= (await caches.open(this.#options.cache ?? 'sallyport')) as CacheLike
    return this.#cache
  }

  async #urlOf(key: string): Promise<string> {
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key)))
    return `${this.#base}key/${Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
  }

  async #group(key: string): Promise<Group | undefined> {
    const response = await (await this.#open()).match(await this.#urlOf(key))
    if (response === undefined) return undefined
    try {
      const { facts, rest } = unframe(await response.arrayBuffer())
      const { key: own, entries } = facts as Facts
      return own === key ? { entries, bodies: rest } : undefined
    } catch {
      return undefined // cut short
    }
  }

  /** The variants that stay beside a new one, each with its body or the name of it. */
  async #others(key: string, variant: string): Promise<readonly Written[]> {
    const group = await this.#group(key)
    if (group === undefined) return []
    return group.entries
      .filter(({ head, mark }) => head.variant !== variant && this.#follower.judge(key, head, mark) !== 'gone')
      .map((entry) => ({ ...entry, body: bodyOf(group, entry) }))
  }

  async #writeGroup(key: string, written: readonly Written[]): Promise<void> {
    let offset = 0
    const bodies: Blob[] = []
    const entries = written.map(({ head, mark, body }): Entry => {
      if (typeof body === 'string') return { head, mark, body }
      bodies.push(body)
      offset += body.size
      return { head, mark, body: offset - body.size }
    })
    await this.#put(await this.#urlOf(key), frame({ key, entries } satisfies Facts, bodies))
  }

  async #write(path: string, body: Blob): Promise<void> {
    await this.#put(this.#base + path, body)
  }

  async #put(url: string, body: Blob): Promise<void> {
    const headers = { 'content-type': 'application/octet-stream', 'cache-control': keepForYears }
    await (await this.#open()).put(url, new Response(body, { headers }))
  }

  async #body(name: string, head: Head, range: Range | undefined): Promise<StoredBody | undefined> {
    const { first, last } = range ?? { first: 0, last: head.bytes - 1 }
    const headers: Record<string, string> = range === undefined ? {} : { range: `bytes=${first}-${last}` }
    const response = await (await this.#open()).match(new Request(`${this.#base}body/${name}`, { headers }))
    const length = response?.headers.get('content-length')
    if (response?.body == null || response.status !== (range === undefined ? 200 : 206)) return undefined
    return Number(length) === last - first + 1 ? (response.body as StoredBody) : undefined
  }
}

interface Written {
  readonly head: Head
  readonly mark: Mark
  readonly body: Blob | string
}

const bodyOf = (group: Group, { head, body }: Entry): Blob | string =>
  typeof body === 'string' ? body : new Blob([group.bodies.subarray(body, body + head.bytes)])

const inline = (group: Group, offset: number, bytes: number): Stored['open'] => {
  let whole: Blob | undefined
  return (range) => {
    if (offset + bytes > group.bodies.length) return undefined
    whole ??= new Blob([group.bodies.subarray(offset, offset + bytes)])
    return range === undefined ? whole : whole.slice(range.first, range.last + 1)
  }
}
