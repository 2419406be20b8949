import type { PurgeLog } from './follower.ts'
import { Journal, type Logged, type News } from './journal.ts'
import type { Purge } from './store.ts'

/** As much of the platform's `Cache` as is used. */
export interface CacheLike {
  match(request: Request | string): Promise<Response | undefined>
  put(request: string, response: Response): Promise<void>
  delete(request: string): Promise<boolean>
}

/** How often a purge is written down again where somebody else has written over it. */
const attempts = 5

/**
 * The record of purges of one data centre, kept in its cache. That cache may forget it at any time, and two isolates may write over one
 * another: where either is seen, a record of another id is begun, and with it everything that was stored is gone.
 */
export class PlatformLog implements PurgeLog {
  readonly #open: () => Promise<CacheLike>
  readonly #url: string
  #known: News | undefined

  constructor(open: () => Promise<CacheLike>, url: string) {
    this.#open = open
    this.#url = url
  }

  async since(id: string | undefined, epoch: number): Promise<News> {
    const news = await this.#read()
    return news.id === id ? { ...news, purges: news.purges.filter((logged) => logged.epoch > epoch) } : news
  }

  async append(purge: Purge): Promise<void> {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const journal = new Journal(await this.#read())
      const logged = journal.append(purge)
      await this.#write(journal.news())
      const written = await this.#stored()
      if (written?.id === journal.id && covers(written, [logged])) {
        this.#known = written
        return
      }
    }
    await this.#begin()
  }

  async #read(): Promise<News> {
    const news = await this.#stored()
    const known = this.#known
    if (news === undefined || (known?.id === news.id && !covers(news, known.purges))) return this.#begin()
    this.#known = news
    return news
  }

  async #begin(): Promise<News> {
    const news: News = { id: crypto.randomUUID(), epoch: 0, floor: 0, purges: [] }
    await this.#write(news)
    this.#known = news
    return news
  }

  async #stored(): Promise<News | undefined> {
    const response = await (await this.#open()).match(this.#url)
    try {
      return response && ((await response.json()) as News)
    } catch {
      return undefined
    }
  }

  async #write(news: News): Promise<void> {
    const headers = { 'content-type': 'application/json', 'cache-control': keepForYears }
    await (await this.#open()).put(this.#url, new Response(JSON.stringify(news), { headers }))
  }
}

/** What the platform is told of everything that is put there: its own lifetimes are not used. */
export const keepForYears = 'public, max-age=31536000, immutable'

function covers({ purges, floor }: News, known: readonly Logged[]): boolean {
  const latest = new Map(purges.map((logged) => [nameOf(logged), logged.epoch]))
  return known.every((logged) => logged.epoch <= floor || (latest.get(nameOf(logged)) ?? -1) >= logged.epoch)
}

const nameOf = ({ target, soft }: Logged): string =>
  `${soft} ${target.by} ${target.by === 'everything' ? '' : target.value}`
