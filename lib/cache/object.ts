import type { Head } from './entry.ts'
import { frame } from './stores/frame.ts'
import { Intake } from './stores/intake.ts'
import { Landings } from './stores/landings.ts'
import { chunkBytes, Shelf, type ShelfStorage } from './stores/shelf.ts'
import type { Purge } from './stores/store.ts'

/** As much of an R2 bucket as is used. */
export interface Bucket {
  put(name: string, body: ReadableStream): Promise<unknown>
  get(name: string, options?: { range: { offset: number; length: number } }): Promise<{ body: ReadableStream } | null>
  delete(names: string[]): Promise<void>
}

/** As much of a Durable Object's state as is used. */
export interface ObjectState {
  readonly storage: ShelfStorage & {
    getAlarm(): Promise<number | null>
    setAlarm(at: number): Promise<void>
  }
}

// biome-ignore lint/suspicious/noExplicitAny: Env is the worker's
export interface CacheObjectOptions<Env = any> {
  /** A bucket for long bodies. @default all bodies lie in SQLite */
  readonly bodies?: (env: Env) => Bucket | undefined
  /** Bodies from this on go to the bucket. @default 1048576 */
  readonly bucketFromBytes?: number
  /** Bytes of all bodies. One object has room for 10 GB. @default 1073741824 */
  readonly maxBytes?: number
}

/** What a class exported from the worker has to be. */
export interface CacheObject {
  fetch(request: Request): Promise<Response>
  alarm(): Promise<void>
}

export type CacheObjectClass<Env> = new (state: ObjectState, env: Env) => CacheObject

/** Bodies up to this come with their heads: one round trip a hit. */
const inlineBytes = 65_536
const inlineBudget = 1_048_576

/** Bodies swept away in one go. */
const sweptAtOnce = 128

/**
 * The Durable Object behind `durable()`: `export const CacheObject = cacheObject()` in the worker, and a migration with
 * `new_sqlite_classes`. Only the worker's own binding reaches it.
 */
