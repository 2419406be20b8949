import { runDurableObjectAlarm } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { type DurableStore, durable } from '../../lib/cache/stores/durable.ts'
import { chunkBytes } from '../../lib/cache/stores/shelf.ts'
import { headFor, storeSuite } from '../cache/store-suite.ts'

let made = 0
const empty = (): string => `cache-${++made}`

storeSuite('durable', () => durable(env.CACHE, { name: empty() }))
storeSuite('durable with a bucket', () => durable(env.SMALL, { name: empty(), maxObjectBytes: 900_000 }))

const url = 'https://shop.test/a'
const pattern = (length: number): Blob => {
  const bytes = new Uint8Array(length)
  for (let at = 0; at < length; at++) bytes[at] = (at * 31 + (at >> 8)) & 255
  return new Blob([bytes])
}
const put = (store: DurableStore, key: string, body: Blob, more = {}): Promise<boolean> =>
  store.put(key, headFor(key, '', { bytes: body.size, ...more }), body)
const read = async (
  store: DurableStore,
  key: string,
  range?: { first: number; last: number },
): Promise<Uint8Array | undefined> => {
  const [stored] = await store.get(key)
  const body = await stored?.open(range)
  return body === undefined ? undefined : new Uint8Array(await new Response(body).arrayBuffer())
}
const same = async (found: Uint8Array | undefined, expected: Blob): Promise<boolean> => {
  const wanted = new Uint8Array(await expected.arrayBuffer())
  return found?.length === wanted.length && found.every((byte, at) => byte === wanted[at])
}

test.each([
  ['in chunks', () => durable(env.CACHE, { name: empty() }), 2 * chunkBytes + 12_345],
  ['in chunks that it fills', () => durable(env.CACHE, { name: empty() }), 2 * chunkBytes],
  ['in a bucket', () => durable(env.SMALL, { name: empty() }), 300_000],
])('a long body %s comes back whole, and any range of it', async (_, make, length) => {
  const store = make()
  const body = pattern(length)
  expect(await put(store, url, body)).toBe(true)
  expect(await same(await read(store, url), body)).toBe(true)
  const edges = [0, 1, chunkBytes - 1, chunkBytes, chunkBytes + 1, length - 1].filter((at) => at < length)
  let cuts = 0
  for (const first of edges)
    for (const last of edges) {
      if (last < first) continue
      expect(await same(await read(store, url, { first, last }), body.slice(first, last + 1)), `${first}-${last}`).toBe(
        true,
      )
      cuts++
    }
  expect(cuts).toBeGreaterThanOrEqual(6)
})

test('what is used least makes room, and its body is swept away', async () => {
  const name = empty()
  const store = durable(env.SMALL, { name })
  for (let at = 0; at < 12; at++) await put(store, `${url}${at}`, pattern(99_000))
  expect(await read(store, `${url}0`)).toBe(undefined)
  expect(await read(store, `${url}11`)).toBeDefined()
  let left = 0
  for (let at = 0; at < 12; at++) left += (await store.get(`${url}${at}`)).length
  expect(left).toBe(10)
  expect(await runDurableObjectAlarm(env.SMALL.get(env.SMALL.idFromName(name)))).toBe(true)
})

test('an answer that was under way during a purge is not kept; nor marked by another record', async () => {
  const store = durable(env.CACHE, { name: empty() })
  await store.get(url)
  const mark = store.mark()
  await store.purge({ target: { by: 'host', value: 'shop.test' }, soft: false })
  expect(await put(store, url, pattern(10), { mark })).toBe(false)
  expect(await put(store, url, pattern(10), { mark: 'another:7' })).toBe(false)
  expect(await put(store, url, pattern(10), { mark: store.mark() })).toBe(true)
  const later = store.mark()
  await store.purge({ target: { by: 'prefix', value: url }, soft: true })
  expect(await put(store, url, pattern(10), { mark: later })).toBe(true)
  expect((await store.get(url))[0]?.purged).toBe(true)
})

test('one that is cut short is not kept', async () => {
  const store = durable(env.CACHE, { name: empty() })
  const body = pattern(1000)
  expect(await store.put(url, headFor(url, '', { bytes: 1001 }), body)).toBe(false)
  expect(await store.get(url)).toEqual([])
})
