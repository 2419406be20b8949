import { codeAt } from '../text/code-at.ts'

/**
 * The TX collection: what set-up left, below what this request wrote. Copying eighty keys for every request would cost more than
 * most rules do.
 */
export class Tx {
  readonly #base: ReadonlyMap<string, string>
  #own: Map<string, string | undefined>
  /** Keys that rules about TX alone never ask for: written, they change no state. */
  #loose: Map<string, string | undefined> | undefined
  #bytes: number
  #looseBytes = 0
  #state: TxState | undefined
  readonly #root: TxRoot | undefined
  /** TX:0 to TX:9 of the last capture. */
  captures: readonly string[] = none

  /** @param state where it begins, shared by all requests; none: it is of nobody's else */
  constructor(base: ReadonlyMap<string, string>, state?: TxState) {
    this.#base = base
    this.#state = state
    this.#root = state?.root
    this.#own = state?.own ?? new Map()
    this.#bytes = state?.bytes ?? 0
  }

  /** Where it stands, as long as nothing was written that could depend on the request. */
  get state(): TxState | undefined {
    return this.#state
  }

  /** Goes to where rules about TX alone have led before. */
  moveTo(state: TxState): void {
    this.#state = state
    this.#own = state.own
    this.#bytes = state.bytes
  }

  /** What is written from now on is this request's own. */
  leave(): void {
    if (this.#state === undefined) return
    this.#state = undefined
    this.#own = new Map(this.#own)
  }

  /** What was written since it left a state: the same one where that came to nothing. */
  since(state: TxState): TxState {
    const own = this.#own
    const same = own.size === state.own.size && [...own].every(([key, value]) => state.own.get(key) === value)
    return same ? state : { own: new Map(own), bytes: this.#bytes, steps: [], root: state.root }
  }

  /** @param key in lower case */
  get(key: string): string | undefined {
    if (key.length === 1) {
      const digit = codeAt(key, 0) - 0x30
      if (digit >= 0 && digit <= 9 && digit < this.captures.length) return this.captures[digit]
    }
    const own = this.#own.get(key)
    if (own !== undefined || this.#own.has(key)) return own
    const loose = this.#loose?.get(key)
    if (loose !== undefined || this.#loose?.has(key)) return loose
    return this.#base.get(key)
  }

  #has(key: string): boolean {
    return this.#own.has(key) || (this.#loose?.has(key) ?? false)
  }

  /** `undefined` unsets. @returns false when a bound is met: nothing is written then */
  set(key: string, value: string | undefined): boolean {
    const digit = key.length === 1 ? codeAt(key, 0) - 0x30 : -1
    if (digit >= 0 && digit < this.captures.length) this.captures = this.captures.with(digit, value ?? '')
    const loose = this.#root !== undefined && !this.#root.tracks(key)
    if (loose) this.#loose ??= new Map()
    else this.leave()
    const map = loose ? (this.#loose as Map<string, string | undefined>) : this.#own
    const before = map.get(key)
    const known = before !== undefined || map.has(key)
    if (this.#own.size + (this.#loose?.size ?? 0) >= mostKeys && !known) return false
    const more = (known ? 0 : key.length) + (value?.length ?? 0) - (before?.length ?? 0)
    if (this.#bytes + this.#looseBytes + more > mostBytes) return false
    if (loose) this.#looseBytes += more
    else this.#bytes += more
    map.set(key, value)
    return true
  }

  #captured(key: string): boolean {
    return key.length === 1 && codeAt(key, 0) - 0x30 >= 0 && codeAt(key, 0) - 0x30 < this.captures.length
  }

  /** Names and values whose name a question is answered for. Names that set-up made are asked about once. */
  matching(wants: (name: string) => boolean): { readonly name: string; readonly value: string }[] {
    const found: { name: string; value: string }[] = []
    let known = matches.get(wants)
    if (known?.base !== this.#base) {
      known = { base: this.#base, names: [...this.#base.keys()].filter(wants) }
      matches.set(wants, known)
    }
    for (const name of known.names) if (!this.#has(name)) found.push({ name, value: this.#base.get(name) as string })
    for (const [name, value] of this.#own) if (value !== undefined && wants(name)) found.push({ name, value })
    for (const [name, value] of this.#loose ?? []) if (value !== undefined && wants(name)) found.push({ name, value })
    return found
  }

  /** All that is set, names in lower case. */
  *entries(): Generator<readonly [string, string]> {
    for (let digit = 0; digit < this.captures.length; digit++) yield [String(digit), this.captures[digit] as string]
    for (const [key, value] of this.#base) if (!this.#has(key) && !this.#captured(key)) yield [key, value]
    for (const [key, value] of this.#own) if (value !== undefined && !this.#captured(key)) yield [key, value]
    for (const [key, value] of this.#loose ?? []) if (value !== undefined && !this.#captured(key)) yield [key, value]
  }
}

/**
 * TX as it stands at some point of every request in which only rules about TX alone have written so far. Shared by all requests: nobody
 * writes to it.
 */
export interface TxState {
  readonly own: Map<string, string | undefined>
  readonly bytes: number
  /** By rule: where it leads from here. */
  readonly steps: (Step | undefined)[]
  readonly root: TxRoot
}

/** What all states of a rule set have in common. */
export interface TxRoot {
  /** How many there are. */
  states: number
  /** Whether the state tells what stands under a key. Other keys are asked for by rules that run in full. */
  readonly tracks: (key: string) => boolean
}

/** What a rule about TX alone comes to from a state. `undetermined`: more than can be said beforehand. */
export type Step =
  | {
      readonly matched: boolean
      readonly to: TxState
      readonly matchedVar: { readonly value: string; readonly name: string } | undefined
    }
  | 'undetermined'

/** By question: a rule's own selector, which lives as long as the rule. */
const matches = new WeakMap<object, { readonly base: ReadonlyMap<string, string>; readonly names: readonly string[] }>()

const none: readonly string[] = []

/** Names may come from a request (`setvar:tx.x-%{matched_var_name}=…`): a bound on how many. */
const mostKeys = 10_000
/** Of all names and values together, 8 MiB: what one rule writes for each of many arguments must fit a worker. */
const mostBytes = 8_388_608
