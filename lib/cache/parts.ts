import { parseEntityTag, strongMatch } from '../http/conditional.ts'
import type { Head } from './entry.ts'
import type { Draft } from './head.ts'
import type { Stored } from './stores/store.ts'

/** A head that knows its body. */
export interface Whole {
  readonly head: Head
  readonly body: Blob
}

interface Asked206 {
  readonly range: string | null
  /** Whether Content-Length is believed where Content-Range contradicts it. */
  readonly miscounts: boolean
}

/**
 * Puts head and body together. A 206 becomes the part that its bytes are: fewer than its Content-Range claims are the first of them, more
 * are a contradiction. Joined with the part that is stored already, where both are of the same content, it may become the whole.
 */
export async function settled(
  draft: Draft,
  body: Blob,
  stored: Stored | undefined,
  { range, miscounts }: Asked206,
): Promise<Whole | undefined> {
  const { head, contentRange: said } = draft
  if (head.status !== 206 || said === undefined) return { head: { ...head, bytes: body.size }, body }
  const { first, last } = said
  // Never of one that begins at 0: that would be served as the whole.
  const short = miscounts && first > 0 && last === said.total - 1 && body.size === draft.declaredBytes
  const total = short ? first + body.size : said.total
  if (body.size === 0 || body.size > last - first + 1) return undefined
  const contentRange = head.fields.find(([name]) => name === 'content-range')?.[1]
  const answered = range === null || contentRange === undefined ? undefined : { range, contentRange }
  const part = { first, last: first + body.size - 1, total, answered }
  const fields = head.fields.filter(([name]) => name !== 'content-range')
  const fresh: Whole = { head: { ...head, fields, bytes: body.size, part }, body }
  const both = stored === undefined ? undefined : await joined(stored, fresh)
  return asWhole(both ?? fresh)
}

/** A part that is all there is, is a 200. */
function asWhole(whole: Whole): Whole {
  const { part } = whole.head
  if (part === undefined || part.first !== 0 || part.last !== part.total - 1) return whole
  return { body: whole.body, head: { ...whole.head, status: 200, part: undefined } }
}

/**
 * Two parts as one (RFC 9111, section 3.4): only where a strong validator says that they are of the same content, and they meet. The newer
 * head is kept, and its bytes where both have them.
 */
async function joined(stored: Stored, fresh: Whole): Promise<Whole | undefined> {
  const [old, part] = [stored.head.part, fresh.head.part]
  if (old === undefined || part === undefined || old.total !== part.total) return undefined
  if (!strongMatch(parseEntityTag(stored.head.etag), parseEntityTag(fresh.head.etag))) return undefined
  if (part.first > old.last + 1 || old.first > part.last + 1) return undefined
  const held = await stored.open()
  if (held === undefined) return undefined
  const before = held instanceof Blob ? held : await new Response(held).blob()
  const lead = old.first < part.first ? before.slice(0, part.first - old.first) : new Blob([])
  const tail = old.last > part.last ? before.slice(part.last + 1 - old.first) : new Blob([])
  const body = new Blob([lead, fresh.body, tail])
  const extent = {
    first: Math.min(old.first, part.first),
    last: Math.max(old.last, part.last),
    total: part.total,
    answered: undefined,
  }
  return { body, head: { ...fresh.head, bytes: body.size, part: extent } }
}
