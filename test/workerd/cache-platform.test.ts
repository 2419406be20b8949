import { expect, test } from 'vitest'
import { platform } from '../../lib/cache/stores/platform.ts'
import { headFor, storeSuite } from '../cache/store-suite.ts'

let made = 0
const empty = (): string => `platform-${++made}`

storeSuite('platform', () => platform({ cache: empty() }))

const url = 'https://shop.test/a'
const text = async (store: ReturnType<typeof platform>): Promise<readonly string[]> =>
  Promise.all(
    (await store.get(url)).map(async (stored) => {
      const body = await stored.open()
      return body === undefined ? 'gone' : new Response(body).text()
    }),
  )

test('a long body lies by itself, and its ranges are read from there', async () => {
  const store = platform({ cache: empty() })
  const body = 'x'.repeat(100_000) + 'tail'
  expect(await store.put(url, headFor(url, body), new Blob([body]))).toBe(true)
  const [stored] = await store.get(url)
  expect(await new Response((await stored?.open({ first: 99_999, last: 100_002 })) ?? null).text()).toBe('xtai')
  expect(await text(store)).toEqual([body])
})
