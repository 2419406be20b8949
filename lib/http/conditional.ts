import { parseHttpDate } from './date.ts'

/** An entity tag (RFC 9110, section 8.8.3): `opaque` is what stands in quotes. */
export interface EntityTag {
  readonly weak: boolean
  readonly opaque: string
}

const tag = /^(W\/)?"([\x21\x23-\x7e\x80-\uffff]*)"$/

/** One entity tag, as ETag and If-Range bear it; `undefined` for what is none. */
export function parseEntityTag(text: string | null | undefined): EntityTag | undefined {
  const match = tag.exec(text?.trim() ?? '')
  return match ? { weak: match[1] !== undefined, opaque: match[2] as string } : undefined
}

/** Longest If-None-Match or If-Match, and most tags in one, that are looked at. */
const maxLength = 16_384
const maxTags = 256

/** The tags of If-None-Match or If-Match; `*` for any; `undefined` where the field cannot be read. */
export function parseEntityTags(text: string): readonly EntityTag[] | '*' | undefined {
  if (text.trim() === '*') return '*'
  if (text.length > maxLength) return undefined
  const tags: EntityTag[] = []
  const member = /[ \t]*(?:(W\/)?"([\x21\x23-\x7e\x80-\uffff]*)")?[ \t]*(?:,|$)/y
  while (member.lastIndex < text.length) {
    const match = member.exec(text)
    if (match === null || tags.length === maxTags) return undefined
    if (match[2] !== undefined) tags.push({ weak: match[1] !== undefined, opaque: match[2] })
  }
  return tags
}

/** Both strong and the same: byte for byte the same content (RFC 9110, section 8.8.3.2). */
export const strongMatch = (a: EntityTag | undefined, b: EntityTag | undefined): boolean =>
  a !== undefined && b !== undefined && !a.weak && !b.weak && a.opaque === b.opaque

export const weakMatch = (a: EntityTag | undefined, b: EntityTag | undefined): boolean =>
  a !== undefined && b !== undefined && a.opaque === b.opaque

/** What is known of the content that would be sent. Times in ms. */
export interface Validators {
  readonly etag: string | undefined
  readonly lastModified: number | undefined
  /** When it was made: stands in for Last-Modified where there is none (RFC 9111, section 4.3.2). */
  readonly date: number
}

interface Fields {
  get(name: string): string | null
}

/**
 * The preconditions of a GET or HEAD, in the order of RFC 9110, section 13.2.2, Range aside: 412, 304, or `undefined` to go on.
 * One that cannot be read is as if it were not there, If-Match apart: it is there to prevent something, so it fails.
 */
export function precondition(
  fields: Fields,
  { etag, lastModified, date }: Validators,
  now: number,
): 304 | 412 | undefined {
  const own = parseEntityTag(etag)
  const ifMatch = fields.get('if-match')
  if (ifMatch !== null) {
    const tags = parseEntityTags(ifMatch)
    if (tags === undefined || (tags !== '*' && !tags.some((tag) => strongMatch(tag, own)))) return 412
  } else {
    const unmodifiedSince = parseHttpDate(fields.get('if-unmodified-since'), now)
    if (unmodifiedSince !== undefined && lastModified !== undefined && lastModified > unmodifiedSince) return 412
  }
  const ifNoneMatch = fields.get('if-none-match')
  if (ifNoneMatch !== null) {
    const tags = parseEntityTags(ifNoneMatch)
    return tags === '*' || tags?.some((tag) => weakMatch(tag, own)) ? 304 : undefined
  }
  const modifiedSince = parseHttpDate(fields.get('if-modified-since'), now)
  return modifiedSince !== undefined && (lastModified ?? date) <= modifiedSince ? 304 : undefined
}

/**
 * Whether If-Range lets a Range stand (RFC 9110, section 13.1.5): it names the very content, by a strong tag, or by a date that is
 * its Last-Modified and old enough to be strong (section 8.8.2.2).
 */
export function ifRange(value: string | null, { etag, lastModified, date }: Validators, now: number): boolean {
  if (value === null) return true
  const own = parseEntityTag(etag)
  const named = parseEntityTag(value)
  if (named !== undefined) return strongMatch(named, own)
  const since = parseHttpDate(value, now)
  return since !== undefined && since === lastModified && date - lastModified >= 1000
}

/** The fields of a request that ask for a comparison with what the client holds. */
export const conditionalFields: readonly string[] = [
  'if-match',
  'if-none-match',
  'if-modified-since',
  'if-unmodified-since',
  'if-range',
]
