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

  async #pump(source: ReadableStream, writable: WritableStream<Bytes>): Promise<void> {
    const writer = writable.getWriter()
    let reader: Reader | undefined
    try {
      reader = readerOf(source)
      for (;;) {
        this.#awaitsVisitor = true
        const value = await this.#read(reader)
        this.#awaitsVisitor = false
        this.#moved = true
        if (value === undefined) break
        await writer.write(value)
      }
      await writer.close()
    } catch (error) {
      // Whichever side broke, the other learns of it here; nobody else waits for it.
      this.#awaitsVisitor = false
      await Promise.allSettled([reader?.cancel(error), writer.abort(error)])
    }
  }

  async #read(reader: Reader): Promise<Bytes | undefined> {
    try {
      return await reader.read()
    } catch (error) {
      this.broken = true
      throw error
    }
  }
}

type Bytes = Uint8Array<ArrayBuffer>

interface Reader {
  /** The next bytes, valid until the next call; `undefined` at the end. */
  read(): Promise<Bytes | undefined>
  cancel(reason: unknown): Promise<void>
}

const bufferBytes = 262_144

/**
 * Reads into one buffer over and over where the stream can (the platform's own can): a chunk made for each read, 4 KiB each, is garbage
 * faster than it is collected, and adds over 100 MiB to the isolate.
 */
function readerOf(source: ReadableStream): Reader {
  let reader: ReadableStreamBYOBReader
  try {
    reader = source.getReader({ mode: 'byob' })
  } catch {
    const plain = source.getReader()
    return { read: async () => (await plain.read()).value, cancel: (reason) => plain.cancel(reason) }
  }
  let buffer = new ArrayBuffer(bufferBytes)
  return {
    async read() {
      const { value, done } = await reader.read(new Uint8Array(buffer))
      if (value !== undefined) buffer = value.buffer
      return done ? undefined : value
    },
    cancel: (reason) => reader.cancel(reason),
  }
}
