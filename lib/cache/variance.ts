import { parseNoVarySearch, type SearchVariance } from '../http/no-vary-search.ts'
import { type Key, rewriteQuery } from './key.ts'

/** Paths of which it is remembered what their queries differ by; the oldest makes room, and is learned again by its next answer. */
export const maxLearned = 1024

/**
 * What origins have said of their queries (No-Vary-Search), by path. It has to be known before a key is made, so an isolate that has not
 * seen an answer of the path yet misses once.
 */
export class Variances {
  readonly #byPath = new Map<string, SearchVariance>()

  /** The key under which answers to a request are kept. */
  applied(key: Key): Key {
    if (this.#byPath.size === 0) return key
    const { base, search } = split(key)
    const variance = search === '' ? undefined : this.#byPath.get(base)
    return variance === undefined ? key : rewritten(key, base, search, variance)
  }

  /** Remembers, or forgets, what an answer says, and gives the key to keep it under. */
  learned(key: Key, field: string | null): Key {
    if (field === null && this.#byPath.size === 0) return key
    const { base, search } = split(key)
    const variance = parseNoVarySearch(field)
    this.#byPath.delete(base)
    if (variance === undefined) return key
    this.#byPath.set(base, variance)
    if (this.#byPath.size > maxLearned) {
      for (const oldest of this.#byPath.keys()) {
        this.#byPath.delete(oldest)
        break
      }
    }
    return rewritten(key, base, search, variance)
  }
}

function split({ url }: Key): { readonly base: string; readonly search: string } {
  const at = url.indexOf('?')
  return at < 0 ? { base: url, search: '' } : { base: url.slice(0, at), search: url.slice(at) }
}

function rewritten(key: Key, base: string, search: string, { anyOrder, counts }: SearchVariance): Key {
  const url =
    base + (search === '' ? '' : rewriteQuery(search, { sort: anyOrder, counts: (name) => counts(decoded(name)) }))
  return { ...key, url, id: url + key.id.slice(key.url.length) }
}

/** A name as a form's reader has it. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name.replaceAll('+', ' '))
  } catch {
    return name
  }
}
