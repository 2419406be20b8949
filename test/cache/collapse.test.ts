import { describe, expect, test } from 'vitest'
import { Flights, maxFlights, maxPasses, Passes } from '../../lib/cache/flights.ts'
import { edge, fresh, ok, start } from './edge.ts'

const later = <T>(value: T, ms = 20): Promise<T> => new Promise((resolve) => setTimeout(() => resolve(value), ms))
const times = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at))

describe('collapsing', () => {
  test('200 requests for a cold object: one reaches the origin, all get the answer', async () => {
    const site = edge((_, count) => later(fresh(`v${count}`)))
    const answers = await Promise.all(times(200, () => site.get('/a')))
    expect(site.seen.length).toBe(1)
    expect(new Set(answers.map(({ text, status }) => `${status} ${text}`))).toEqual(new Set(['200 v1']))
    expect(answers.filter(({ headers }) => headers.get('cache-status')?.endsWith('; collapsed')).length).toBe(199)
  })

  test('an answer that is not stored is shared with nobody, and each goes at once', async () => {
    let open = 0
    let most = 0
    const site = edge(async (_, count) => {
      most = Math.max(most, ++open)
      await later(undefined, 30)
      open--
      return ok(`for ${count}`, { 'cache-control': 'private' })
    })
    const answers = await Promise.all(times(50, () => site.get('/a')))
    expect(site.seen.length).toBe(50)
    expect(new Set(answers.map(({ text }) => text)).size).toBe(50)
    expect(most).toBe(49) // all that waited, side by side
  })

  test('once it is known, nobody waits: all side by side from the start', async () => {
    let open = 0
    let most = 0
    const site = edge(async (_, count) => {
      most = Math.max(most, ++open)
      await later(undefined)
      open--
      return ok(`for ${count}`, { 'cache-control': 'private' })
    })
    await site.get('/a')
    await Promise.all(times(50, () => site.get('/a')))
    expect(most).toBe(50)
  })

  test.each([
    ['no-cache', { 'cache-control': 'no-cache', etag: '"1"' }],
    ['stale on arrival', { 'cache-control': 'max-age=0', etag: '"1"' }],
    ['Set-Cookie', { 'cache-control': 'max-age=60', 'set-cookie': 'sid=1' }],
    ['Vary: *', { 'cache-control': 'max-age=60', vary: '*' }],
  ])('%s is shared with nobody', async (_, headers) => {
    const site = edge((_request, count) => later(ok(`for ${count}`, headers)))
    const answers = await Promise.all(times(10, () => site.get('/a')))
    expect(new Set(answers.map(({ text }) => text)).size).toBe(10)
  })

  test('nobody waits for the end of a body that will not be shared', async () => {
    let end: () => void = () => undefined
    const site = edge((_, count) => {
      const headers = { 'cache-control': 'no-cache', etag: '"1"' }
      if (count > 1) return ok(`for ${count}`, headers)
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode('slow'))
          end = () => controller.close()
        },
      })
      return new Response(body, { headers })
    })
    const slow = site.get('/a')
    await later(undefined, 5)
    expect((await site.get('/a')).text).toBe('for 2')
    end()
    expect((await slow).text).toBe('slow')
  })

  test('an answer to Authorization goes to nobody else', async () => {
    const site = edge((request) => later(fresh(`for ${request.headers.get('authorization')}`)))
    const answers = await Promise.all(['alice', 'bob', 'carol'].map((user) => site.get('/a', { authorization: user })))
    expect(answers.map(({ text }) => text)).toEqual(['for alice', 'for bob', 'for carol'])
  })

  test('what Vary tells apart is not given to those who wait with another', async () => {
    const site = edge((request) =>
      later(fresh(`in ${request.headers.get('accept-language')}`, { vary: 'accept-language' })),
    )
    const answers = await Promise.all(times(20, (at) => site.get('/a', { 'accept-language': at % 2 ? 'de' : 'en' })))
    answers.forEach(({ text }, at) => {
      expect(text).toBe(at % 2 ? 'in de' : 'in en')
    })
    await site.settled()
    const before = site.seen.length
    // Now it is known by what they differ.
    await site.pass(60)
    await Promise.all(times(20, (at) => site.get('/a', { 'accept-language': at % 2 ? 'de' : 'en' })))
    expect(site.seen.length - before).toBe(2)
  })

  test('an origin that breaks for the one who asks fails nobody else', async () => {
    const site = edge((_, count) => later(count === 1 ? undefined : fresh(`v${count}`)))
    const answers = await Promise.all(times(10, () => site.get('/a')))
    expect(answers.map(({ status }) => status)).toEqual([502, ...times(9, () => 200)])
  })

  test('an origin that throws for the one who asks fails nobody else', async () => {
    const site = edge(async (_, count) => {
      await later(undefined)
      if (count === 1) throw new Error('broken')
      return fresh(`v${count}`)
    })
    const answers = await Promise.all(times(10, () => site.get('/a')))
    expect(answers.map(({ status }) => status)).toEqual([500, ...times(9, () => 200)])
  })

  test('an origin that hangs holds those who wait no longer than the route says', async () => {
    const site = edge((_, count) => (count === 1 ? later(fresh('late'), 400) : fresh(`v${count}`)), {
      collapseSeconds: 0.05,
    })
    const first = site.get('/a')
    const second = await site.get('/a')
    expect(second.text).toBe('v2')
    expect((await first).text).toBe('late')
  })

  test('not by a route that says so, nor for ranges', async () => {
    const site = edge((_, count) => later(fresh(`v${count}`)), { collapseSeconds: 0 })
    await Promise.all(times(5, () => site.get('/a')))
    expect(site.seen.length).toBe(5)
    const ranged = edge((_, count) => later(fresh(`v${count}`)))
    await Promise.all(times(5, () => ranged.get('/a', { range: 'bytes=0-1' })))
    expect(ranged.seen.length).toBe(5)
  })

  test('a stale answer is validated once for all', async () => {
    const site = edge((request) =>
      later(
        request.headers.has('if-none-match')
          ? ok('', { etag: '"1"', 'cache-control': 'max-age=60' }, 304)
          : ok('body', { etag: '"1"', 'cache-control': 'max-age=10' }),
      ),
    )
    await site.get('/a')
    await site.pass(11)
    const answers = await Promise.all(times(50, () => site.get('/a')))
    expect(site.seen.length).toBe(2)
    expect(new Set(answers.map(({ text }) => text))).toEqual(new Set(['body']))
  })

  test('what is under way when its URL is made invalid is neither kept nor shared with who comes later', async () => {
    const site = edge(async (request, count) =>
      request.method === 'POST' ? ok('done', {}, 201) : later(fresh(`v${count}`), 50),
    )
    const old = site.get('/a')
    await later(undefined, 5)
    await site.send('POST', '/a', {}, 'x')
    const after = await site.get('/a')
    expect((await old).text).toBe('v1')
    expect(after.text).toBe('v3')
    await site.settled()
    expect((await site.get('/a')).text).toBe('v3')
  })
})

describe('bounds', () => {
  test('flights: over the limit nobody leads, so nobody waits', () => {
    const flights = new Flights()
    for (let at = 0; at < maxFlights; at++) expect(flights.lead(String(at), '')).toBeDefined()
    expect(flights.lead('one more', '')).toBe(undefined)
    flights.find('0')?.land(undefined)
    expect(flights.lead('one more', '')).toBeDefined()
  })

  test('passes: the oldest makes room, and each ends', () => {
    const passes = new Passes()
    for (let at = 0; at <= maxPasses; at++) passes.note(String(at), start)
    expect([passes.has('0', start), passes.has('1', start)]).toEqual([false, true])
    expect(passes.has('1', start + 60_000)).toBe(false)
  })
})
