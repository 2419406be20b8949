import type { Context } from '../core/context.ts'
import { problem } from '../core/respond.ts'
import type { CacheVerdict } from '../core/verdicts.ts'
import { parseCacheControl } from '../http/cache-control.ts'
import { type Head, ttlOf } from './entry.ts'
import { fill } from './fill.ts'
import type { Held } from './flights.ts'
import { type Asked, type Draft, type Drafted, draft } from './head.ts'
import { settled } from './parts.ts'
import { staleIfError } from './policy/reuse.ts'
import { asking, hasValidator } from './request.ts'
import type { Work } from './room.ts'
import { outgoing, serve } from './serve.ts'
import type { Mark, Stored } from './stores/store.ts'
import { freshened } from './update.ts'

/** Why the origin is asked, and what is there already. */
export interface Reason {
  readonly fwd: NonNullable<CacheVerdict['fwd']>
  readonly detail?: string | undefined
  /** The stored answer that this is about: to be validated, joined with, or to stand in. */
  readonly stored?: Stored | undefined
  /** Ask for what a stored part lacks of the whole. */
  readonly complete?: boolean
}

/** What came of asking the origin. */
export interface Outcome {
  readonly response: Response
  readonly verdict: CacheVerdict
  /** What others who wait may have, when it is whole; `undefined`: nothing. Never rejects. */
  readonly shared: Promise<Held | undefined>
  /** Resolves when storing has ended, with what may be shared. Never rejects. */
  readonly settled?: Promise<Held | undefined>
}

const nothing: Promise<undefined> = Promise.resolve(undefined)

/** Sends the request on, and stores, freshens or passes what comes back. `valid` is asked again before anything is stored. */
export async function exchange(work: Work, reason: Reason, context: Context, valid: () => boolean): Promise<Outcome> {
  const { room, request, next, key } = work
  const { settings } = room
  const { stored } = reason
  const completing = reason.complete ?? false
  const validate = stored && stored.head.part === undefined && hasValidator(stored.head) ? stored.head : undefined
  const complete = completing ? stored?.head : undefined
  const mark = work.store.mark?.()
  const requested = settings.clock()
  const response = await next(asking(request, { keyed: settings.keyedFields, validate, complete }), context)
  const received = settings.clock()
  const { status } = response
  const failure = failureOf(status, context)
  if (failure !== undefined && stored !== undefined && !completing) {
    const spared = await standIn(work, reason, stored, failure, status, received)
    if (spared !== undefined) {
      void response.body?.cancel().catch(() => undefined)
      return spared
    }
  }
  const asked = askedOf(work)
  if (validate !== undefined && stored !== undefined && status === 304) {
    const fresh = await freshened(work, asked, stored, response, { requested, received, valid, mark })
    if (fresh === undefined)
      return exchange(work, { fwd: reason.fwd, detail: 'validator-mismatch' }, context.fork(), valid)
    const { held, kept, cookies } = fresh
    const answer = await serve(held, request, { now: received, random: context.random, browser: settings.browser })
    if (answer === undefined) return exchange(work, { fwd: 'miss' }, context.fork(), valid)
    for (const cookie of cookies) answer.headers.append('set-cookie', cookie)
    const verdict = { ...said(work, reason, status), ...told(held.head, received), stored: kept }
    return {
      response: answer,
      verdict,
      shared: Promise.resolve(kept && shareable(held.head, received) ? held : undefined),
    }
  }
  const answered = { status, fields: response.headers, requested, received }
  const drafted: Drafted | { reason: string } =
    failure === 'unreachable' ? { reason: 'origin-unreachable' } : draft(asked, answered, settings)
  if ('reason' in drafted) {
    // A client that asked for the whole is not given the rest of it, nor told that there is none.
    if (completing && (status === 206 || status === 416)) {
      void response.body?.cancel().catch(() => undefined)
      return exchange(work, { fwd: 'miss', detail: 'parts-do-not-join' }, context.fork(), valid)
    }
    // What is answered to a condition or a range says nothing of the next answer.
    if (status !== 304 && status !== 412 && status !== 416) room.passes.note(key.id, context.now)
    // What is gone must not come back as a stale answer when its origin is down.
    if (stored !== undefined && (status === 404 || status === 410)) await work.store.delete(key.id)
    passed(response.headers, status, work, false)
    return { response, verdict: { ...said(work, reason, status), detail: drafted.reason }, shared: nothing }
  }
  const moment = { received, valid, mark, complete: complete !== undefined }
  return keep(work, reason, drafted.draft, response, context, moment)
}

interface Moment {
  readonly received: number
  readonly valid: () => boolean
  readonly mark: Mark
  /** Whether a part was asked to be completed: the client wants the whole. */
  readonly complete: boolean
}

