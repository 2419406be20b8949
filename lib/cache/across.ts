import { parseCacheControl } from '../http/cache-control.ts'
import { chosen, usable } from './choice.ts'
import { type Outcome, type Reason, told } from './exchange.ts'
import type { Work } from './room.ts'
import { serve } from './serve.ts'
import type { Ticket } from './stores/landings.ts'

/**
 * Asks the origin unless another isolate is doing so: then waits for that, and is answered from the store they share. Where it brings nothing
 * that can be shared, or nobody says in time, each asks by itself, at once.
 *
 * @param id what requests have to have in common
 * @param alone called where there is nothing to wait for: those who wait for this request in its own isolate need not either
 * @param go asks the origin
 */
export async function across(
  work: Work,
  reason: Reason,
  id: string,
  alone: () => void,
  go: () => Promise<Outcome>,
): Promise<Outcome> {
  const { relay, room, key, context } = work
  if (relay === undefined) return go()
  let ticket: Ticket
  try {
    ticket = await relay.lead(id, room.settings.collapseMs)
  } catch {
    return go() // without it nobody is worse off than without the option
  }
  if (ticket.leads) {
    const { token } = ticket
    const land = (kept: boolean): Promise<void> => relay.land(id, token, kept).catch(() => undefined)
    const going = go()
    context.waitUntil(
      going.then(
        async ({ shared }) => land((await shared) !== undefined),
        () => land(false),
      ),
    )
    return going
  }
  if (ticket.landed === 'nothing') room.passes.note(key.id, context.now)
  const found = ticket.landed === 'kept' ? await stored(work, reason) : undefined
  if (found !== undefined) return found
  alone()
  return go()
}

/** What the other has stored meanwhile, if this request may have it unasked. */
async function stored(work: Work, { fwd }: Reason): Promise<Outcome | undefined> {
  const { room, request, context, key, store } = work
  const { settings } = room
  const now = settings.clock()
  const found = chosen(work, await store.get(key.id, (one) => usable(work, one, now)))
  if (found === undefined || !usable(work, found, now)) return undefined
  const asked = parseCacheControl(request.headers.get('cache-control'))
  if (settings.honoursRequests && asked.noCache !== false) return undefined
  const response = await serve(found, request, { now, random: context.random, browser: settings.browser })
  if (response === undefined) return undefined
  const verdict = { hit: false, fwd, collapsed: true, key: key.id, ...told(found.head, now) }
  return { response, verdict, shared: Promise.resolve(found) }
}
