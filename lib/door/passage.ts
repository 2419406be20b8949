import type { Arrival, MarkedContext, PlatformContext } from '../core/arrival.ts'
import { SallyportError } from '../core/errors.ts'

interface WorkerContext extends PlatformContext {
  readonly props?: unknown
  readonly exports?: unknown
}

/**
 * The platform's context as routers see it, with the arrival in it. Not a subclass or proxy of the platform's object: its methods refuse
 * to be called on anything else.
 */
export class Passage implements MarkedContext {
  readonly sallyport: Arrival
  readonly #platform: WorkerContext

  constructor(platform: PlatformContext, arrival: Arrival) {
    this.#platform = platform
    this.sallyport = arrival
  }

  get props(): unknown {
    return this.#platform.props
  }

  get exports(): unknown {
    return this.#platform.exports
  }

  waitUntil(promise: Promise<unknown>): void {
    this.sallyport.held = true
    this.#platform.waitUntil(promise)
  }

  passThroughOnException(): never {
    throw new SallyportError(
      'ERR_PASS_THROUGH',
      'passThroughOnException would send what was not checked to the origin: remove the call',
    )
  }
}
