import type { Head } from '../entry.ts'
import { Journal, type Logged, type News } from './journal.ts'
import type { Mark, Purge } from './store.ts'

/** Where purges are written down for everybody who holds copies. */
export interface PurgeLog {
  /** What has been purged after `epoch` of the record `id`; of another record, all that is known. */
  since(id: string | undefined, epoch: number): Promise<News>
  append(purge: Purge): Promise<void>
}

export interface FollowerOptions {
  /** How old the knowledge of purges made elsewhere may be. 0: asked on every request. @default 5 */
  readonly recheckSeconds?: number
  /** ms since the epoch. @default Date.now */
  readonly clock?: () => number
}

/**
 * What one isolate knows of the purges that are made anywhere. Its knowledge is never older than `recheckSeconds` when it is used; from half
 * of that on, one request asks ahead while the others go on.
 */
export class Follower {
  readonly #log: PurgeLog
  readonly #recheckMs: number
  readonly #clock: () => number
  /** Told of each purge once, in order; `undefined`: of everything. */
  readonly #told: (logged: Logged | undefined) => void
  #journal: Journal | undefined
  #checked = Number.NEGATIVE_INFINITY
  #asking = Number.NEGATIVE_INFINITY

  constructor(log: PurgeLog, options: FollowerOptions, told: (logged: Logged | undefined) => void = () => undefined) {
    this.#log = log
    this.#recheckMs = (options.recheckSeconds ?? 5) * 1000
    this.#clock = options.clock ?? Date.now
    this.#told = told
  }

  get id(): string | undefined {
    return this.#journal?.id
  }

  mark(): Mark {
    return this.#journal?.mark
  }

  /** Makes sure that the knowledge is young enough. @returns a promise only where that takes asking; `false`: nobody could be asked */
  current(): true | Promise<boolean> {
    const now = this.#clock()
    const age = now - this.#checked
    if (this.#recheckMs > 0 && age < this.#recheckMs) {
      if (age < this.#recheckMs / 2 || now - this.#asking < this.#recheckMs / 2) return true
    }
    return this.check()
  }

  /** Asks now. */
  async check(): Promise<boolean> {
    const began = this.#clock()
    this.#asking = began
    try {
      this.#take(await this.#log.since(this.#journal?.id, this.#journal?.epoch ?? -1))
      this.#checked = Math.max(this.#checked, began)
      return true
    } catch {
      return false
    }
  }

  /** A purge that is known to everybody who asks, once it has resolved. */
  async append(purge: Purge): Promise<void> {
    await this.#log.append(purge)
    if (!(await this.check())) throw new Error('the purge is written down, but could not be read back')
  }

  /** Answers marked before anything was known here are gone. */
  judge(key: string, head: Head, mark: Mark): 'gone' | 'purged' | undefined {
    return this.#journal === undefined ? 'gone' : this.#journal.judge(key, head, mark)
  }

  #take(news: News): void {
    const journal = this.#journal
    if (journal === undefined || journal.id !== news.id || journal.epoch < news.floor) {
      this.#journal = new Journal(news)
      if (journal !== undefined) this.#told(undefined)
      return
    }
    for (const logged of news.purges) {
      if (logged.epoch <= journal.epoch) continue // an answer that was overtaken by a later one
      journal.add(logged)
      this.#told(logged)
    }
  }
}
