import { SallyportError } from './errors.ts'
import { pipe } from './pipe.ts'

/** The first bytes of a body. `complete` means that there are no others. */
export interface BodyHead {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly complete: boolean
}

export interface BodyParts {
  readonly head: Uint8Array<ArrayBuffer> | null
  readonly rest: ReadableStream<Uint8Array<ArrayBuffer>> | null
}

/**
 * The request body, read once for everybody. What one module reads the next one is given again, and the origin is sent the very
 * bytes that were inspected. Nobody touches `request.body`: a body taken past this reader cannot be replayed.
 */
export interface Body {
  /** Whether there is a body at all, possibly of no bytes. */
  readonly present: boolean
  /** Content-Length as declared; `undefined` for a chunked body. The platform cuts off what exceeds it. */
  readonly declaredBytes: number | undefined
  /** Whether `forward` may be called again: there is no body, or all of it is held. */
  readonly replayable: boolean
  /**
   * The first `maxBytes` bytes. Reads no further than that (rounded up to the chunk), however often it is asked.
   * @throws ERR_OPTION over `Body.ceiling` bytes; ERR_BODY when the client broke off, or the bytes have been sent on unread
   */
  read(maxBytes: number): Promise<BodyHead>
  /** Whether the body is longer than `maxBytes`. A declared length answers without reading. */
  exceeds(maxBytes: number): Promise<boolean>
  /**
   * The whole body, for sending on: untouched it is the platform's own stream; fully read it is the bytes; past a bound it is the held
   * head followed by the rest, with no further buffering.
   * @throws ERR_BODY when called again without `replayable`
   */
  forward(): BodyInit | null
  /**
   * As `forward`, in two parts: the bytes that are held, and the platform's own stream of what follows. For who pipes it anyway: two pipes
   * of workerd's behind each other stand still.
   * @throws ERR_BODY as `forward` does
   */
  take(): BodyParts
  /** From here on, `content` is the body. For modules that rewrite or seal it. */
  replace(content: Uint8Array<ArrayBuffer> | null): void
}

/** No reader may ask for more than this: the isolate has 128 MiB for everybody. */
export const bodyCeilingBytes = 16_777_216

type Bytes = Uint8Array<ArrayBuffer>

export class RequestBody implements Body {
  #source: ReadableStream<Bytes> | null
  #reader: ReadableStreamDefaultReader<Bytes> | undefined
  #chunks: Bytes[] = []
  #held = 0
  #complete: boolean
  #sent = false
  #replaced = false
  #turn: Promise<void> | undefined
  #declared: number | undefined

  constructor(source: ReadableStream | null, contentLength: string | null) {
    this.#source = source as ReadableStream<Bytes> | null
    this.#complete = source === null
    this.#declared = contentLength !== null && /^\d{1,15}$/.test(contentLength) ? Number(contentLength) : undefined
  }

  get present(): boolean {
    return this.#source !== null || this.#held > 0
  }

  get declaredBytes(): number | undefined {
    return this.#source === null ? undefined : this.#declared
  }

  get replayable(): boolean {
    return this.#complete
  }

  /** Whether the platform's stream is no longer the body: bytes have been taken from it, or others stand in its place. */
  get touched(): boolean {
    return this.#reader !== undefined || this.#sent || this.#replaced
  }

  async read(maxBytes: number): Promise<BodyHead> {
    if (!(maxBytes >= 0 && maxBytes <= bodyCeilingBytes)) {
      throw new SallyportError(
        'ERR_OPTION',
        `body: a bound of ${maxBytes} bytes is not between 0 and ${bodyCeilingBytes}`,
      )
    }
    // Readers queue: two that pulled at once would each get every other chunk.
    while (this.#turn) await this.#turn
    if (!this.#complete && this.#held <= maxBytes) {
      this.#turn = this.#fill(maxBytes)
      try {
        await this.#turn
      } finally {
        this.#turn = undefined
      }
    }
    return { bytes: this.#head().subarray(0, maxBytes), complete: this.#complete && this.#held <= maxBytes }
  }

  async exceeds(maxBytes: number): Promise<boolean> {
    if (this.#source === null) return this.#held > maxBytes
    if (this.#declared !== undefined) return this.#declared > maxBytes
    return !(await this.read(maxBytes)).complete
  }

  forward(): BodyInit | null {
    const { head, rest } = this.take()
    if (rest === null || head === null) return head ?? rest
    return resumed(head, rest, this.#declared)
  }

  take(): BodyParts {
    if (this.#complete) return { head: this.present ? this.#head() : null, rest: null }
    if (this.#sent || this.#source === null) {
      throw new SallyportError('ERR_BODY', 'body: its bytes have been sent on already and were not held')
    }
    this.#sent = true
    if (this.#reader === undefined) return { head: null, rest: this.#source }
    this.#reader.releaseLock()
    return { head: this.#head(), rest: this.#source }
  }

  replace(content: Bytes | null): void {
    // Whatever is left of the old body is dropped; a client that goes on sending is the platform's to drain.
    void (this.#reader ?? this.#source)?.cancel().catch(() => undefined)
    this.#source = null
    this.#replaced = true
    this.#chunks = content === null ? [] : [content]
    this.#held = content?.length ?? 0
    this.#complete = true
  }

  async #fill(maxBytes: number): Promise<void> {
    if (this.#sent) throw new SallyportError('ERR_BODY', 'body: asked for bytes that have been sent on unread')
    try {
      this.#reader ??= (this.#source as ReadableStream<Bytes>).getReader()
      while (this.#held <= maxBytes) {
        const { done, value } = await this.#reader.read()
        if (done) {
          this.#complete = true
          return
        }
        this.#chunks.push(value)
        this.#held += value.length
      }
    } catch (cause) {
      throw new SallyportError('ERR_BODY', 'body: it broke off, or somebody read request.body directly', { cause })
    }
  }

  #head(): Bytes {
    const [only] = this.#chunks
    if (this.#chunks.length === 1 && only) return only
    const whole = new Uint8Array(this.#held)
    let at = 0
    for (const chunk of this.#chunks) {
      whole.set(chunk, at)
      at += chunk.length
    }
    this.#chunks = [whole]
    return whole
  }
}

function resumed(head: Bytes, rest: ReadableStream<Bytes>, declaredBytes: number | undefined): ReadableStream {
  const { readable, writable } = pipe(declaredBytes)
  const pump = async (): Promise<void> => {
    const writer = writable.getWriter()
    await writer.write(head)
    writer.releaseLock()
    await rest.pipeTo(writable)
  }
  // A break on either side reaches the other through the pipe; there is nobody else to tell.
  pump().catch(() => undefined)
  return readable
}
