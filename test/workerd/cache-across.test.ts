import { env } from 'cloudflare:workers'
import type { Context, Module } from 'sallyport'
import { pipeline, problem, unknownClient } from 'sallyport'
import { cache, durable, memory, relay, tiered } from 'sallyport/cache'
import { door } from 'sallyport/door'
import { expect, test } from 'vitest'
import { Landings, maxLandings } from '../../lib/cache/stores/landings.ts'
import { platformContext } from '../support/reach.ts'

let made = 0
const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

interface Isolates {
  seen: number
  /** Most requests at the origin at one time. */
  most: number
  get(which: number, path?: string): Promise<{ status: number; text: string; marked: string }>
}

/** Gates with nothing in common but the objects. */
function isolates(
  count: number,
  origin: (nth: number) => Promise<Response | undefined>,
  collapseSeconds = 5,
): Isolates {
  const name = `across-${++made}`
  const told: Isolates = { seen: 0, most: 0, get: async () => ({ status: 0, text: '', marked: '' }) }
  let open = 0
  const last: Module = {
    name: 'origin',
    failure: 'closed',
    provides: 'origin',
    async handle(request, context: Context) {
      const nth = ++told.seen
      told.most = Math.max(told.most, ++open)
      const response = await origin(nth)
      open--
      const base = { pool: 'origin', endpoint: 'origin.test', attempts: 1, tls: 'none' as const }
      context.settle('origin', response === undefined ? { ...base, error: 'connection_terminated' } : base)
      return response ?? problem(request, { status: 502, id: context.id })
    },
  }
  const gates = Array.from({ length: count }, () =>
    door(
      pipeline(
        cache({
          store: tiered(memory(), durable(env.CACHE, { name }), { recheckSeconds: 0 }),
          collapseAcross: () => relay(env.CACHE),
          collapseSeconds,
        }),
        last,
      ),
      { client: unknownClient },
    ),
  )
  told.get = async (which, path = `/${name}`) => {
    const gate = gates[which % count] as (typeof gates)[number]
    const response = await gate.fetch(new Request(`https://shop.test${path}`), {}, platformContext())
    return { status: response.status, text: await response.text(), marked: response.headers.get('cache-status') ?? '' }
  }
  return told
}

const fresh = (text: string): Response => new Response(text, { headers: { 'cache-control': 'max-age=60' } })
const crowd = (site: Isolates, size: number) => Promise.all(Array.from({ length: size }, (_, at) => site.get(at)))

test('200 requests for a cold object in 10 isolates: one reaches the origin', async () => {
  const site = isolates(10, async (nth) => {
    await later(300)
    return fresh(`v${nth}`)
  })
  const answers = await crowd(site, 200)
  expect(site.seen).toBe(1)
  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`))).toEqual(new Set(['200 v1']))
  expect(answers.filter(({ marked }) => marked.includes('collapsed')).length).toBe(199)
})

test('what turns out uncacheable is shared with nobody, and nobody waits in line', async () => {
  const site = isolates(5, async (nth) => {
    await later(200)
    return new Response(`for ${nth}`, { headers: { 'cache-control': 'private' } })
  })
  const answers = await crowd(site, 50)
  expect(new Set(answers.map(({ text }) => text)).size).toBe(50)
  expect(site.most).toBeGreaterThanOrEqual(45)
  site.most = 0
  await crowd(site, 50)
  expect(site.most).toBe(50) // now it is known everywhere
})

test('an origin that breaks for the one who asks fails nobody else', async () => {
  const site = isolates(5, async (nth) => {
    await later(100)
    return nth === 1 ? undefined : fresh('good')
  })
  const answers = await crowd(site, 20)
  expect(answers.filter(({ status }) => status === 502).length).toBe(1)
  expect(answers.filter(({ text }) => text === 'good').length).toBe(19)
})

test('a leader that is never heard of again holds nobody longer than the route says', async () => {
  const site = isolates(
    2,
    async (nth) => {
      if (nth === 1) await later(1500)
      return fresh(`v${nth}`)
    },
    0.3,
  )
  const first = site.get(0)
  await later(100)
  const second = await site.get(1)
  expect(second.text).toBe('v2')
  expect((await first).text).toBe('v1')
})

test('bounds: over the limit everybody leads; a wrong token ends nothing', async () => {
  const landings = new Landings()
  for (let at = 0; at < maxLandings; at++) expect(landings.lead(String(at), 't', 5)).toMatchObject({ leads: true })
  expect(landings.lead('more', 't', 5)).toMatchObject({ leads: true })
  expect(landings.lead('more', 't', 5)).toMatchObject({ leads: true })
  const waiting = landings.lead('0', 'other', 5)
  landings.land('0', 'wrong', true)
  landings.land('0', 't', true)
  expect(await waiting).toEqual({ leads: false, landed: 'kept' })
  expect(await landings.lead('1', 'other', 5)).toEqual({ leads: false, landed: 'late' })
})
