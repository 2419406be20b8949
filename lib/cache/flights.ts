import type { Head } from './entry.ts'
import type { Stored } from './stores/store.ts'

/** What requests that asked for the same are given: plain data and bytes, never a Response, which belongs to one request. */
export interface Held {
  readonly head: Head
  readonly open: Stored['open']
}

/** A request on its way to the origin that others wait for. */
export class Flight {
  readonly id: string
  readonly url: string
  /** `undefined`: there is nothing to share, and each goes by itself. */
  readonly landed: Promise<Held | undefined>
  /** Whether what it brings may be kept: not after its URL has been made invalid meanwhile. */
  valid = true
  readonly #flights: Map<string, Flight>
  readonly #resolve: (held: Held | undefined) => void

  constructor(id: string, url: string, flights: Map<string, Flight>) {
    this.id = id
    this.url = url
    this.#flights = flights
    const { promise, resolve } = Promise.withResolvers<Held | undefined>()
    this.landed = promise
    this.#resolve = resolve
  }

  land(held: Held | undefined): void {
    if (this.#flights.get(this.id) === this) this.#flights.delete(this.id)
    this.#resolve(this.valid ? held : undefined)
  }
}

/** Over this many flights at once nobody waits for anybody. */
export const maxFlights = 4096

/** The flights of one isolate. */
export class Flights {
  readonly #open = new Map<string, Flight>()

  find(id: string): Flight | undefined {
    return this.#open.get(id)
  }

  lead(id: string, url: string): Flight | undefined {
    if (this.#open.size >= maxFlights) return undefined
    const flight = new Flight(id, url, this.#open)
    this.#open.set(id, flight)
    return flight
  }

  /** What `url` was is no longer so: whoever is under way must not bring the old back. */
  invalidate(meets: (url: string) => boolean): void {
    for (const flight of this.#open.values()) {
      if (!meets(flight.url)) continue
      flight.valid = false
      this.#open.delete(flight.id) // later requests do not wait for it
    }
  }
}

/**
 * Keys whose last answer could not be stored: the next requests for them wait for nobody. Bounded; the oldest makes room.
 */
export class Passes {
  readonly #until = new Map<string, number>()

  note(key: string, now: number): void {
    this.#until.delete(key)
    this.#until.set(key, now + passMs)
    if (this.#until.size > maxPasses) {
      for (const oldest of this.#until.keys()) {
        this.#until.delete(oldest)
        break
      }
    }
  }

  clear(key: string): void {
    this.#until.delete(key)
  }

  has(key: string, now: number): boolean {
    const until = this.#until.get(key)
    return until !== undefined && now < until
  }
}

const passMs = 60_000
export const maxPasses = 4096
