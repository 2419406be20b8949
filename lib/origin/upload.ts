import { pipe } from '../core/pipe.ts'

/**
 * A request body on its way to the origin, watched, so that a time limit can tell an origin that takes nothing from a visitor who sends
 * slowly. Holds one chunk at a time.
 *
 * Only the first 16 MiB are watched: more than the buffers of two kernels, so that an origin which takes nothing is found out. What
 * comes after is piped by the platform, because a chunk at a time through JavaScript takes twice as long and leaves 90 MiB of garbage for
 * 2 GiB; an origin that stops in the middle of that is held by `exchangeSeconds` alone.
 */
export class Upload {
  /** What the origin is sent. */
  readonly stream: ReadableStream
  /** Whether the visitor's side broke off. */
  broken = false
  #moved = true
  #awaitsVisitor = true
  #unwatched = false

  /** @param head what has been read already; `rest` must be the platform's own stream */
  constructor(head: Bytes | null, rest: ReadableStream, declaredBytes: number | undefined) {
    const { readable, writable } = pipe(declaredBytes)
    this.stream = readable
    this.finished = this.#pump(head, rest, writable)
  }

  /** Settles when there is nothing more to send, for whatever reason; never rejects. */
  readonly finished: Promise<void>

  /** Whether bytes have moved since this was last asked, or the visitor is the one who is waited for. */
  excuses(): boolean {
    const moved = this.#moved
    this.#moved = false
    return moved || this.#awaitsVisitor || this.#unwatched
  }

  async #pump(head: Bytes | null, rest: ReadableStream, writable: WritableStream<Bytes>): Promise<void> {
    const writer = writable.getWriter()
    const reader = readerOf(rest)
    let buffer = new ArrayBuffer(bufferBytes)
    try {
      if (head !== null) {
        this.#awaitsVisitor = false
        await writer.write(head)
      }
      for (let watched = 0; watched < watchedBytes; ) {
        this.#awaitsVisitor = true
        const { value, done } = await reader.read(new Uint8Array(buffer))
        this.#awaitsVisitor = false
        this.#moved = true
        if (done) return await writer.close()
        watched += value.length
        await writer.write(value)
        buffer = value.buffer
      }
      reader.releaseLock()
      writer.releaseLock()
      this.#unwatched = true
      await rest.pipeTo(writable)
      this.#unwatched = false
      this.#moved = true
    } catch (error) {
      this.broken = this.#awaitsVisitor
      this.#awaitsVisitor = false
      if (this.#unwatched) {
        this.#unwatched = false
        return // the pipe has told both sides
      }
      // Whichever side broke, the other learns of it here; nobody else waits for it.
      await Promise.allSettled([reader.cancel(error), writer.abort(error)])
    }
  }
}

type Bytes = Uint8Array<ArrayBuffer>

interface Reader {
  read(view: Bytes): Promise<{ readonly done: false; readonly value: Bytes } | { readonly done: true; value?: unknown }>
  cancel(reason: unknown): Promise<void>
  releaseLock(): void
}

const bufferBytes = 65_536
const watchedBytes = 16_777_216

/**
 * Reads into one buffer over and over where the stream can, as the platform's own do: the chunks of 4 KiB that they make
 * otherwise take three times as long.
 */
function readerOf(source: ReadableStream): Reader {
  try {
    return source.getReader({ mode: 'byob' }) as Reader
  } catch {
    return source.getReader() as Reader
  }
}
