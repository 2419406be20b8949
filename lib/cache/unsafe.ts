import type { CacheVerdict } from '../core/verdicts.ts'
import { hasCookie } from '../http/cookie.ts'
import { askedOf } from './exchange.ts'
import { draft } from './head.ts'
import { invalidated } from './policy/invalidation.ts'
import { unkeyedFields } from './request.ts'
import { mark, type Work } from './room.ts'
import { outgoing } from './serve.ts'

/** Bodies of answers to POST that are kept. */
const maxPostBytes = 1_048_576

/** A method that may change something: handed on, and what it may have changed is forgotten (RFC 9111, section 4.4). */
export async function unsafe(work: Work): Promise<Response> {
  const { room, request, context, next, store, key } = work
  const { settings } = room
  // What this request says in fields that are in no key must not become the answer to those that do not say it.
  const altered = unkeyedFields.some((name) => !settings.keyedFields.has(name) && request.headers.has(name))
  // Counts what is made invalid, or purged, while this is under way.
  const flight = request.method === 'POST' ? room.flights.lead(`${context.id} ${key.id}`, key.url) : undefined
  const requested = settings.clock()
  let response: Response
  try {
    response = await next(request, context)
  } catch (error) {
    flight?.land(undefined)
    throw error
  }
  const received = settings.clock()
  const { status, headers } = response
  const undisturbed = flight?.valid === true
  flight?.land(undefined)
  const failed = context.verdicts.origin?.error !== undefined
  const verdict: CacheVerdict = { hit: false, fwd: 'method', fwdStatus: status }
  if (failed) return mark(response, context, settings, verdict)
  for (const url of invalidated(request.method, context.url, status, headers)) {
    const { scheme, host } = context
    const target = url.pathname + url.search
    const { url: value } = room.variances.applied(settings.keyOf({ scheme, host, target, fields: request.headers }))
    room.flights.invalidate((flying) => flying === value)
    try {
      await store.purge({ target: { by: 'url', value }, soft: false })
    } catch {
      // The origin has done what it was asked to, and its answer must not be lost.
      return mark(response, context, settings, { ...verdict, detail: 'not-invalidated' })
    }
  }
  const length = Number(headers.get('content-length') ?? Number.NaN)
  const passing = settings.bypasses !== undefined && hasCookie(request.headers.get('cookie'), settings.bypasses)
  const keepable =
    request.method === 'POST' && undisturbed && !altered && !passing && key.id.length <= settings.maxKeyLength
  if (keepable && length <= maxPostBytes && response.body !== null) {
    const drafted = draft(askedOf(work), { status, fields: headers, requested, received }, settings)
    if ('draft' in drafted) {
      const body = await response.blob()
      // What it has changed itself is purged by now, and is not what it answers.
      const known = store.mark?.()
      const stored =
        body.size === length && (await store.put(key.id, { ...drafted.draft.head, bytes: length, mark: known }, body))
      outgoing(headers, status, settings.browser)
      const answer = new Response(body, { status, headers, encodeBody: 'manual' } as ResponseInit)
      return mark(answer, context, settings, { ...verdict, stored })
    }
  }
  outgoing(headers, status, undefined)
  return mark(response, context, settings, verdict)
}
