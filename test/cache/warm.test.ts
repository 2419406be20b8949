import { pipeline, unknownClient } from 'sallyport'
import { cache, warm } from 'sallyport/cache'
import { door } from 'sallyport/door'
import { expect, test } from 'vitest'
import { module, platformContext } from '../support/reach.ts'

test('a list is asked for, a few at a time, and what is stored is told from what is not', async () => {
  let open = 0
  let most = 0
  const seen: string[] = []
  const made = module('made', async (request) => {
    const { pathname } = new URL(request.url)
    seen.push(pathname)
    most = Math.max(most, ++open)
    await new Promise((resolve) => setTimeout(resolve, 5))
    open--
    if (pathname === '/broken') return new Response('', { status: 500 })
    return new Response('x', { headers: { 'cache-control': pathname === '/private' ? 'private' : 'max-age=60' } })
  })
  const worker = door(pipeline(cache(), made), { client: unknownClient })
  const urls = [
    ...Array.from({ length: 20 }, (_, at) => `https://shop.test/${at}`),
    'https://shop.test/private',
    'https://shop.test/broken',
    'nonsense',
  ]
  const platform = platformContext()
  expect(await warm(worker, urls, {}, platform)).toEqual({
    warm: 20,
    cold: ['https://shop.test/private'],
    failed: ['https://shop.test/broken', 'nonsense'],
  })
  await platform.settled()
  expect(most).toBe(4)
  const before = seen.length
  expect((await warm(worker, urls.slice(0, 20), {}, platformContext())).warm).toBe(20)
  expect(seen.length).toBe(before)
  expect((await warm(worker, urls, {}, platformContext(), { limit: 3 })).warm).toBe(3)
})
