import { describe, expect, test } from 'vitest'
import { edge, ok } from './edge.ts'

describe('stale while revalidate (RFC 5861, section 3)', () => {
  test('inside the window: the old at once, one request in the background, then the new', async () => {
    const site = edge((_, count) => ok(`v${count}`, { 'cache-control': 'max-age=10, stale-while-revalidate=30' }))
    expect((await site.get('/a')).text).toBe('v1')
    await site.pass(15)
    const stale = await Promise.all([1, 2, 3, 4, 5].map(() => site.get('/a')))
    expect(stale.map(({ text }) => text)).toEqual(['v1', 'v1', 'v1', 'v1', 'v1'])
    expect(stale[0]?.verdict).toMatchObject({ hit: true, ttl: -5, detail: 'stale-while-revalidate' })
    expect(stale[0]?.headers.get('age')).toBe('15')
    await site.settled()
    expect(site.seen.length).toBe(2)
    const now = await site.get('/a')
    expect([now.text, now.verdict.hit, now.verdict.ttl]).toEqual(['v2', true, 10])
    expect(site.seen.length).toBe(2)
  })

  test('past the window the origin is asked first', async () => {
    const site = edge((_, count) => ok(`v${count}`, { 'cache-control': 'max-age=10, stale-while-revalidate=30' }))
    await site.get('/a')
    await site.pass(41)
    const answer = await site.get('/a')
    expect(answer.text).toBe('v2')
    expect(answer.verdict).toMatchObject({ hit: false, fwd: 'stale', stored: true })
  })

  test('a refresh that fails leaves the old, and the next request tries again', async () => {
    let up = true
    const site = edge((_, count) =>
      up ? ok(`v${count}`, { 'cache-control': 'max-age=10, stale-while-revalidate=30' }) : undefined,
    )
    await site.get('/a')
    await site.pass(15)
    up = false
    expect((await site.get('/a')).text).toBe('v1')
    await site.settled()
    expect((await site.get('/a')).text).toBe('v1')
    await site.settled()
    expect(site.seen.length).toBe(3)
    up = true
    await site.get('/a')
    await site.settled()
    expect((await site.get('/a')).text).toBe('v4')
  })

  test.each(['must-revalidate', 'proxy-revalidate', 's-maxage=10', 'no-cache'])(
    'never where %s forbids it (RFC 9111, section 4.2.4)',
    async (directive) => {
      const site = edge((_, count) =>
        ok(`v${count}`, { 'cache-control': `max-age=10, stale-while-revalidate=30, ${directive}`, etag: `"${count}"` }),
      )
      await site.get('/a')
      await site.pass(15)
      expect((await site.get('/a')).text).toBe('v2')
    },
  )
})

describe('stale if error (RFC 5861, section 4)', () => {
  const failing = (how: 'down' | 500 | 503, control: string) => {
    let up = true
    const site = edge((_, count) => {
      if (up) return ok(`v${count}`, { 'cache-control': control })
      return how === 'down' ? undefined : ok('oops', {}, how)
    })
    return { site, fail: () => (up = false) }
  }

  test.each(['down', 500, 503] as const)(
    'origin %s: served and marked inside the window, not at its end',
    async (how) => {
      const { site, fail } = failing(how, 'max-age=10, stale-if-error=20')
      await site.get('/a')
      fail()
      await site.pass(30)
      const inside = await site.get('/a')
      expect([inside.status, inside.text]).toEqual([200, 'v1'])
      expect(inside.verdict).toMatchObject({ hit: false, fwd: 'stale', ttl: -20 })
      expect(inside.headers.get('cache-status')).toMatch(
        how === 'down'
          ? /^sallyport; fwd=stale; fwd-status=502; ttl=-20; detail=origin-unreachable$/
          : /^sallyport; fwd=stale; fwd-status=50[03]; ttl=-20; detail=stale-if-error$/,
      )
      await site.pass(1)
      const outside = await site.get('/a')
      expect(outside.status).toBe(how === 'down' ? 502 : how)
    },
  )

  test('a status error without the directive is passed on; an origin that is gone is survived for a day', async () => {
    const broken = failing(503, 'max-age=10')
    await broken.site.get('/a')
    broken.fail()
    await broken.site.pass(11)
    expect((await broken.site.get('/a')).status).toBe(503)
    const gone = failing('down', 'max-age=10')
    await gone.site.get('/a')
    gone.fail()
    await gone.site.pass(86_410)
    expect((await gone.site.get('/a')).text).toBe('v1')
    await gone.site.pass(1)
    expect((await gone.site.get('/a')).status).toBe(502)
  })

  test.each(['must-revalidate', 'proxy-revalidate', 's-maxage=10', 'no-cache'])(
    'never where %s forbids it',
    async (directive) => {
      const { site, fail } = failing('down', `max-age=10, stale-if-error=60, ${directive}`)
      await site.get('/a')
      fail()
      await site.pass(11)
      expect((await site.get('/a')).status).toBe(502)
    },
  )
})

test('negative answers are kept as the route says, and no longer; an origin that cannot be reached is no answer', async () => {
  let mode: 'missing' | 'gone' | 'down' = 'missing'
  const site = edge(() => (mode === 'down' ? undefined : ok('nothing', {}, mode === 'missing' ? 404 : 500)), {
    lifetimes: { status: { '404': 5, '5xx': 2 } },
  })
  await site.get('/missing')
  expect((await site.get('/missing')).verdict).toMatchObject({ hit: true, ttl: 5 })
  await site.pass(5)
  expect((await site.get('/missing')).verdict.hit).toBe(false)
  mode = 'gone'
  await site.get('/broken')
  expect((await site.get('/broken')).verdict).toMatchObject({ hit: true, ttl: 2 })
  mode = 'down'
  await site.get('/unreachable')
  const again = await site.get('/unreachable')
  expect([again.status, again.verdict.hit, again.verdict.detail]).toEqual([502, false, 'origin-unreachable'])
})

test('nothing is guessed to be fresh unless the route says so', async () => {
  const site = edge(() => ok('x', { 'last-modified': 'Tue, 01 Jan 2019 00:00:00 GMT' }))
  await site.get('/a')
  expect((await site.get('/a')).verdict).toMatchObject({ hit: false, fwd: 'stale' })
  const guessing = edge(() => ok('x', { 'last-modified': 'Tue, 01 Jan 2019 00:00:00 GMT' }), { heuristic: true })
  await guessing.get('/a')
  expect((await guessing.get('/a')).verdict).toMatchObject({ hit: true, ttl: 86_400 })
})

test('what is gone does not come back when its origin is down', async () => {
  let mode: 'there' | 'gone' | 'down' = 'there'
  const site = edge(() =>
    mode === 'down' ? undefined : mode === 'gone' ? ok('', {}, 404) : ok('page', { 'cache-control': 'max-age=10' }),
  )
  await site.get('/a')
  await site.pass(11)
  mode = 'gone'
  expect((await site.get('/a')).status).toBe(404)
  mode = 'down'
  expect((await site.get('/a')).status).toBe(502)
})
