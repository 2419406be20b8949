import type { Head } from '../entry.ts'
import type { Mark, Purge, Target } from './store.ts'
import { hostOf } from './target.ts'

/** One purge as it is written down, with its number. */
export interface Logged {
  readonly target: Target
  readonly soft: boolean
  readonly epoch: number
}

/**
 * What has been purged since some epoch. `id` is whose record it is: with another id, or from before `floor`, nothing is known of what has
 * been purged, and everything older counts as gone.
 */
export interface News {
  readonly id: string
  readonly epoch: number
  readonly floor: number
  readonly purges: readonly Logged[]
}

/** Different targets that are remembered one by one; beyond, the oldest are forgotten into `floor`. */
export const maxPurges = 4096

/** Prefixes have to be tried one by one. */
export const maxPrefixes = 256

interface Epochs {
  readonly target: Target
  hard: number
  soft: number
}

/**
 * The purges of a store that cannot list what it holds, or of which others hold copies: each answer is marked with what had been purged
 * when its origin was asked, and is judged by what has been purged since. A purge costs the same however much it meets, and a storm of them
 * costs a bounded room: what is forgotten makes answers go too early, never stay too long.
 */
export class Journal {
  readonly id: string
  #epoch: number
  #floor: number
  // In the order of their last epoch: the first is the oldest.
  readonly #records = new Map<string, Epochs>()
  readonly #prefixes = new Map<string, Epochs>()

  constructor({ id, epoch, floor, purges }: News) {
    this.id = id
    this.#epoch = epoch
    this.#floor = floor
    for (const logged of purges) this.#note(logged)
  }

  get epoch(): number {
    return this.#epoch
  }

  get mark(): string {
    return markOf(this.id, this.#epoch)
  }

  /** Purges that are remembered. */
  get size(): number {
    return this.#records.size + this.#prefixes.size
  }

  /** A purge of one's own; what it is written down as. */
  append({ target, soft }: Purge): Logged {
    const logged = { target, soft, epoch: this.#epoch + 1 }
    this.add(logged)
    return logged
  }

  /** One that was read. In the order of their epochs. */
  add(logged: Logged): void {
    this.#epoch = Math.max(this.#epoch, logged.epoch)
    this.#note(logged)
  }

  #note({ target, soft, epoch }: Logged): void {
    const records = target.by === 'prefix' ? this.#prefixes : this.#records
    const name = nameOf(target)
    const known = records.get(name) ?? { target, hard: 0, soft: 0 }
    records.delete(name)
    records.set(name, known)
    if (soft) known.soft = epoch
    else known.hard = epoch
    const most = target.by === 'prefix' ? maxPrefixes : maxPurges
    if (records.size <= most) return
    // A quarter at once: a storm must not shift the map by one for each drop.
    let surplus = records.size - Math.floor(most * 0.75)
    for (const [oldest, { hard, soft: mild }] of records) {
      if (surplus-- <= 0) break
      records.delete(oldest)
      this.#floor = Math.max(this.#floor, hard, mild)
    }
  }

  /** What has become of an answer: `purged` softly, `gone`, or nothing. One with a mark of another's making is gone. */
  judge(key: string, head: Head, mark: Mark): 'gone' | 'purged' | undefined {
    const since = epochOf(mark, this.id)
    if (since === undefined || since < this.#floor) return 'gone'
    if (since >= this.#epoch) return undefined
    let soft = false
    for (const name of namesOf(key, head)) {
      const met = this.#records.get(name)
      if (met === undefined) continue
      if (met.hard > since) return 'gone'
      soft ||= met.soft > since
    }
    for (const { target, hard, soft: mild } of this.#prefixes.values()) {
      if (Math.max(hard, mild) <= since || !head.url.startsWith((target as { value: string }).value)) continue
      if (hard > since) return 'gone'
      soft = true
    }
    return soft ? 'purged' : undefined
  }

  /** To be written down, or told. */
  news(since = -1): News {
    const purges: Logged[] = []
    for (const { target, hard, soft } of [...this.#records.values(), ...this.#prefixes.values()]) {
      if (soft > since) purges.push({ target, soft: true, epoch: soft })
      if (hard > since) purges.push({ target, soft: false, epoch: hard })
    }
    purges.sort((a, b) => a.epoch - b.epoch)
    return { id: this.id, epoch: this.#epoch, floor: this.#floor, purges }
  }
}

export const markOf = (id: string, epoch: number): string => `${id}:${epoch}`

/** The number in a mark; `undefined` where it is of another record. */
export function epochOf(mark: Mark, id: string): number | undefined {
  if (mark === undefined || !mark.startsWith(`${id}:`)) return undefined
  const epoch = Number(mark.slice(id.length + 1))
  return Number.isSafeInteger(epoch) ? epoch : undefined
}

const nameOf = (target: Target): string => (target.by === 'everything' ? '*' : `${target.by} ${target.value}`)

function namesOf(key: string, head: Head): readonly string[] {
  const names = ['*', `key ${key}`, `url ${head.url}`, `host ${hostOf(head.url)}`]
  for (const tag of head.tags) names.push(`tag ${tag}`)
  return names
}
