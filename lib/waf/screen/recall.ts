import type { Entry } from './tree.ts'

/** Values longer than this are not kept: what comes again with each request is short. */
const longest = 512
const mostNames = 64
const mostValues = 64
/** A name whose values hardly ever come again is left alone after so many. */
const patience = 64

interface Kept {
  readonly values: Map<string, readonly Entry[]>
  hits: number
  misses: number
}

/**
 * What was found in values of fields that clients send again and again (`Accept`, `User-Agent`, `Sec-Fetch-Mode`): the look depends on
 * nothing but the value and the rules. Bounded: 64 names, 64 values of each, of 512 bytes.
 */
export class Recall {
  readonly #names: Map<string, Kept> = new Map()

  /** What a value gave before; `undefined` where it has to be looked at. */
  get(name: string, value: string): readonly Entry[] | undefined {
    const kept = this.#names.get(name)
    if (kept === undefined || value.length > longest || isVaried(kept)) return undefined
    const found = kept.values.get(value)
    if (found === undefined) kept.misses++
    else kept.hits++
    return found
  }

  /** Whether it is worth the while to keep what a value of this name gave. */
  keeps(name: string, value: string): boolean {
    if (value.length > longest) return false
    const kept = this.#names.get(name)
    return kept === undefined ? name.length < 64 : !isVaried(kept)
  }

  set(name: string, value: string, entries: readonly Entry[]): void {
    let kept = this.#names.get(name)
    if (!kept) {
      if (this.#names.size >= mostNames) this.#names.clear()
      kept = { values: new Map(), hits: 0, misses: 0 }
      this.#names.set(name, kept)
    }
    if (kept.values.size >= mostValues) kept.values.clear()
    kept.values.set(value, entries)
  }
}

const isVaried = ({ hits, misses }: Kept): boolean => misses > patience && hits < misses
