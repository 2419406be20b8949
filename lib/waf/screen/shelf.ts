import type { Sniff } from './sniff.ts'
import type { Edge, Entry, Node, Watch, Watched } from './tree.ts'

/** Bytes that plans and what they are made of may take, by a rough count. Between two emptyings the heap moves by no more than that. */
const most = 4e6
/** Plans that are made for one request and phase at most: values whose like has not been seen share the plan for all bytes after that. */
export const mostPlansAtOnce = 256
/** Automata of few rules, each of some kilobytes: as many for watching, and as many for sniffs. */
const mostAutomata = 64

/**
 * What a prefilter has made for the values that came by, and its bound. Whoever sends values chooses what is made, so that when there is too
 * much all of it is forgotten at once, as RE2 does with the states of an automaton: what is needed comes back within a few requests.
 * Parts that are alike are one object: plans of many masks differ in little. Nothing is forgotten while a part is made.
 */
export class Shelf {
  readonly #most: number
  #bytes = 0
  readonly #nodes: Node[] = []
  readonly #numbers: Map<object, number> = new Map()
  /** By a hash of their numbers. */
  readonly #parts: Map<number, Part> = new Map()
  readonly #sniffs: Map<string, Sniff> = new Map()
  readonly #watches: Map<string, Watch> = new Map()

  /** @param bytes the bound */
  constructor(bytes: number = most) {
    this.#most = bytes
  }

  #left = mostPlansAtOnce

  /** A request comes, or its next phase. */
  begin(): void {
    this.#left = mostPlansAtOnce
  }

  /** Whether one more plan may be made; it counts. */
  mayPlan(): boolean {
    return --this.#left >= 0
  }

  /** Makes room for so many bytes more. */
  take(bytes: number): void {
    if (this.#bytes + bytes > this.#most) this.#forget()
    this.#bytes += bytes
  }

  /** A node that has plans from now on. */
  holds(node: Node): void {
    this.#nodes.push(node)
  }

  get bytes(): number {
    return this.#bytes
  }

  #forget(): void {
    for (const node of this.#nodes) node.forget()
    this.#nodes.length = 0
    this.#bytes = 0
    this.#numbers.clear()
    this.#parts.clear()
    // Known by rules and not by plans: they serve the next ones too, until there are too many.
    for (const automata of [this.#sniffs, this.#watches]) if (automata.size >= mostAutomata) automata.clear()
  }

  /** Entries that are alike are one list. */
  entries(list: readonly Entry[]): readonly Entry[] {
    if (list.length === 0) return none
    const ids = [0]
    for (let at = 0; at < list.length; at++) ids.push((list[at] as Entry).rule, (list[at] as Entry).target)
    return this.#one(ids, list.length, () => [...list])
  }

  /** Edges that are alike are one list. */
  edges(list: readonly Edge[]): readonly Edge[] {
    if (list.length === 0) return none
    const own = list.map((edge) => {
      const { effect, transform, child, run, sniff, doubt, alike } = edge
      // The effect stands for the name: there is one for each.
      const parts = [effect, transform, child, sniff ?? none, alike ?? none].map((part) => this.#numberOf(part))
      return this.#one([1, run, doubt, ...parts], 10, () => edge)
    })
    return this.#one([2, ...own.map((edge) => this.#numberOf(edge))], own.length, () => own)
  }

  /** @param rules kept, if there is none alike */
  watched(alphabet: number, rules: ReadonlyMap<number, readonly Entry[]>): Watched {
    const ids = [3, alphabet]
    for (const list of rules.values()) {
      ids.push(list.length)
      for (let at = 0; at < list.length; at++) ids.push((list[at] as Entry).rule, (list[at] as Entry).target)
    }
    const size = ids.length + 5 * rules.size + 20
    return this.#one(ids, size, () => ({ rules, key: undefined, watch: undefined, looks: 0 }))
  }

  joined(nodes: readonly Node[], make: () => Node): Node {
    return this.#one([4, ...nodes.map((node) => this.#numberOf(node))], 200, make)
  }

  /** One for whatever asks for the same; `undefined`: there are enough, and none is to be made now. */
  sniff(key: string, make: () => Sniff): Sniff | undefined {
    return oneOf(this.#sniffs, key, make)
  }

  /** As `sniff`, for an automaton of certain rules. */
  watch(key: string, make: () => Watch): Watch | undefined {
    return oneOf(this.#watches, key, make)
  }

  /**
   * What was made for these numbers, or is made now.
   * @param ids the kind, and what tells it from others of its kind
   * @param size words that it takes
   */
  #one<T extends object>(ids: readonly number[], size: number, make: () => T): T {
    let hash = 0
    for (let at = 0; at < ids.length; at++) hash = Math.imul(hash ^ (ids[at] as number), 0x01000193)
    const first = this.#parts.get(hash)
    for (let part = first; part; part = part.next) if (areAlike(part.ids, ids)) return part.made as T
    const made = make()
    this.#bytes += 8 * (size + ids.length) + 120
    this.#parts.set(hash, { ids, made, next: this.#parts.get(hash) })
    return made
  }

  #numberOf(part: object): number {
    let number = this.#numbers.get(part)
    if (number === undefined) {
      number = this.#numbers.size
      this.#numbers.set(part, number)
    }
    return number
  }
}

function oneOf<T extends object>(table: Map<string, T>, key: string, make: () => T): T | undefined {
  const known = table.get(key)
  if (known || table.size >= mostAutomata) return known
  const made = make()
  table.set(key, made)
  return made
}

interface Part {
  readonly ids: readonly number[]
  readonly made: object
  readonly next: Part | undefined
}

function areAlike(one: readonly number[], other: readonly number[]): boolean {
  if (one.length !== other.length) return false
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false
  return true
}

const none: readonly never[] = []
