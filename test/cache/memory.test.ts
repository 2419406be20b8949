import { expect, test } from 'vitest'
import { memory } from '../../lib/cache/stores/memory.ts'
import { headFor, storeSuite } from './store-suite.ts'

storeSuite('memory', () => memory({ maxBytes: 1_000_000 }))

const url = (at: number): string => `https://shop.test/${at}`
const put = (store: ReturnType<typeof memory>, at: number, size = 1000): boolean => {
  const body = 'x'.repeat(size)
  return store.put(url(at), headFor(url(at), body, { tags: [`tag-${at}`] }), new Blob([body])) as boolean
}
const has = (store: ReturnType<typeof memory>, at: number): boolean =>
  (store.get(url(at)) as readonly unknown[]).length > 0

test('stays within its bound by its own account, and says so', () => {
  const store = memory({ maxBytes: 100_000 }) as ReturnType<typeof memory> & { held: number }
  for (let at = 0; at < 5000; at++) {
    put(store, at)
    expect(store.held).toBeLessThanOrEqual(100_000)
  }
  expect(store.held).toBeGreaterThan(90_000)
})

test('forgets tags and keys with what it evicts', () => {
  const store = memory({ maxBytes: 50_000 })
  for (let at = 0; at < 1000; at++) put(store, at)
  const met = store.purge({ target: { by: 'everything' }, soft: false })
  expect(met).toBeLessThan(30)
  expect(store.purge({ target: { by: 'tag', value: 'tag-999' }, soft: false })).toBe(0)
  expect((store as unknown as { held: number }).held).toBe(0)
})

test('a walk over everything once does not push out what is asked for', () => {
  const store = memory({ maxBytes: 100_000 })
  for (let at = 0; at < 10; at++) put(store, at)
  for (let at = 0; at < 10; at++) expect(has(store, at)).toBe(true)
  for (let at = 100; at < 2000; at++) put(store, at)
  for (let at = 0; at < 10; at++) expect(has(store, at), String(at)).toBe(true)
})

test('what was asked for makes room in the end, oldest first', () => {
  const store = memory({ maxBytes: 100_000 })
  for (let at = 0; at < 200; at++) {
    put(store, at)
    has(store, at)
  }
  expect(has(store, 0)).toBe(false)
  expect(has(store, 199)).toBe(true)
})

test('takes no object over its limit, however empty it is', () => {
  const store = memory({ maxBytes: 100_000, maxObjectBytes: 5000 })
  expect(put(store, 1, 5000)).toBe(true)
  expect(put(store, 2, 5001)).toBe(false)
})
