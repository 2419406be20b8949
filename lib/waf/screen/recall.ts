import { ShortTexts } from '../short-texts.ts'
import type { Entry } from './tree.ts'

/** Bytes. Values longer than this are not kept: what comes again with each request is short. */
const longest = 512
const mostNames = 64
/** Bytes. A name of as many is looked at anew each time. */
const longestName = 64
const mostValues = 64
/** A name whose values hardly ever come again is left alone after so many. */
const patience = 64

/**
 * What was found in values of fields that clients send again and again (`Accept`, `User-Agent`, `Sec-Fetch-Mode`): the look depends on
 * nothing but the value and the rules. Bounded: 64 names, 64 values of each, of 512 bytes.
 * @typeParam Node what is looked for under a name
 */
export class Recall<Node> {
  readonly #names: ShortTexts<Kept<Node>> = new ShortTexts()
  readonly #nodeOf: (name: string) => Node
  readonly #longest: (name: string) => number
  /** What was asked for last. Clients keep the order of their fields, so that what came after it then mostly comes now. */
  #last: Kept<Node> | undefined

  /** @param longestOf bytes of a value under a name that are kept at most; never more than 512 */
  constructor(nodeOf: (name: string) => Node, longestOf: (name: string) => number = () => longest) {
    this.#nodeOf = nodeOf
    this.#longest = longestOf
  }

  /** What is known of a name, as it is written. */
  of(name: string): Kept<Node> {
    const expected = this.#last?.next
    if (expected?.name === name) {
      this.#last = expected
      return expected
    }
    const kept = this.#names.get(name) ?? this.#made(name)
    // Too long to be kept, also as another's next.
    if (name.length >= longestName) return kept
    if (this.#last) this.#last.next = kept
    this.#last = kept
    return kept
  }

  #made(name: string): Kept<Node> {
    const kept = new Kept(own(name), this.#nodeOf(name), Math.min(longest, this.#longest(name)))
    if (name.length >= longestName) return kept
    if (this.#names.size >= mostNames) {
      this.#names.clear()
      this.#last = undefined
    }
    this.#names.add(kept.name, kept)
    return kept
  }
}

/** One name, with the values that came under it. */
export class Kept<Node> {
  readonly name: string
  readonly node: Node
  /** The name that came after it. */
  next: Kept<Node> | undefined
  readonly #longest: number
  readonly #values: ShortTexts<readonly Entry[]> = new ShortTexts()
  // The value that came last mostly comes next, and comparing two strings costs less than a look-up.
  #last: string | undefined
  #found: readonly Entry[] = []
  #hits = 0
  #misses = 0

  constructor(name: string, node: Node, longest: number) {
    this.name = name
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

  /** @param value one of which nothing is kept */
  set(value: string, found: readonly Entry[]): void {
    if (this.#values.size >= mostValues) this.#values.clear()
    this.#last = own(value)
    this.#values.add(this.#last, found)
    this.#found = found
  }

  get #isVaried(): boolean {
    return this.#misses > patience && this.#hits < this.#misses
  }
}

/** A copy: V8 keeps a piece of a longer text as a view of it, and would keep all of that, which holds what must not be kept. */
const own = (text: string): string => ` ${text}`.slice(1)
