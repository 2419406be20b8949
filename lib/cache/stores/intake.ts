/** Longest facts that a frame may begin with. */
export const maxFactsBytes = 1_048_576

/** Reads a frame (stores/frame.ts) from a stream: the facts first, then the body piece by piece. */
export class Intake {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>
  #held: Uint8Array<ArrayBuffer>[] = []
  #length = 0
  #ended = false

  constructor(body: ReadableStream<Uint8Array<ArrayBuffer>>) {
    this.#reader = body.getReader()
  }

  /** @throws where there are none */
  async facts(): Promise<unknown> {
    const length = new DataView(await this.take(4)).getUint32(0)
    if (length > maxFactsBytes) throw new Error('the facts of a frame are too long')
    return JSON.parse(new TextDecoder().decode(await this.take(length)))
  }

  /** The next `count` bytes; fewer where it ends. */
  async take(count: number): Promise<ArrayBuffer> {
    while (this.#length < count && !this.#ended) {
      const { done, value } = await this.#reader.read()
      if (done) this.#ended = true
      else {
        this.#held.push(value)
        this.#length += value.length
      }
    }
    const taken = new Uint8Array(Math.min(count, this.#length))
    let filled = 0
    while (filled < taken.length) {
      const [first] = this.#held as [Uint8Array<ArrayBuffer>]
      const part = first.subarray(0, taken.length - filled)
      taken.set(part, filled)
      filled += part.length
      if (part.length === first.length) this.#held.shift()
      else this.#held[0] = first.subarray(part.length)
    }
    this.#length -= taken.length
    return taken.buffer
  }

  /** All that is left. */
  rest(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return new ReadableStream({
      pull: async (controller) => {
        const held = this.#held.shift()
        if (held !== undefined) return controller.enqueue(held)
        const { done, value } = this.#ended ? { done: true, value: undefined } : await this.#reader.read()
        if (done || value === undefined) controller.close()
        else controller.enqueue(value)
      },
      cancel: (reason) => this.#reader.cancel(reason),
    })
  }
}
