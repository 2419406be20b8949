import { cookieValues } from '../http/cookie.ts'

/** Which part of a request makes it another one. */
export interface KeyOptions {
  /** Parameters in the order of their names: `?a=1&b=2` is `?b=2&a=1`. @default false */
  readonly sortQuery?: boolean
  /**
   * Parameters that make no difference: names, or beginnings with `*` (`utm_*`). The origin is still sent them, so it must ignore them
   * too: what it reflects would go to everybody. @default none
   */
  readonly ignoreQuery?: readonly string[]
  /** Only these parameters make a difference. Not beside `ignoreQuery`. @default all */
  readonly keepQuery?: readonly string[]
  /** Request fields of which each value has answers of its own. `authorization` gives each user theirs. @default none */
  readonly headers?: readonly string[]
  /** Cookies of which each value has answers of its own. @default none */
  readonly cookies?: readonly string[]
}

export interface Key {
  /** All of it. */
  readonly id: string
  /** scheme, host, path and the query that makes a difference. */
  readonly url: string
  /** Path alone. */
  readonly path: string
}

export interface KeyFacts {
  readonly scheme: string
  readonly host: string
  /** Canonical path and query. */
  readonly target: string
  readonly fields: { get(name: string): string | null }
}

export type KeyMaker = (facts: KeyFacts) => Key

/** Composed once for a route. */
export function keyMaker(options: KeyOptions): KeyMaker {
  const query = queryNormaliser(options)
  const headers = (options.headers ?? []).map((name) => name.toLowerCase()).sort()
  const cookies = [...(options.cookies ?? [])].sort()
  const alone = headers.length === 0 && cookies.length === 0
  return ({ scheme, host, target, fields }) => {
    const at = target.indexOf('?')
    const path = at < 0 ? target : target.slice(0, at)
    const url = `${scheme}://${host}${at < 0 || query === undefined ? target : path + query(target.slice(at))}`
    if (alone) return { id: url, url, path }
    const cookie = cookies.length === 0 ? null : fields.get('cookie')
    const extra = [
      ...headers.map((name) => [name, fields.get(name)]),
      ...cookies.map((name) => [name, cookieValues(cookie, name)]),
    ]
    // A line break stands in no URL, and JSON keeps each value apart from the next.
    return { id: `${url}\n${JSON.stringify(extra)}`, url, path }
  }
}

/** From `?query` to what makes a difference of it. */
export type QueryNormaliser = (search: string) => string

function queryNormaliser({ sortQuery, ignoreQuery, keepQuery }: KeyOptions): QueryNormaliser | undefined {
  const ignored = ignoreQuery && matcher(ignoreQuery)
  const kept = keepQuery && matcher(keepQuery)
  if (!sortQuery && ignored === undefined && kept === undefined) return undefined
  return (search) =>
    rewriteQuery(search, {
      sort: sortQuery ?? false,
      counts: (name) => (ignored === undefined || !ignored(name)) && (kept === undefined || kept(name)),
    })
}

export interface QueryRules {
  readonly sort: boolean
  /** Whether a parameter of that name makes a difference. */
  readonly counts: (name: string) => boolean
}

/** More parameters than this are left as they are. */
export const maxParameters = 256

/** @param search with its `?`; what is left has one too, or is empty */
export function rewriteQuery(search: string, { sort, counts }: QueryRules): string {
  const pairs = search.slice(1).split('&')
  if (pairs.length > maxParameters) return search
  // Some servers end a parameter at `;`: one that is ignored could carry one that counts.
  const left = pairs.filter((pair) => pair.includes(';') || pair.includes('%3B') || counts(nameOf(pair)))
  if (sort) left.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : 0))
  return left.length === 0 ? '' : `?${left.join('&')}`
}

const nameOf = (pair: string): string => {
  const equals = pair.indexOf('=')
  return equals < 0 ? pair : pair.slice(0, equals)
}

function matcher(patterns: readonly string[]): (name: string) => boolean {
  const exact = new Set(patterns.filter((pattern) => !pattern.endsWith('*')))
  const prefixes = patterns.filter((pattern) => pattern.endsWith('*')).map((pattern) => pattern.slice(0, -1))
  return (name) => exact.has(name) || prefixes.some((prefix) => name.startsWith(prefix))
}