/** Stores an answer before, or while, it is sent. */
async function keep(
  work: Work,
  reason: Reason,
  drafted: Draft,
  response: Response,
  context: Context,
  { received, valid, mark, complete }: Moment,
): Promise<Outcome> {
  const { room, store, request, key } = work
  const { status } = response
  const maxBytes = Math.min(room.settings.storing.maxObjectBytes, store.maxObjectBytes)
  const completing = complete && status === 206
  const filling = fill(response.body, drafted.declaredBytes, maxBytes, room.fills, completing)
  const about = { range: request.headers.get('range'), miscounts: room.settings.tolerated.has('miscounted-206') }
  const ready = filling.whole.then((body) =>
    body === undefined ? undefined : settled(drafted, body, reason.stored, about),
  )
  const kept = ready
    .then(async (whole) => {
      if (whole === undefined) return undefined
      const at = room.variances.learned(key, response.headers.get('no-vary-search'))
      if (valid()) {
        const stored = { ...whole.head, url: at.url, mark }
        // Other isolates are told that it is there: then it has to be.
        const later = work.relay === undefined ? (written: Promise<unknown>) => context.waitUntil(written) : undefined
        await store.put(at.id, stored, whole.body, later)
      }
      const { head, body } = whole
      return shareable(head, received) ? { head, open: opener(body) } : undefined
    })
    .catch(() => undefined)
  // Whether there will be anything to share is known now, however long the body takes: nobody waits for nothing.
  const sharing = shareable(drafted.head, received)
  if (sharing) room.passes.clear(key.id)
  else room.passes.note(key.id, context.now)
  const outcome = { shared: sharing ? kept : nothing, settled: kept }
  const verdict = { ...said(work, reason, status), ...told(drafted.head, received), stored: true }
  if (filling.stream !== undefined) {
    passed(response.headers, status, work, true)
    return { response: new Response(filling.stream, response), verdict, ...outcome }
  }
  const whole = await ready
  await kept
  if (completing) {
    if (whole === undefined || whole.head.part !== undefined) {
      return exchange(work, { fwd: 'miss', detail: 'parts-do-not-join' }, context.fork(), valid)
    }
    const held = { head: whole.head, open: opener(whole.body) }
    const answer = await serve(held, request, { now: received, random: context.random, browser: room.settings.browser })
    return { response: answer as Response, verdict, ...outcome }
  }
  const body = await filling.whole
  if (body === undefined) return brokenOff(work, reason, context, received)
  passed(response.headers, status, work, true)
  const answer = new Response(request.method === 'HEAD' || bodiless.has(status) ? null : body, {
    status,
    statusText: response.statusText,
    headers: response.headers,
    encodeBody: 'manual',
  } as ResponseInit)
  return {
    response: answer,
    verdict: whole === undefined ? { ...said(work, reason, status), detail: 'content-range' } : verdict,
    ...outcome,
  }
}

/** The body broke off, or was not as long as it said, before anything was sent: what is stored may stand in. */
async function brokenOff(work: Work, reason: Reason, context: Context, received: number): Promise<Outcome> {
  const { stored } = reason
  const spared = stored && (await standIn(work, reason, stored, 'unreachable', 502, received))
  if (spared !== undefined) return spared
  return {
    response: problem(work.request, { status: 502, id: context.id }),
    verdict: { ...said(work, reason, 502), detail: 'body-broke-off' },
    shared: nothing,
  }
}

const bodiless: ReadonlySet<number> = new Set([204, 205, 304])

const opener =
  (body: Blob): Held['open'] =>
  (range) =>
    range === undefined ? body : body.slice(range.first, range.last + 1)

/** Whether others may have an answer that came while they waited: not one that has to be asked for each time. */
export const shareable = (head: Head, now: number): boolean =>
  head.part === undefined && head.revalidation !== 'always' && ttlOf(head, now) > 0

const failing: ReadonlySet<number> = new Set([500, 502, 503, 504])

function failureOf(status: number, { verdicts: { origin } }: Context): 'error' | 'unreachable' | undefined {
  if (origin?.error !== undefined) return 'unreachable'
  return failing.has(status) ? 'error' : undefined
}

/** Serves what is stored in place of a failure, where that is allowed. */
async function standIn(
  work: Work,
  reason: Reason,
  stored: Stored,
  failure: 'error' | 'unreachable',
  status: number,
  now: number,
): Promise<Outcome | undefined> {
  const { settings } = work.room
  const { head } = stored
  if (head.part !== undefined || !staleIfError(head, failure, settings.stale, now)) return undefined
  const response = await serve(stored, work.request, { now, random: work.context.random, browser: settings.browser })
  if (response === undefined) return undefined
  const detail = failure === 'error' ? 'stale-if-error' : 'origin-unreachable'
  return {
    response,
    verdict: { ...said(work, reason, status), ...told(head, now), detail },
    shared: Promise.resolve(stored),
  }
}

export const askedOf = ({ request, key, context }: Work): Asked => ({
  method: request.method,
  fields: request.headers,
  key,
  url: () => context.url,
  noStore: parseCacheControl(request.headers.get('cache-control')).noStore,
})

const said = ({ key }: Work, { fwd, detail }: Reason, fwdStatus: number): CacheVerdict => ({
  hit: false,
  fwd,
  fwdStatus,
  key: key.id,
  ...(detail !== undefined && { detail }),
})

/** What a verdict says of a stored answer. */
export const told = (head: Head, now: number): Pick<CacheVerdict, 'ttl' | 'tags'> => ({
  ttl: ttlOf(head, now),
  ...(head.tags.length > 0 && { tags: head.tags }),
})

function passed(fields: Headers, status: number, { room }: Work, stored: boolean): void {
  outgoing(fields, status, stored ? room.settings.browser : undefined)
}
