import type { Range } from '../../http/range.ts'
import type { Head } from '../entry.ts'
import type { PurgeLog } from './follower.ts'
import { frame, unframe } from './frame.ts'
import type { News } from './journal.ts'
import type { Mark, Purge, Store, Stored, StoredBody } from './store.ts'

/** A Durable Object binding, as far as it is used. */
export interface ObjectNamespace {
  idFromName(name: string): unknown
  // biome-ignore lint/suspicious/noExplicitAny: the platform's id and stub are not typed here
  get(id: any): { fetch(request: Request): Promise<Response> }
}

export interface DurableOptions {
  /** Which object: answers of one name are one store. @default 'cache' */
  readonly name?: string
  /** @default 16777216 */
  readonly maxObjectBytes?: number
}

/**
 * Keeps answers in one Durable Object (`cacheObject`): the same for everybody everywhere, and purged for everybody in one step.
 *
 * @param namespace the binding of the exported class
 */
export function durable(namespace: ObjectNamespace, options: DurableOptions = {}): DurableStore {
  return new DurableStore(namespace, options)
}

interface Found {
  readonly id: string
  readonly head: Head
  readonly purged: boolean
  readonly remote: boolean
  /** Where its body begins, if it came along. */
  readonly at?: number
}

export class DurableStore implements Store {
  readonly name = 'durable'
  readonly maxObjectBytes: number
  /** The record of purges, for stores that hold copies. */
  readonly log: PurgeLog
  readonly #namespace: ObjectNamespace
  readonly #object: string
  #mark: Mark

  constructor(namespace: ObjectNamespace, { name = 'cache', maxObjectBytes = 16_777_216 }: DurableOptions) {
    this.#namespace = namespace
    this.#object = name
    this.maxObjectBytes = maxObjectBytes
    this.log = {
      since: async (id, epoch) => (await (await this.#ask('since', { id, epoch })).json()) as News,
      append: async (purge) => void (await this.#ask('purge', { purge })),
    }
  }

  mark(): Mark {
    return this.#mark
  }

  async get(key: string): Promise<readonly Stored[]> {
    const response = await this.#ask('get', { key })
    const { facts, rest } = unframe(await response.arrayBuffer())
    return (facts as readonly Found[]).map((found) => ({
      head: found.head,
      purged: found.purged,
      open: found.at === undefined ? (range) => this.#open(found, range) : inline(rest, found.at, found.head.bytes),
    }))
  }

  async put(key: string, head: Head, body: Blob): Promise<boolean> {
    if (body.size > this.maxObjectBytes || body.size !== head.bytes) return false
    return (await (await this.#send('put', frame({ key, head }, [body]))).json()) as boolean
  }

  async freshen(key: string, head: Head, of: Head): Promise<boolean> {
    return (await (await this.#ask('freshen', { key, head, of })).json()) as boolean
  }

  async delete(key: string): Promise<void> {
    await this.purge({ target: { by: 'key', value: key }, soft: false })
  }

  async purge(purge: Purge): Promise<number> {
    return (await (await this.#ask('purge', { purge })).json()) as number
  }

  async #open({ id, head, remote }: Found, range: Range | undefined): Promise<StoredBody | undefined> {
    const { first, last } = range ?? { first: 0, last: head.bytes - 1 }
    try {
      const response = await this.#ask('body', { body: id, first, last, remote })
      return (response.body as StoredBody | null) ?? undefined
    } catch {
      return undefined
    }
  }

  #ask(operation: string, asked: unknown): Promise<Response> {
    return this.#send(operation, JSON.stringify(asked))
  }

  /** A stub belongs to the request that made it, so each has its own. */
  async #send(operation: string, body: string | Blob): Promise<Response> {
    const stub = this.#namespace.get(this.#namespace.idFromName(this.#object))
    const response = await stub.fetch(
      new Request(`https://cache.sallyport.invalid/${operation}`, { method: 'POST', body }),
    )
    if (!response.ok) throw new Error(`the cache's object answered ${response.status} to ${operation}`)
    this.#mark = response.headers.get('sallyport-mark') ?? undefined
    return response
  }
}

const inline = (bytes: Uint8Array<ArrayBuffer>, at: number, length: number): Stored['open'] => {
  const body = new Blob([bytes.subarray(at, at + length)])
  return (range) => (range === undefined ? body : body.slice(range.first, range.last + 1))
}
