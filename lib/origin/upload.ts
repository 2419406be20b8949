import { pipe } from '../core/pipe.ts'

/**
 * A request body on its way to the origin, watched, so that a time limit can tell an origin that takes nothing from a visitor who sends
 * slowly. Holds one chunk at a time.
 */
export class Upload {
  /** What the origin is sent. */
  readonly stream: ReadableStream
  /** Whether the visitor's side broke off. */
  broken = false
  #moved = true
  #awaitsVisitor = true

  constructor(source: ReadableStream, declaredBytes: number | undefined) {
    const { readable, writable } = pipe(declaredBytes)
    this.stream = readable
    this.finished = this.#pump(source, writable)
  }

  /** Settles when there is nothing more to send, for whatever reason; never rejects. */
  readonly finished: Promise<void>

  /** Whether bytes have moved since this was last asked, or the visitor is the one who is waited for. */
  excuses(): boolean {
    const moved = this.#moved
    this.#moved = false
    return moved || this.#awaitsVisitor
  }

  async #pump(source: ReadableStream, writable: WritableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    // One buffer for the whole body, lent to the platform and handed back with each chunk: what a plain reader allocates for 2 GiB is 2 GiB.
    const reader = source.getReader({ mode: 'byob' })
    const writer = writable.getWriter()
    let buffer = new ArrayBuffer(chunkBytes)
    try {
      for (;;) {
        this.#awaitsVisitor = true
        const { done, value } = await this.#read(reader, buffer)
        this.#awaitsVisitor = false
        this.#moved = true
        if (done || value === undefined) break
        await writer.write(value as Uint8Array<ArrayBuffer>)
        buffer = value.buffer as ArrayBuffer
      }
      await writer.close()
    } catch (error) {
      // Whichever side broke, the other learns of it here; nobody else waits for it.
      this.#awaitsVisitor = false
      await Promise.allSettled([reader.cancel(error), writer.abort(error)])
    }
  }

  async #read(reader: ReadableStreamBYOBReader, buffer: ArrayBuffer): Promise<ReadableStreamReadResult<Uint8Array>> {
    try {
      return await reader.read(new Uint8Array(buffer))
    } catch (error) {
      this.broken = true
      throw error
    }
  }
}

const chunkBytes = 262_144
