import type { Sniff } from './sniff.ts'
import type { Edge, Entry, Node, Watch, Watched } from './tree.ts'

/** Bytes that plans and what they are made of may take, by a rough count. */
const most = 4e6
/** Automata of few rules, each of some kilobytes: as many for watching, and as many for sniffs. */
const mostAutomata = 64

/**
 * What a prefilter has made for the values that came by, and its bound. Whoever sends values chooses what is made, so that when there is too
 * much all of it is forgotten at once, as RE2 does with the states of an automaton: what is needed comes back within a few requests.
 * Parts that are alike are one object: plans of many masks differ in little.
 */
export class Shelf {
  readonly #most: number
  #bytes = 0
  readonly #nodes: Node[] = []
  readonly #numbers: Map<object, number> = new Map()
  readonly #parts: Map<string, object> = new Map()
  readonly #sniffs: Map<string, Sniff> = new Map()
  readonly #watches: Map<string, Watch> = new Map()

  /** @param bytes the bound */
  constructor(bytes: number = most) {
    this.#most = bytes
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
    for (const table of [this.#numbers, this.#parts, this.#sniffs, this.#watches]) table.clear()
  }

  /** Entries that are alike are one list. */
  entries(list: readonly Entry[]): readonly Entry[] {
    return list.length === 0 ? none : this.#one(this.#key('entries', list), list.length, () => [...list])
  }

  /** Edges that are alike are one list. */
  edges(list: readonly Edge[]): readonly Edge[] {
    if (list.length === 0) return none
    const own = list.map((edge) => {
      const { name, transform, child, run, sniff, doubt, alike } = edge
      const parts = [transform, child, sniff ?? none, alike ?? none].map((part) => this.#numberOf(part))
      return this.#one(`edge ${name} ${run} ${doubt} ${parts}`, 10, () => edge)
    })
    return this.#one(this.#key('edges', own), own.length, () => own)
  }

  watched(alphabet: number, rules: ReadonlyMap<number, readonly Entry[]>): Watched {
    const entries = [...rules].map(([rule, list]) => [rule, this.entries(list)] as const)
    const key = this.#key(
      `watched ${alphabet}`,
      entries.map(([, list]) => list),
    )
    return this.#one(key, 5 * rules.size + 20, () => ({ rules: new Map(entries), watch: undefined, looks: 0 }))
  }

  joined(nodes: readonly Node[], make: () => Node): Node {
    return this.#one(this.#key('node', nodes), 200, make)
  }

  /** One for whatever asks for the same; `undefined`: there are enough, and none is to be made now. */
  sniff(key: string, make: () => Sniff): Sniff | undefined {
    const known = this.#sniffs.get(key)
    if (known || this.#sniffs.size >= mostAutomata) return known
    const made = make()
    this.#sniffs.set(key, made)
    return made
  }

  /** As `sniff`, for an automaton of certain rules. */
  watch(key: string, make: () => Watch): Watch | undefined {
    const known = this.#watches.get(key)
    if (known || this.#watches.size >= mostAutomata) return known
    const made = make()
    this.#watches.set(key, made)
    return made
  }

  /** @param size words that it takes, without its key */
  #one<T extends object>(key: string, size: number, make: () => T): T {
    const known = this.#parts.get(key)
    if (known) return known as T
    const made = make()
    this.#bytes += 8 * size + key.length + 80
    this.#parts.set(key, made)
    return made
  }

  #key(kind: string, parts: readonly object[]): string {
    let key = kind
    for (let at = 0; at < parts.length; at++) key += ` ${this.#numberOf(parts[at] as object)}`
    return key
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

const none: readonly never[] = []
