import type { Range } from '../../http/range.ts'
import type { Head } from '../entry.ts'
import { epochOf, Journal } from './journal.ts'
import { type Mark, maxVariants, type Purge, type Store, type Stored, type Target } from './store.ts'
import { meets, sameBody } from './target.ts'

export interface MemoryOptions {
  /** Bytes of bodies, fields and book-keeping together. The isolate has 128 MiB for everything. @default 33554432 */
  readonly maxBytes?: number
  /** @default an eighth of `maxBytes` */
  readonly maxObjectBytes?: number
}

/**
 * What one stored answer costs beside its texts and its body: objects, map slots, the Blob, and its share of what the collector has not taken
 * back yet. Measured on workerd from outside (bench/cache-soak.ts).
 */
const overheadBytes = 6144

class Variant implements Stored {
  head: Head
  purged = false
  readonly body: Blob
  size: number

  constructor(head: Head, body: Blob) {
    this.head = head
    this.body = body
    this.size = sizeOf(head)
  }

  open(range?: Range): Blob {
    return range === undefined ? this.body : this.body.slice(range.first, range.last + 1)
  }
}

/** All variants of one key, newest first. Replaced, not changed: a request that holds one keeps what it saw. */
interface Group {
  readonly key: string
  variants: readonly Variant[]
  size: number
  proven: boolean
}

/**
 * Keeps answers in this isolate, within a bound in bytes. Segmented LRU: what has been asked for twice is kept apart (in four fifths of the
 * room) from what has come once, so that a crawler's walk over every page does not push out what people read.
 */
export function memory(options: MemoryOptions = {}): Store {
  return new MemoryStore(options)
}

class MemoryStore implements Store {
  readonly name = 'memory'
  readonly maxBytes: number
  readonly maxObjectBytes: number
  #held = 0
  #provenHeld = 0
  // A Map lists its keys in the order of their insertion: the first is the one that has waited longest.
  readonly #tried = new Map<string, Group>()
  readonly #proven = new Map<string, Group>()
  /** Keys by tag, and keys by URL where the key is more than the URL. */
  readonly #tags = new Map<string, Set<string>>()
  readonly #urls = new Map<string, Set<string>>()
  /** For answers that were under way during a purge. */
  readonly #journal = new Journal({ id: 'memory', epoch: 0, floor: 0, purges: [] })

  constructor({ maxBytes = 33_554_432, maxObjectBytes }: MemoryOptions) {
    this.maxBytes = maxBytes
    this.maxObjectBytes = Math.min(maxObjectBytes ?? Math.floor(maxBytes / 8), maxBytes)
  }

  /** Bytes held by its own account. */
  get held(): number {
    return this.#held
  }

  get(key: string): readonly Stored[] {
    const proven = this.#proven.get(key)
    if (proven !== undefined) {
      this.#proven.delete(key)
      this.#proven.set(key, proven)
      return proven.variants
    }
    const tried = this.#tried.get(key)
    if (tried === undefined) return nothing
    this.#tried.delete(key)
    tried.proven = true
    this.#proven.set(key, tried)
    this.#provenHeld += tried.size
    this.#settle()
    return tried.variants
  }

  mark(): Mark {
    return this.#journal.mark
  }

  put(key: string, head: Head, body: Blob): boolean {
    const fate = this.#fate(key, head)
    if (fate === 'gone') return false
    const variant = new Variant(head, body)
    variant.purged = fate === 'purged'
    if (head.bytes > this.maxObjectBytes || variant.size > this.maxBytes) return false
    const group = this.#group(key) ?? this.#begin(key)
    const others = group.variants.filter(({ head: other }) => other.variant !== head.variant).slice(0, maxVariants - 1)
    this.#replace(group, [variant, ...others])
    this.#settle()
    return true
  }

  freshen(key: string, head: Head, of: Head): boolean {
    const group = this.#group(key)
    const old = group?.variants.find(({ head: other }) => sameBody(other, of))
    const fate = this.#fate(key, head)
    if (group === undefined || old === undefined || fate === 'gone') return false
    const variant = new Variant(head, old.body)
    variant.purged = fate === 'purged'
    this.#replace(group, [variant, ...group.variants.filter((other) => other !== old)])
    this.#settle()
    return true
  }

