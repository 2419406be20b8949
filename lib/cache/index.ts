import type { Context } from '../core/context.ts'
import type { Handler, Module } from '../core/module.ts'
import { problem } from '../core/respond.ts'
import type { CacheVerdict } from '../core/verdicts.ts'
import { parseCacheControl } from '../http/cache-control.ts'
import { conditionalFields } from '../http/conditional.ts'
import { hasCookie } from '../http/cookie.ts'
import { across } from './across.ts'
import { chosen, usable } from './choice.ts'
import { askedOf, exchange, type Outcome, type Reason, told } from './exchange.ts'
import { Budget, maxFillBytes } from './fill.ts'
import { Flights, type Held, Passes } from './flights.ts'
import { type CacheOptions, readSettings, type Settings } from './options.ts'
import { isSafe } from './policy/invalidation.ts'
import { reuse } from './policy/reuse.ts'
import { risksOf } from './policy/risks.ts'
import { selectedBy, selects, variantOf } from './policy/vary.ts'
import { canonical, mayMeet } from './purge.ts'
import { asking, plain } from './request.ts'
import { mark, type Room, type Work, writable } from './room.ts'
import { coveredBy, outgoing, serve } from './serve.ts'
import { memory } from './stores/memory.ts'
import type { Purge, Store, Stored } from './stores/store.ts'
import { unsafe } from './unsafe.ts'
import { updateByHead } from './update.ts'
import { Variances } from './variance.ts'

export type { Head } from './entry.ts'
export type { KeyOptions } from './key.ts'
export type { CacheLimits, CacheOptions, Lifetimes } from './options.ts'
export type { Normaliser } from './policy/vary.ts'
export { deviceClass, encodings, languages } from './policy/vary.ts'
export { type PurgingOptions, purging } from './purging.ts'
export { type DurableOptions, durable, type ObjectNamespace } from './stores/durable.ts'
export { type MemoryOptions, memory } from './stores/memory.ts'
export { type PlatformOptions, platform } from './stores/platform.ts'
export { type Relay, relay } from './stores/relay.ts'
export type { Awaitable, Mark, Purge, Store, Stored, StoredBody, Target } from './stores/store.ts'
export { type Tier, type TieredOptions, tiered } from './stores/tiered.ts'
export { type Warmed, type WarmOptions, type Warmth, warm } from './warm.ts'
export { type CachedProps, type WorkersCacheOptions, workersCache } from './workers-cache.ts'

/** The module, and the door to what it holds. */
// biome-ignore lint/suspicious/noExplicitAny: Env is the worker's
export interface Cache<Env = any> extends Module<Env> {
  readonly options: CacheOptions<Env>
  /**
   * Purges what this route has stored, and what is on its way there. URLs and prefixes are made canonical as those of requests are.
   *
   * @returns how many stored answers it met, as far as the store knows
   * @throws where the store cannot be reached: then it may or may not have happened
   */
  purge(purge: Purge, env: Env): Promise<number>
}

/**
 * A shared HTTP cache (RFC 9111) in front of the rest of the pipeline. Nothing is reused unasked unless the origin or the route gave it a
 * lifetime; in doubt an answer is not stored, and Cache-Status says why (docs/cache.md).
 *
 * @throws ERR_OPTION when the route is declared, for an unusable option
 */
// biome-ignore lint/suspicious/noExplicitAny: Env is the worker's
export function cache<Env = any>(options: CacheOptions<Env> = {}): Cache<Env> {
  const settings = readSettings(options, Date.now)
  const storeOf = storeReader(options.store)
  const relayOf = options.collapseAcross
  const room: Room = {
    settings,
    flights: new Flights(),
    passes: new Passes(),
    fills: new Budget(maxFillBytes),
    variances: new Variances(),
    within,
  }
  return {
    name: 'cache',
    failure: 'open',
    provides: 'cache',
    risks: risksOf(options),
    options,
    async purge({ target, soft }, env) {
      const named = canonical(target, room)
      // Of what is on its way nobody knows the tags yet.
      if (!soft) room.flights.invalidate((url) => mayMeet(named, url))
      return storeOf(env).purge({ target: named, soft })
    },
    handle(request, context, next) {
      const { method } = request
      const bypass = bypassed(request, context, settings)
      if (bypass !== undefined) return forward(request, context, next, settings, bypass)
      const { scheme, host, target } = context
      const key = room.variances.applied(settings.keyOf({ scheme, host, target, fields: request.headers }))
      const reading = method === 'GET' || method === 'HEAD'
      if (reading && key.id.length > settings.maxKeyLength) {
        return forward(request, context, next, settings, { fwd: 'bypass', detail: 'key-too-long' })
      }
      const work: Work = {
        room,
        store: storeOf(context.env),
        relay: relayOf?.(context.env),
        request,
        context: context as Context,
        next: next as Handler,
        key,
      }
      if (!reading) return unsafe(work)
      const found = work.store.get(key.id, (stored) => usable(work, stored))
      return found instanceof Promise ? found.then((variants) => answer(work, variants)) : answer(work, found)
    },
  }
}

