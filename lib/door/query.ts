import { percentEncode } from '../http/percent.ts'
import type { RowId } from './rows.ts'

/** A query in canonical form, with its question mark, and what was met on the way there. */
export interface CanonicalQuery {
  readonly query: string
  readonly rows: readonly RowId[]
}

// What `new URL` leaves alone in the query of an http URL (WHATWG URL, special-query percent-encode set).
const plain = /^[\x21\x24-\x26\x28-\x3b\x3d\x3f-\x7e]*$/
const other = /[^\x21\x24-\x26\x28-\x3b\x3d\x3f-\x7e]/gu
const raw = /[\x00-\x20\x7f]/
const nothing: readonly RowId[] = []

/**
 * The canonical form of a raw query, `?` included; empty where there is nothing behind it. Only what a URL may not hold is encoded: bad
 * escapes and dots are data here, and origins are sent them as they came.
 */
export function canonicalQuery(query: string): CanonicalQuery {
  if (query === '?' || query === '') return { query: '', rows: nothing }
  if (plain.test(query)) return { query, rows: nothing }
  return { query: query.replace(other, percentEncode), rows: [raw.test(query) ? 'raw-control' : 'raw-text'] }
}