  delete(key: string): void {
    const group = this.#group(key)
    if (group !== undefined) this.#remove(group)
  }

  purge({ target, soft }: Purge): number {
    this.#journal.append({ target, soft })
    let met = 0
    for (const key of this.#keysOf(target)) {
      const group = this.#group(key)
      if (group === undefined) continue
      const hit = group.variants.filter(({ head }) => meets(head, key, target))
      met += hit.length
      if (soft) for (const variant of hit) variant.purged = true
      else if (hit.length === group.variants.length) this.#remove(group)
      else
        this.#replace(
          group,
          group.variants.filter((variant) => !hit.includes(variant)),
        )
    }
    return met
  }

  /** A mark of another store's is that store's to judge. */
  #fate(key: string, head: Head): 'gone' | 'purged' | undefined {
    return epochOf(head.mark, this.#journal.id) === undefined ? undefined : this.#journal.judge(key, head, head.mark)
  }

  #group(key: string): Group | undefined {
    return this.#proven.get(key) ?? this.#tried.get(key)
  }

  #begin(key: string): Group {
    const group: Group = { key, variants: [], size: 0, proven: false }
    this.#tried.set(key, group)
    return group
  }

  #replace(group: Group, variants: readonly Variant[]): void {
    this.#unlist(group)
    const size = variants.reduce((sum, variant) => sum + variant.size, 2 * group.key.length)
    this.#held += size - group.size
    if (group.proven) this.#provenHeld += size - group.size
    group.variants = variants
    group.size = size
    this.#list(group)
  }

  #remove(group: Group): void {
    this.#unlist(group)
    this.#held -= group.size
    if (group.proven) this.#provenHeld -= group.size
    ;(group.proven ? this.#proven : this.#tried).delete(group.key)
  }

  /** Makes the bounds hold again. */
  #settle(): void {
    const provenBound = this.maxBytes * 0.8
    while (this.#provenHeld > provenBound && this.#proven.size > 1) {
      const [oldest] = this.#proven.values()
      if (oldest === undefined) break
      this.#proven.delete(oldest.key)
      oldest.proven = false
      this.#provenHeld -= oldest.size
      this.#tried.set(oldest.key, oldest)
    }
    while (this.#held > this.maxBytes) {
      const [oldest] = this.#tried.size > 0 ? this.#tried.values() : this.#proven.values()
      if (oldest === undefined) break
      this.#remove(oldest)
    }
  }

  #list(group: Group): void {
    for (const { head } of group.variants) {
      for (const tag of head.tags) add(this.#tags, tag, group.key)
      if (head.url !== group.key) add(this.#urls, head.url, group.key)
    }
  }

  #unlist(group: Group): void {
    for (const { head } of group.variants) {
      for (const tag of head.tags) take(this.#tags, tag, group.key)
      if (head.url !== group.key) take(this.#urls, head.url, group.key)
    }
  }

  #keysOf(target: Target): readonly string[] {
    if (target.by === 'key') return [target.value]
    if (target.by === 'tag') return [...(this.#tags.get(target.value) ?? [])]
    if (target.by === 'url') return [target.value, ...(this.#urls.get(target.value) ?? [])]
    return [...this.#tried.keys(), ...this.#proven.keys()]
  }
}

const nothing: readonly Stored[] = []

function sizeOf(head: Head): number {
  let characters = head.url.length + head.variant.length
  for (const [name, value] of head.fields) characters += name.length + value.length + 16
  for (const tag of head.tags) characters += tag.length + 64
  return head.bytes + characters + overheadBytes
}

function add(index: Map<string, Set<string>>, name: string, key: string): void {
  const keys = index.get(name)
  if (keys === undefined) index.set(name, new Set([key]))
  else keys.add(key)
}

function take(index: Map<string, Set<string>>, name: string, key: string): void {
  const keys = index.get(name)
  keys?.delete(key)
  if (keys?.size === 0) index.delete(name)
}
