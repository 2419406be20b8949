import { parseEntityTag, strongMatch } from '../http/conditional.ts'
import { parseHttpDate } from '../http/date.ts'
import type { Head } from './entry.ts'
import type { Held } from './flights.ts'
import { type Asked, draft, updatedFields } from './head.ts'
import type { Work } from './room.ts'
import type { Mark, Stored } from './stores/store.ts'

interface Moment {
  /** ms */
  readonly requested: number
  readonly received: number
  readonly valid: () => boolean
  /** Of the store, before it was asked. */
  readonly mark: Mark
}

/** A stored answer brought up to date. */
export interface Fresh {
  readonly held: Held
  /** Whether it is stored like this. */
  readonly kept: boolean
  /** Cookies that came with it, for the one who asked. */
  readonly cookies: readonly string[]
}

/** After a 304 (RFC 9111, section 4.3.4); `undefined` where its validator is of other content than is stored. */
export async function freshened(
  work: Work,
  asked: Asked,
  stored: Stored,
  update: Response,
  moment: Moment,
): Promise<Fresh | undefined> {
  const named = parseEntityTag(update.headers.get('etag'))
  const own = parseEntityTag(stored.head.etag)
  const fields = new Headers(update.headers)
  if (named !== undefined && !named.weak && own !== undefined && !own.weak && !strongMatch(named, own)) {
    if (!work.room.settings.tolerated.has('mismatched-304')) return undefined
    fields.delete('etag')
  }
  return apply(work, asked, stored, fields, moment)
}

async function apply(work: Work, asked: Asked, stored: Stored, update: Headers, moment: Moment): Promise<Fresh> {
  const { room, store, key } = work
  const { storing } = room.settings
  const fields = updatedFields(stored.head, update)
  // Its cookies are for the one who asked, and no reason to forget what is stored for all.
  const cookies = storing.setCookie === 'store' ? [] : update.getSetCookie()
  if (cookies.length > 0) fields.delete('set-cookie')
  const { requested, received } = moment
  const drafted = draft(asked, { status: stored.head.status, fields, requested, received }, room.settings)
  if ('reason' in drafted) {
    // What the origin says now forbids it; what only this request forbids is no reason to take it from the others.
    if (drafted.reason !== 'authorization' && drafted.reason !== 'request-no-store') await store.delete(key.id)
    const head = { ...stored.head, fields: [...fields] }
    return { held: { head, open: (range) => stored.open(range) }, kept: false, cookies }
  }
  const head: Head = { ...drafted.draft.head, bytes: stored.head.bytes, part: stored.head.part, mark: moment.mark }
  const kept =
    moment.valid() && head.variant === stored.head.variant && (await store.freshen(key.id, head, stored.head))
  return { held: { head, open: (range) => stored.open(range) }, kept, cookies }
}

/**
 * After an answer to HEAD (RFC 9111, section 4.3.5): what is stored for GET is brought up to date where nothing speaks against its being
 * the same, and else has to be validated before its next use.
 */
export async function updateByHead(
  work: Work,
  asked: Asked,
  stored: Stored,
  answer: Response,
  moment: Moment,
): Promise<Fresh | undefined> {
  const { head } = stored
  if (head.part !== undefined || answer.status >= 500) return undefined
  if (answer.status === head.status && sameContent(head, answer.headers, moment.received)) {
    return apply(work, { ...asked, method: 'GET' }, stored, answer.headers, moment)
  }
  await work.store.purge({ target: { by: 'url', value: head.url }, soft: true })
  return undefined
}

function sameContent(head: Head, fields: Headers, now: number): boolean {
  const etag = fields.get('etag')
  if (etag !== null && head.etag !== undefined && etag !== head.etag) return false
  const modified = parseHttpDate(fields.get('last-modified'), now)
  if (modified !== undefined && head.lastModified !== undefined && modified !== head.lastModified) return false
  const length = fields.get('content-length')
  return length === null || Number(length) === head.bytes
}
