import { pipeline, unknownClient } from 'sallyport'
import { cache, purging } from 'sallyport/cache'
import { door } from 'sallyport/door'
import { describe, expect, test } from 'vitest'
import { purgeLimits } from '../../lib/cache/purging.ts'
import { platformContext } from '../support/reach.ts'
import { start } from './edge.ts'

const token = 'a-token-of-some-length-1234'

/** A site that counts, behind a gate with the purge path. */
function site(bound: string | readonly string[] | undefined = token, perMinute?: number) {
  let count = 0
  const forwarded: string[] = []
  const pages = cache({ clock: () => start, key: { sortQuery: true } })
  const gate = door(
    pipeline(pages, {
      name: 'origin',
      failure: 'closed',
      handle(request) {
        forwarded.push(new URL(request.url).pathname)
        const headers = {
          'cache-control': 'max-age=60',
          'cache-tag': `all, ${new URL(request.url).pathname.slice(1)}`,
          etag: '"1"',
        }
        return request.headers.has('if-none-match')
          ? new Response(null, { status: 304, headers })
          : new Response(`v${++count}`, { headers })
      },
    }),
    {
      client: unknownClient,
      clock: () => start,
      reserved: { purge: purging({ caches: [pages], token: () => bound, ...(perMinute && { perMinute }) }) },
    },
  )
  const send = async (target: string, init: RequestInit = {}): Promise<Response> =>
    gate.fetch(new Request(`https://shop.test${target}`, init), {}, platformContext())
  return {
    forwarded,
    get: async (target: string) => {
      const response = await send(target)
      return `${await response.text()} ${response.headers.get('cache-status')?.replace(/;? ?ttl=.*/, '')}`
    },
    purge: (asked: unknown, authorization = `Bearer ${token}`, method = 'POST') =>
      send('/.well-known/sallyport/purge', {
        method,
        headers: { authorization },
        ...(method !== 'GET' && { body: typeof asked === 'string' ? asked : JSON.stringify(asked) }),
      }),
  }
}

describe('what a purge reaches', () => {
  const cases: readonly (readonly [asked: unknown, left: string])[] = [
    [{ urls: ['https://SHOP.test:443/a?y=2&x=1'] }, '.bc'],
    [{ urls: ['https://shop.test/a'] }, 'abc'],
    [{ prefixes: ['https://shop.test/b'] }, 'a.c'],
    [{ prefixes: ['https://shop.test/'] }, '...'],
    [{ hosts: ['Shop.Test'] }, '...'],
    [{ hosts: ['other.test'] }, 'abc'],
    [{ tags: ['C'] }, 'ab.'],
    [{ tags: ['b', 'c'] }, 'a..'],
    [{ everything: true }, '...'],
    [{ urls: ['https://shop.test/b'], tags: ['a'] }, '..c'],
  ]
  test.each(cases)('%j', async (asked, left) => {
    const { get, purge } = site()
    for (const target of ['/a?x=1&y=2', '/b', '/c']) await get(target)
    const answer = await purge(asked)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ soft: false, purged: left.split('.').length - 1 })
    const found = []
    for (const [at, target] of ['/a?x=1&y=2', '/b', '/c'].entries())
      found.push((await get(target)).includes('hit') ? 'abc'[at] : '.')
    expect(found.join('')).toBe(left)
  })
  test('all of them ran', () => expect(cases.length).toBe(10))

  test('softly: it is revalidated, and used again', async () => {
    const { get, purge } = site()
    await get('/a')
    await purge({ tags: ['a'], soft: true })
    expect(await get('/a')).toContain('v1 sallyport; fwd=stale; fwd-status=304')
    expect(await get('/a')).toBe('v1 sallyport; hit')
  })
})

describe('who may', () => {
  test.each([
    ['no token', '', 401],
    ['a wrong one', 'Bearer a-token-of-some-length-1235', 401],
    ['the beginning of it', 'Bearer a-token-of-some-length-123', 401],
    ['another scheme', `Basic ${token}`, 401],
    ['the right one', `Bearer ${token}`, 200],
  ])('%s', async (_, authorization, status) => {
    const { get, purge } = site()
    await get('/a')
    const answer = await purge({ everything: true }, authorization)
    expect(answer.status).toBe(status)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect((await get('/a')).includes('hit')).toBe(status !== 200)
  })

  test('both, while tokens are changed', async () => {
    const { purge } = site([token, 'another-token-of-some-length'])
    expect((await purge({ everything: true })).status).toBe(200)
    expect((await purge({ everything: true }, 'Bearer another-token-of-some-length')).status).toBe(200)
  })

  test.each([[undefined], [''], ['short-token']])(
    'nobody where the token is %j: the path is not there',
    async (bound) => {
      const { purge } = site(bound === undefined ? [] : bound)
      expect((await purge({ everything: true }, `Bearer ${bound || token}`)).status).toBe(404)
    },
  )

  test('nothing under the path is forwarded, whatever the method', async () => {
    const { purge, forwarded } = site()
    for (const method of ['GET', 'PUT', 'DELETE']) expect((await purge('', `Bearer ${token}`, method)).status).toBe(405)
    expect(forwarded).toEqual([])
  })
})

describe('what cannot be read is refused whole', () => {
  const many = Array.from({ length: purgeLimits.targets + 1 }, (_, at) => `t${at}`)
  const cases: readonly (readonly [string, unknown])[] = [
    ['no JSON', '{'],
    ['no object', '[]'],
    ['null', 'null'],
    ['nothing', {}],
    ['nothing, softly', { soft: true }],
    ['everything: false', { everything: false }],
    ['another word', { tag: ['a'] }],
    ['__proto__', '{"__proto__": ["a"]}'],
    ['a text where a list belongs', { tags: 'a' }],
    ['a number', { tags: [1] }],
    ['an empty one', { tags: [''] }],
    ['a path', { urls: ['/a'] }],
    ['a prefix without the end of its host', { prefixes: ['https://shop.test'] }],
    ['too long', { tags: ['x'.repeat(8193)] }],
    ['too many', { tags: many }],
    ['soft: 1', { everything: true, soft: 1 }],
    ['a body over the limit', { tags: ['a'], padding: 'x'.repeat(purgeLimits.bytes) }],
  ]
  test.each(cases)('%s', async (_, asked) => {
    const { get, purge } = site()
    await get('/a')
    expect((await purge(asked)).status).toBe(400)
    expect(await get('/a')).toContain('hit')
  })
  test('all of them ran; the most is taken', async () => {
    expect(cases.length).toBe(17)
    expect((await site().purge({ tags: many.slice(1) })).status).toBe(200)
  })
})

test('a storm of purges is told to come back; wrong tokens do not count', async () => {
  const { purge } = site(token, 3)
  for (let at = 0; at < 5; at++) await purge({ everything: true }, 'Bearer wrong')
  const answers = []
  for (let at = 0; at < 4; at++) answers.push((await purge({ everything: true })).status)
  expect(answers).toEqual([200, 200, 200, 429])
})