const within: Room['within'] = (promise, ms) =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(undefined), ms)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })

function storeReader<Env>(store: CacheOptions<Env>['store']): (env: Env) => Store {
  if (typeof store !== 'function') {
    const own = store ?? memory()
    return () => own
  }
  let last: { readonly env: Env; readonly store: Store } | undefined
  return (env) => {
    if (last === undefined || last.env !== env) last = { env, store: store(env) }
    return last.store
  }
}

/** Requests that the cache has nothing to do with, and why. */
function bypassed(
  request: Request,
  { body, fieldNames }: Context,
  settings: Settings,
): Pick<CacheVerdict, 'fwd' | 'detail'> | undefined {
  const { method, headers } = request
  // Whoever changes something changes it for all, also with a cookie whose answers pass by.
  if (method !== 'GET' && method !== 'HEAD') return isSafe(method) ? { fwd: 'method' } : undefined
  if (fieldNames.includes('upgrade')) return { fwd: 'bypass', detail: 'upgrade' }
  // An origin may answer by a body that no key holds.
  if (body.present && body.declaredBytes !== 0) return { fwd: 'bypass', detail: 'request-body' }
  const { bypasses } = settings
  return bypasses !== undefined && hasCookie(headers.get('cookie'), bypasses)
    ? { fwd: 'bypass', detail: 'cookie' }
    : undefined
}

async function forward<Env>(
  request: Request,
  context: Context<Env>,
  next: Handler<Env>,
  settings: Settings,
  why: Pick<CacheVerdict, 'fwd' | 'detail'>,
): Promise<Response> {
  const response = writable(await next(request, context))
  outgoing(response.headers, response.status, undefined)
  return mark(response, context as Context, settings, { hit: false, ...why, fwdStatus: response.status })
}

/** The origin's own answer, without the fields that are for caches. */
function shown(response: Response): Response {
  const answer = writable(response)
  outgoing(answer.headers, answer.status, undefined)
  return answer
}

/** From what is stored if that may be, else from the origin. */
function answer(work: Work, variants: readonly Stored[]): Response | Promise<Response> {
  const { room, request, context } = work
  const { settings } = room
  const stored = chosen(work, variants)
  const asked = settings.honoursRequests ? parseCacheControl(request.headers.get('cache-control')) : undefined
  if (stored === undefined) {
    return fetchFor(work, variants, { fwd: variants.length === 0 ? 'uri-miss' : 'vary-miss' })
  }
  const { head } = stored
  if (
    head.part !== undefined &&
    (request.method !== 'GET' || coveredBy(head, request.headers, context.now) === undefined)
  ) {
    const complete = head.part.first === 0 && !request.headers.has('range') && request.method === 'GET'
    return fetchFor(work, variants, { fwd: 'partial', stored, complete })
  }
  const decision = reuse(head, stored.purged, asked, settings.stale, context.now)
  if (decision.use === 'validate') {
    return fetchFor(work, variants, { fwd: decision.fwd, detail: decision.detail, stored })
  }
  const { now, random } = context
  const served = serve(stored, request, {
    now,
    random,
    browser: settings.browser,
    plain: !context.fieldNames.some(asksMore),
  })
  const done = (response: Response | undefined): Response | Promise<Response> => {
    if (response === undefined) return fetchFor(work, [], { fwd: 'uri-miss', detail: 'body-gone' })
    const stale = decision.use === 'stale'
    if (stale && decision.refresh) refresh(work, stored)
    return mark(response, context, settings, {
      hit: true,
      ttl: decision.ttl,
      ...(settings.debug && { key: work.key.id, ...(head.tags.length > 0 && { tags: head.tags }) }),
      ...(stale && { detail: decision.detail }),
    })
  }
  return served instanceof Promise ? served.then(done) : done(served)
}

/** Whether a field is a condition or a range: names cost less to look through than five fields to look up. */
const asksMore = (name: string): boolean => name.startsWith('if-') || name === 'range'