export function cacheObject<Env>(
  options: CacheObjectOptions<Env> = {},
): new (
  state: ObjectState,
  env: Env,
) => CacheObject {
  return class implements CacheObject {
    readonly #state: ObjectState
    readonly #shelf: Shelf
    readonly #bucket: Bucket | undefined
    readonly #landings = new Landings()

    constructor(state: ObjectState, env: Env) {
      this.#state = state
      this.#bucket = options.bodies?.(env)
      this.#shelf = new Shelf(state.storage, { maxBytes: options.maxBytes ?? 1_073_741_824 }, crypto.randomUUID())
    }

    async fetch(request: Request): Promise<Response> {
      const answer = await this.#answer(new URL(request.url).pathname, request)
      const response = answer instanceof Response ? answer : Response.json(answer ?? null)
      response.headers.set('sallyport-mark', this.#shelf.mark)
      return response
    }

    async alarm(): Promise<void> {
      const swept = this.#shelf.sweep(Date.now(), sweptAtOnce)
      const remote = swept.filter((doomed) => doomed.remote).map(({ id }) => id)
      if (remote.length > 0) await this.#bucket?.delete(remote)
      await this.#schedule()
    }

    async #answer(operation: string, request: Request): Promise<unknown> {
      if (operation === '/put') return this.#put(request)
      const asked = (await request.json()) as Asked
      const now = Date.now()
      switch (operation) {
        case '/get':
          return this.#get(asked.key, now)
        case '/body':
          return this.#body(asked)
        case '/freshen':
          return this.#shelf.freshen(asked.key, asked.head, asked.of, now)
        case '/purge': {
          const met = this.#shelf.purge(asked.purge, now)
          await this.#schedule()
          return met
        }
        case '/lead':
          return this.#landings.lead(asked.flight, crypto.randomUUID(), asked.ms)
        case '/land':
          return this.#landings.land(asked.flight, asked.token, asked.kept)
        case '/since':
          return this.#shelf.news(asked.id, asked.epoch)
        default:
          return new Response(null, { status: 404 })
      }
    }

    /** Heads, and the short bodies with them. */
    #get(key: string, now: number): Response {
      let budget = inlineBudget
      let offset = 0
      const bodies: Blob[] = []
      const found = this.#shelf.get(key, now).map(({ id, head, purged, remote }) => {
        const short = !remote && head.bytes <= inlineBytes && head.bytes <= budget
        const chunk = head.bytes === 0 ? new ArrayBuffer(0) : short ? this.#shelf.chunk(id, 0) : undefined
        if (chunk === undefined) return { id, head, purged, remote }
        bodies.push(new Blob([chunk]))
        budget -= head.bytes
        offset += head.bytes
        return { id, head, purged, remote, at: offset - head.bytes }
      })
      return new Response(frame(found, bodies))
    }

    async #put(request: Request): Promise<boolean> {
      if (request.body === null) return false
      const intake = new Intake(request.body)
      const { key, head } = (await intake.facts()) as { readonly key: string; readonly head: Head }
      const id = crypto.randomUUID()
      const bucket = head.bytes >= (options.bucketFromBytes ?? 1_048_576) ? this.#bucket : undefined
      this.#shelf.begin(id, bucket !== undefined, Date.now())
      const whole =
        bucket === undefined ? await this.#chunks(id, intake, head.bytes) : await upload(bucket, id, intake, head.bytes)
      const kept = whole && this.#shelf.commit(id, key, head, bucket !== undefined, Date.now())
      await this.#schedule()
      return kept
    }

    async #chunks(id: string, intake: Intake, bytes: number): Promise<boolean> {
      let length = 0
      for (let at = 0; ; at++) {
        const chunk = await intake.take(chunkBytes)
        length += chunk.byteLength
        if (length > bytes) return false
        if (chunk.byteLength > 0) this.#shelf.write(id, at, chunk)
        if (chunk.byteLength < chunkBytes) return length === bytes
      }
    }

    async #body({ body, first, last, remote }: Asked): Promise<Response> {
      if (!remote) return streamed(this.#shelf, body, first, last)
      const range = { offset: first, length: last - first + 1 }
      const found = await this.#bucket?.get(body, { range })
      return found == null ? new Response(null, { status: 404 }) : exactly(found.body, range.length)
    }

    async #schedule(): Promise<void> {
      const { due } = this.#shelf
      if (due === undefined) return
      const { storage } = this.#state
      if ((await storage.getAlarm()) === null) await storage.setAlarm(Math.max(due, Date.now() + 1000))
    }
  }
}

/** What the operations are asked with; each reads its own part. */
interface Asked {
  readonly key: string
  readonly head: Head
  readonly of: Head
  readonly purge: Purge
  readonly id: string | undefined
  readonly epoch: number
  readonly body: string
  readonly first: number
  readonly last: number
  readonly remote: boolean
  readonly flight: string
  readonly ms: number
  readonly token: string
  readonly kept: boolean
}

type Fixed = new (length: number) => { readonly readable: ReadableStream; readonly writable: WritableStream }

/** A stream that is an error where it is not of that length, and whose length the other side is told. */
function exactly(body: ReadableStream, length: number): Response {
  const { FixedLengthStream } = globalThis as unknown as { readonly FixedLengthStream: Fixed }
  const { readable, writable } = new FixedLengthStream(length)
  void body.pipeTo(writable).catch(() => undefined) // the reader sees it break
  return new Response(readable)
}

async function upload(bucket: Bucket, id: string, intake: Intake, bytes: number): Promise<boolean> {
  const { body } = exactly(intake.rest(), bytes)
  try {
    await bucket.put(id, body as ReadableStream)
    return true
  } catch {
    return false
  }
}

function streamed(shelf: Shelf, id: string, first: number, last: number): Response {
  let next = first
  const start = shelf.chunk(id, Math.floor(first / chunkBytes))
  if (start === undefined) return new Response(null, { status: 404 })
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const at = Math.floor(next / chunkBytes)
      const chunk = shelf.chunk(id, at)
      if (chunk === undefined) return controller.error(new Error('the body has been swept away'))
      const from = next - at * chunkBytes
      const to = Math.min(chunk.byteLength, last + 1 - at * chunkBytes)
      controller.enqueue(new Uint8Array(chunk, from, to - from))
      next = at * chunkBytes + to
      if (next > last) controller.close()
    },
  })
  return exactly(body, last - first + 1)
}
