/**
 * What is known of a few short texts. In the place of a `Map`: the V8 of workerd interns every text that a `Map` is asked for, found or not,
 * which costs a hash of all its bytes and a look at a table of all strings (3 % of a request). Here texts of the same length are compared
 * one by one, and whoever asks bounds how many are set.
 */
export class ShortTexts<Value> {
  #count = 0
  /** By length. */
  readonly #lists: (Known<Value>[] | undefined)[] = []

  get size(): number {
    return this.#count
  }

  get(text: string): Value | undefined {
    const list = this.#lists[text.length]
    if (list === undefined) return undefined
    for (let at = 0; at < list.length; at++) {
      const known = list[at] as Known<Value>
      if (known.text === text) return known.value
    }
    return undefined
  }

  /** @param text none that is known already */
  add(text: string, value: Value): void {
    while (this.#lists.length <= text.length) this.#lists.push(undefined)
    const list = this.#lists[text.length] ?? []
    list.push({ text, value })
    this.#lists[text.length] = list
    this.#count++
  }

  clear(): void {
    this.#lists.length = 0
    this.#count = 0
  }
}

interface Known<Value> {
  readonly text: string
  readonly value: Value
}
