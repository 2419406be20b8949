import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { durable } from '../../lib/cache/stores/durable.ts'
import { memory } from '../../lib/cache/stores/memory.ts'
import { platform } from '../../lib/cache/stores/platform.ts'
import type { Store, Target } from '../../lib/cache/stores/store.ts'
import { tiered } from '../../lib/cache/stores/tiered.ts'
import { headFor, storeSuite } from '../cache/store-suite.ts'

let made = 0
const empty = (): string => `tiered-${++made}`

storeSuite('tiered', () => {
  const name = empty()
  return tiered(memory(), platform({ cache: name }), durable(env.CACHE, { name }))
})
storeSuite('tiered of two', () => tiered(memory(), durable(env.CACHE, { name: empty() })))

/** Two isolates: a memory each, all else shared. `elsewhere` is another data centre. */
function isolates(recheckSeconds: number) {
  const name = empty()
  let now = 0
  const clock = (): number => now
  const one = (place: string): Store =>
    tiered(memory(), platform({ cache: place, clock }), durable(env.CACHE, { name }), { recheckSeconds, clock })
  return {
    here: one(name),
    beside: one(name),
    elsewhere: one(`${name}-elsewhere`),
    pass: (seconds: number) => {
      now += seconds * 1000
    },
  }
}

const url = 'https://shop.test/p/a'
const put = async (store: Store, body: string, more = {}): Promise<boolean> =>
  store.put(url, headFor(url, body, { tags: ['t'], ...more }), new Blob([body]))
const read = async (store: Store): Promise<readonly string[]> =>
  Promise.all(
    (await store.get(url)).map(async (stored) => {
      const body = await stored.open()
      return `${stored.purged ? 'purged ' : ''}${body === undefined ? 'gone' : await new Response(body).text()}`
    }),
  )

test('what one isolate puts, all find', async () => {
  const { here, beside, elsewhere } = isolates(5)
  await put(here, 'body')
  expect([await read(here), await read(beside), await read(elsewhere)]).toEqual([['body'], ['body'], ['body']])
})

const targets: readonly Target[] = [
  { by: 'key', value: url },
  { by: 'url', value: url },
  { by: 'prefix', value: 'https://shop.test/p' },
  { by: 'host', value: 'shop.test' },
  { by: 'tag', value: 't' },
  { by: 'everything' },
]

test.each(targets)(
  'a purge by $by elsewhere is seen after the recheck at the latest, and at once where it was made',
  async (target) => {
    const { here, beside, elsewhere, pass } = isolates(5)
    await put(here, 'old')
    await Promise.all([read(beside), read(elsewhere)])
    await here.purge({ target, soft: false })
    expect(await read(here)).toEqual([])
    pass(5)
    expect([await read(beside), await read(elsewhere)]).toEqual([[], []])
    await put(elsewhere, 'new')
    expect([await read(here), await read(beside)]).toEqual([['new'], ['new']])
  },
)

test.each(targets)('with a recheck of 0, a purge by $by is seen by the next request anywhere', async (target) => {
  const { here, beside, elsewhere } = isolates(0)
  await put(here, 'old')
  await Promise.all([read(beside), read(elsewhere)])
  await elsewhere.purge({ target, soft: false })
  expect([await read(here), await read(beside), await read(elsewhere)]).toEqual([[], [], []])
})

test('a soft purge marks all copies', async () => {
  const { here, beside, pass } = isolates(5)
  const old = headFor(url, 'old', { tags: ['t'] })
  await here.put(url, old, new Blob(['old']))
  await read(beside)
  await here.purge({ target: { by: 'tag', value: 't' }, soft: true })
  expect(await read(here)).toEqual(['purged old'])
  pass(5)
  expect(await read(beside)).toEqual(['purged old'])
  await here.freshen(url, headFor(url, 'old', { tags: ['t'], lifetime: 99 }), old)
  expect(await read(here)).toEqual(['old'])
  expect((await beside.get(url, ({ purged }) => !purged))[0]?.purged).toBe(false)
})

test('an answer that was asked for before a purge elsewhere is not kept after it', async () => {
  const { here, beside, pass } = isolates(5)
  await read(beside)
  const mark = beside.mark?.()
  await here.purge({ target: { by: 'host', value: 'shop.test' }, soft: false })
  await put(beside, 'old', { mark })
  expect(await read(here)).toEqual([])
  pass(5)
  expect(await read(beside)).toEqual([])
})

test('a variant that the memory lacks is looked for further on', async () => {
  const { here, beside } = isolates(5)
  await put(here, 'english', { variant: 'en' })
  await read(beside)
  await put(here, 'deutsch', { variant: 'de' })
  expect(await read(beside)).toEqual(['english'])
  const found = await beside.get(url, ({ head }) => head.variant === 'de')
  expect(found.map(({ head }) => head.variant)).toEqual(['de', 'en'])
})

test('where the deciding tier cannot be reached, copies are asked about before they are used', async () => {
  let broken = false
  const shared = durable(
    {
      idFromName: (name) => env.CACHE.idFromName(name),
      get: (id) => {
        if (broken) throw new Error('unreachable')
        return env.CACHE.get(id)
      },
    },
    { name: empty() },
  )
  let now = 0
  const store = tiered(memory(), shared, { recheckSeconds: 5, clock: () => now })
  await put(store, 'body')
  broken = true
  now = 2000
  expect(await read(store)).toEqual(['body'])
  now = 5000
  expect(await read(store)).toEqual(['purged body'])
  await expect(store.purge({ target: { by: 'everything' }, soft: false })).rejects.toThrow()
  broken = false
  expect(await read(store)).toEqual(['body'])
})

test('what is written later is done later, and is there for the others then', async () => {
  const { here, beside } = isolates(5)
  await read(here)
  const later: Promise<unknown>[] = []
  const body = new Blob(['body'])
  expect(await here.put(url, headFor(url, 'body'), body, (promise) => void later.push(promise))).toBe(true)
  expect(later.length).toBe(1)
  await Promise.all(later)
  expect(await read(beside)).toEqual(['body'])
})
