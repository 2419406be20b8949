import type { Entry } from './tree.ts'

/** Bytes. Values longer than this are not kept: what comes again with each request is short. */
const longest = 512
const mostNames = 64
const mostValues = 64
/** A name whose values hardly ever come again is left alone after so many. */
const patience = 64

/**
 * What was found in values of fields that clients send again and again (`Accept`, `User-Agent`, `Sec-Fetch-Mode`): the look depends on
 * nothing but the value and the rules. Bounded: 64 names, 64 values of each, of 512 bytes.
 * @typeParam Node what is looked for under a name
 */
export class Recall<Node> {
  readonly #names: Map<string, Kept<Node>> = new Map()
  readonly #nodeOf: (name: string) => Node
  readonly #longest: (name: string) => number

  /** @param longestOf bytes of a value under a name that are kept at most; never more than 512 */
  constructor(nodeOf: (name: string) => Node, longestOf: (name: string) => number = () => longest) {
    this.#nodeOf = nodeOf
    this.#longest = longestOf
  }

  /** What is known of a name, as it is written. */
  of(name: string): Kept<Node> {
    const known = this.#names.get(name)
    if (known) return known
    const kept = new Kept(this.#nodeOf(name), Math.min(longest, this.#longest(name)))
    if (name.length >= 64) return kept
    if (this.#names.size >= mostNames) this.#names.clear()
    this.#names.set(own(name), kept)
    return kept
  }
}

/** One name, with the values that came under it. */
export class Kept<Node> {
  readonly node: Node
  readonly #longest: number
  readonly #values: Map<string, readonly Entry[]> = new Map()
  // The value that came last mostly comes next, and comparing two strings costs less than a look-up.
  #last: string | undefined
  #found: readonly Entry[] = []
  #hits = 0
  #misses = 0

  constructor(node: Node, longest: number) {
    this.node = node
    this.#longest = longest
  }

  /** What a value gave before; `undefined` where it has to be looked at. */
  get(value: string): readonly Entry[] | undefined {
    if (this.#last === value) {
      this.#hits++
      return this.#found
    }
    if (value.length > this.#longest || this.#isVaried) return undefined
    const found = this.#values.get(value)
    if (found === undefined) this.#misses++
    else {
      this.#hits++
      this.#last = value
      this.#found = found
    }
    return found
  }

  /** Whether it is worth the while to keep what a value gave. */
  keeps(value: string): boolean {
    return value.length <= this.#longest && !this.#isVaried
  }

  set(value: string, found: readonly Entry[]): void {
    if (this.#values.size >= mostValues) this.#values.clear()
    this.#last = own(value)
    this.#values.set(this.#last, found)
    this.#found = found
  }

  get #isVaried(): boolean {
    return this.#misses > patience && this.#hits < this.#misses
  }
}

/** A copy: V8 keeps a piece of a longer text as a view of it, and would keep all of that, which holds what must not be kept. */
const own = (text: string): string => ` ${text}`.slice(1)
