/** What somebody who wants to ask the origin is told. */
export type Ticket =
  /** Ask, and say under this token what came of it. */
  | { readonly leads: true; readonly token: string }
  /** Somebody has asked: it is stored, or there is nothing to share, or nobody has said in time. */
  | { readonly leads: false; readonly landed: 'kept' | 'nothing' | 'late' }

interface Open {
  readonly token: string
  readonly waiting: Set<(landed: 'kept' | 'nothing' | 'late') => void>
}

/** Over this many at once nobody waits for anybody. */
export const maxLandings = 4096

/** Longest that somebody is waited for, ms. */
const maxWaitMs = 60_000

/**
 * Who is asking the origin for what, over all isolates: lives in the memory of a Durable Object. A leader that is never heard of again holds
 * nobody longer than it was given.
 */
export class Landings {
  readonly #open = new Map<string, Open>()

  /** @param ms how long a leader has, and the others wait */
  lead(id: string, token: string, ms: number): Ticket | Promise<Ticket> {
    const open = this.#open.get(id)
    if (open === undefined) {
      if (this.#open.size < maxLandings) {
        this.#open.set(id, { token, waiting: new Set() })
        setTimeout(() => this.#end(id, token, 'late'), Math.min(ms, maxWaitMs))
      }
      return { leads: true, token }
    }
    return new Promise((resolve) => open.waiting.add((landed) => resolve({ leads: false, landed })))
  }

  land(id: string, token: string, kept: boolean): void {
    this.#end(id, token, kept ? 'kept' : 'nothing')
  }

  #end(id: string, token: string, landed: 'kept' | 'nothing' | 'late'): void {
    const open = this.#open.get(id)
    if (open?.token !== token) return
    this.#open.delete(id)
    for (const tell of open.waiting) tell(landed)
  }
}
