import type { Clearance } from '../facts.ts'

type State = Exclude<Clearance['state'], 'valid' | 'expired'>

const mostKept = 10_000
/** How long an offence is held against its sender, in ms. */
export const offenceMs: number = 10 * 60_000

/** False answers to challenges, by pseudonym: known to this isolate, and forgotten after ten minutes. */
export class Offences {
  readonly #kept = new Map<string, { readonly state: State; readonly until: number }>()

  get size(): number {
    return this.#kept.size
  }

  note(visitor: string, state: State, now: number): void {
    this.#kept.delete(visitor)
    this.#kept.set(visitor, { state, until: now + offenceMs })
    if (this.#kept.size > mostKept) this.#kept.delete(this.#kept.keys().next().value as string)
  }

  of(visitor: string, now: number): Clearance | undefined {
    const kept = this.#kept.get(visitor)
    return kept !== undefined && kept.until > now ? { state: kept.state } : undefined
  }
}
