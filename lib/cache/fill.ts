/** Bodies up to this are read before the answer goes on; longer ones, and those of unknown length, go on while they are read. */
const readFirstBytes = 65_536

/** Bytes of bodies that are on their way into the store at one time, in one isolate. Over it an answer is passed on and not kept. */
export const maxFillBytes = 33_554_432

/** Room that is taken while something is held, and given back. */
export class Budget {
  #left: number

  constructor(bytes: number) {
    this.#left = bytes
  }

  take(bytes: number): boolean {
    if (bytes > this.#left) return false
    this.#left -= bytes
    return true
  }

  give(bytes: number): void {
    this.#left += bytes
  }
}

/** An answer whose body is also kept. */
export interface Filling {
  /** What the client is sent; `undefined`: it is to be made from `whole`. */
  readonly stream: ReadableStream | undefined
  /** All of it; `undefined` where it broke off, was not as long as declared, or longer than is kept. Never rejects. */
  readonly whole: Promise<Blob | undefined>
}

/**
 * Reads a body for the store, and for the client at the same time where it is long.
 *
 * @param first read all of it before anything goes on, however long
 */
export function fill(
  body: ReadableStream | null,
  declaredBytes: number | undefined,
  maxBytes: number,
  budget: Budget,
  first = false,
): Filling {
  if (body === null) {
    // Of an answer to HEAD, or of a status without one.
    return { stream: undefined, whole: Promise.resolve(new Blob([])) }
  }
  if (first || (declaredBytes !== undefined && declaredBytes <= Math.min(readFirstBytes, maxBytes))) {
    return { stream: undefined, whole: collect(body, declaredBytes, maxBytes, budget) }
  }
  const [stream, copy] = body.tee()
  return { stream, whole: collect(copy, declaredBytes, maxBytes, budget) }
}

/** The bytes of a stream, if there are no more than `maxBytes` and as many as were declared. */
export async function collect(
  body: ReadableStream,
  declaredBytes: number | undefined,
  maxBytes: number,
  budget: Budget,
): Promise<Blob | undefined> {
  const reader = body.getReader()
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let length = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      const fits = length + value.length <= maxBytes && budget.take(value.length)
      if (fits) length += value.length
      else {
        void reader.cancel().catch(() => undefined)
        return undefined
      }
      chunks.push(value)
    }
  } catch {
    return undefined // it broke off: what is there is no whole
  } finally {
    budget.give(length)
  }
  return declaredBytes === undefined || declaredBytes === length ? new Blob(chunks) : undefined
}