/** Asks the origin, or waits for somebody who does. */
async function fetchFor(work: Work, variants: readonly Stored[], reason: Reason): Promise<Response> {
  const { room, request, context, key } = work
  const { settings, flights } = room
  if (onlyIfCached(request)) {
    const refused = problem(request, { status: 504, id: context.id })
    return mark(refused, context, settings, { hit: false, fwd: reason.fwd, detail: 'only-if-cached' })
  }
  if (request.method === 'HEAD') return head(work, reason)
  if (!collapsible(work)) return land(work, exchange(work, reason, context, always))
  const id = flightId(work, variants, reason)
  const flight = flights.find(id)
  if (flight !== undefined) {
    const held = await room.within(flight.landed, settings.collapseMs)
    const shared = held && (await sharedAnswer(work, reason, held))
    return shared ?? land(work, exchange(work, reason, context, always))
  }
  const led = reason.stored !== undefined || !conditionalFields.some((name) => request.headers.has(name))
  const own = led ? flights.lead(id, key.url) : undefined
  if (own === undefined) return land(work, exchange(work, reason, context, always))
  const alone = (): void => own.land(undefined)
  const going = across(work, reason, id, alone, () => exchange(work, reason, context, () => own.valid))
  // It goes on for those who wait, whether or not its own client does.
  context.waitUntil(
    going.then(
      async ({ shared }) => own.land(await shared),
      () => own.land(undefined),
    ),
  )
  return land(work, going)
}

/**
 * Whether a request may wait for another, or be waited for: not for a range, not with credentials that make an answer its own, not where the
 * last answer was shared with nobody.
 */
const collapsible = ({ room, request, context, key }: Work): boolean =>
  room.settings.collapseMs > 0 &&
  !request.headers.has('range') &&
  (room.settings.storing.authorizationKeyed || !request.headers.has('authorization')) &&
  !room.passes.has(key.id, context.now)

const always = (): boolean => true

const onlyIfCached = (request: Request): boolean => {
  const text = request.headers.get('cache-control')
  return text !== null && parseCacheControl(text).onlyIfCached
}

/** What requests have to have in common to be one: key, and the fields that answers under it have varied by so far. */
function flightId({ room, request, key }: Work, variants: readonly Stored[], { stored }: Reason): string {
  const names = (stored ?? variants[0])?.head.vary.map(([name]) => name) ?? []
  const selected = selectedBy(names, request.headers, room.settings.normalisers) ?? []
  return `${key.id}\n${variantOf(selected)}`
}

async function land({ room, context }: Work, going: Promise<Outcome>): Promise<Response> {
  const { response, verdict, settled } = await going
  if (settled !== undefined) context.waitUntil(settled)
  return mark(response, context, room.settings, verdict)
}

/** What another's request brought, if this one selects it too. */
async function sharedAnswer(work: Work, { fwd }: Reason, held: Held): Promise<Response | undefined> {
  const { room, request, context, key } = work
  const { settings } = room
  if (!selects(held.head, request.headers, settings.normalisers)) return undefined
  const now = settings.clock()
  const response = await serve(held, request, { now, random: context.random, browser: settings.browser })
  if (response === undefined) return undefined
  return mark(response, context, settings, {
    hit: false,
    fwd,
    collapsed: true,
    key: key.id,
    ...told(held.head, now),
  })
}

/** Stale while revalidate: once, behind the answer's back (RFC 5861, section 3). */
function refresh(work: Work, stored: Stored): void {
  const { room, context, key } = work
  const id = flightId(work, [stored], { fwd: 'stale', stored })
  if (room.flights.find(id) !== undefined) return
  const flight = room.flights.lead(id, key.url)
  if (flight === undefined) return
  context.defer(async () => {
    try {
      const whole = { ...work, request: plain(work.request) }
      const { shared, settled, response } = await exchange(
        whole,
        { fwd: 'stale', stored },
        context.fork(),
        () => flight.valid,
      )
      const held = await (settled ?? shared)
      void response.body?.cancel().catch(() => undefined)
      flight.land(held)
    } finally {
      flight.land(undefined)
    }
  })
}

/** HEAD is never answered with more than a head, and what it brings may freshen what is stored for GET. */
async function head(work: Work, reason: Reason): Promise<Response> {
  const { room, request, context, next, key } = work
  const { settings } = room
  const known = work.store.mark?.()
  const requested = settings.clock()
  // What it brings may freshen what everybody gets, so it goes out as a GET that fills the cache would.
  const response = await next(asking(request, { keyed: settings.keyedFields }), context)
  const received = settings.clock()
  const { stored, fwd } = reason
  const failed = context.verdicts.origin?.error !== undefined
  const fresh =
    stored === undefined || failed
      ? undefined
      : await updateByHead(work, askedOf(work), stored, response, { requested, received, mark: known, valid: always })
  const verdict: CacheVerdict = {
    hit: false,
    fwd,
    fwdStatus: response.status,
    key: key.id,
    stored: fresh?.kept ?? false,
  }
  if (fresh === undefined) return mark(shown(response), context, settings, verdict)
  const served = await serve(fresh.held, request, { now: received, random: context.random, browser: settings.browser })
  return mark(served ?? shown(response), context, settings, verdict)
}
