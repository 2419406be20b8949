import type { CacheOptions, Store } from 'sallyport/cache'
import { describe, expect, test } from 'vitest'
import { maxVariants } from '../../lib/cache/stores/store.ts'
import { edge, fresh, ok } from './edge.ts'

interface Case {
  readonly what: string
  readonly answer: Record<string, string>
  readonly asked?: Record<string, string>
  readonly options?: CacheOptions
  readonly path?: string
  readonly status?: number
  /** The reason, or `stored`. */
  readonly detail: string
}

const long = 'x'.repeat(40_000)
const cases: readonly Case[] = [
  { what: 'max-age', answer: { 'cache-control': 'max-age=60' }, detail: 'stored' },
  { what: 'no lifetime and no validator', answer: {}, detail: 'no-lifetime' },
  { what: 'stale on arrival', answer: { 'cache-control': 'max-age=60', age: '60' }, detail: 'no-lifetime' },
  { what: 'no-store', answer: { 'cache-control': 'no-store, max-age=60' }, detail: 'no-store' },
  { what: 'private', answer: { 'cache-control': 'private, max-age=60' }, detail: 'private' },
  {
    what: 'contradiction: public, private',
    answer: { 'cache-control': 'public, private, max-age=60' },
    detail: 'private',
  },
  {
    what: 'contradiction: two lifetimes',
    answer: { 'cache-control': 'max-age=60, max-age=5' },
    detail: 'no-lifetime',
  },
  {
    what: 'an open quote, behind which anything may stand',
    answer: { 'cache-control': 'max-age=60, x="no-store' },
    detail: 'doubtful-control',
  },
  {
    what: 'more directives than are read',
    answer: { 'cache-control': `max-age=60, ${Array.from({ length: 64 }, (_, at) => `x${at}`).join(', ')}, no-store` },
    detail: 'doubtful-control',
  },
  {
    what: 'longer control than is read',
    answer: { 'cache-control': `max-age=60, x=${'y'.repeat(8192)}` },
    detail: 'doubtful-control',
  },
  { what: 'Vary: *', answer: { 'cache-control': 'max-age=60', vary: 'accept, *' }, detail: 'vary-star' },
  {
    what: 'more fields in Vary than are compared',
    answer: { 'cache-control': 'max-age=60', vary: Array.from({ length: 17 }, (_, at) => `x-${at}`).join() },
    detail: 'vary-star',
  },
  {
    what: 'Vary by what is written for each visitor behind the cache',
    answer: { 'cache-control': 'max-age=60', vary: 'X-Forwarded-For' },
    detail: 'vary-unseen',
  },
  {
    what: 'Vary by the request id',
    answer: { 'cache-control': 'max-age=60', vary: 'accept, x-request-id' },
    detail: 'vary-unseen',
  },
  {
    what: 'Vary by host and scheme, which are in the key',
    answer: { 'cache-control': 'max-age=60', vary: 'x-forwarded-host, x-forwarded-proto' },
    detail: 'stored',
  },
  {
    what: 'no-cache with nothing to validate by',
    answer: { 'cache-control': 'no-cache, max-age=60' },
    detail: 'no-lifetime',
  },
  {
    what: 'a value in a varying field too long to compare',
    answer: { 'cache-control': 'max-age=60', vary: 'x-long' },
    asked: { 'x-long': 'y'.repeat(4097) },
    detail: 'header-too-large',
  },
  { what: 'Set-Cookie', answer: { 'cache-control': 'max-age=60', 'set-cookie': 'sid=1' }, detail: 'set-cookie' },
  {
    what: 'Set-Cookie kept from the store by the origin itself',
    answer: { 'cache-control': 'max-age=60, private="set-cookie"', 'set-cookie': 'sid=1' },
    detail: 'stored',
  },
  {
    what: 'Set-Cookie where the route says so',
    answer: { 'cache-control': 'max-age=60', 'set-cookie': 'sid=1' },
    options: { setCookie: 'store' },
    detail: 'stored',
  },
  {
    what: 'an answer to Authorization',
    answer: { 'cache-control': 'max-age=60' },
    asked: { authorization: 'Bearer x' },
    detail: 'authorization',
  },
  {
    what: 'an answer to Authorization, public',
    answer: { 'cache-control': 'public, max-age=60' },
    asked: { authorization: 'Bearer x' },
    detail: 'stored',
  },
  {
    what: 'an answer to Authorization, s-maxage',
    answer: { 'cache-control': 's-maxage=60' },
    asked: { authorization: 'Bearer x' },
    detail: 'stored',
  },
  {
    what: 'an answer to Authorization, targeted and without a word of it',
    answer: { 'cache-control': 'public', 'cdn-cache-control': 'max-age=60' },
    asked: { authorization: 'Bearer x' },
    detail: 'authorization',
  },
  {
    what: 'a request that says no-store',
    answer: { 'cache-control': 'max-age=60' },
    asked: { 'cache-control': 'no-store' },
    detail: 'request-no-store',
  },
  {
    what: 'must-understand, not understood',
    answer: { 'cache-control': 'max-age=60, must-understand' },
    status: 299,
    detail: 'status',
  },
  {
    what: 'must-understand, understood',
    answer: { 'cache-control': 'max-age=60, must-understand, no-store' },
    detail: 'stored',
  },
  {
    what: 'an object over the limit',
    answer: { 'cache-control': 'max-age=60', 'content-length': '2000' },
    options: { limits: { maxObjectBytes: 1000 } },
    detail: 'too-large',
  },
  { what: 'a header bomb', answer: { 'cache-control': 'max-age=60', 'x-bomb': long }, detail: 'header-too-large' },
  {
    what: 'more tags than are kept',
    answer: { 'cache-control': 'max-age=60', 'cache-tag': Array.from({ length: 129 }, (_, at) => `t${at}`).join() },
    detail: 'header-too-large',
  },
  {
    what: 'a tag longer than is kept',
    answer: { 'cache-control': 'max-age=60', 'cache-tag': 't'.repeat(257) },
    detail: 'header-too-large',
  },
  {
    what: 'HTML under the address of a style sheet (deception)',
    path: '/account/x.css',
    answer: { 'cache-control': 'max-age=60', 'content-type': 'text/html' },
    detail: 'type-mismatch',
  },
  {
    what: 'no type at all under the address of an image',
    path: '/account/x.png?1',
    answer: { 'cache-control': 'max-age=60', 'content-type': '' },
    detail: 'type-mismatch',
  },
  {
    what: 'the same, where the route says that it is so',
    path: '/account/x.css',
    options: { armour: false },
    answer: { 'cache-control': 'max-age=60', 'content-type': 'text/html' },
    detail: 'stored',
  },
  {
    what: 'what its address promises',
    path: '/logo.SVG',
    answer: { 'cache-control': 'max-age=60', 'content-type': 'image/svg+xml; charset=utf-8' },
    detail: 'stored',
  },
  {
    what: 'coded by a dictionary, and Vary does not say so (RFC 9842)',
    answer: { 'cache-control': 'max-age=60', 'content-encoding': 'dcb', vary: 'accept-encoding' },
    detail: 'dictionary-without-vary',
  },
  {
    what: 'coded by a dictionary, and Vary says so',
    answer: { 'cache-control': 'max-age=60', 'content-encoding': 'dcz', vary: 'accept-encoding, available-dictionary' },
    detail: 'stored',
  },
  {
    what: 'hostile Age',
    answer: { 'cache-control': 'max-age=60', age: '99999999999999999999' },
    detail: 'no-lifetime',
  },
  {
    what: 'hostile Expires',
    answer: { expires: 'Fri, 31 Feb 2099 00:00:00 GMT', date: 'Tue, 24 Nov 2026 12:00:00 GMT' },
    detail: 'no-lifetime',
  },
  {
    what: 'a Date in the far past makes it old',
    answer: { 'cache-control': 'max-age=60', date: 'Tue, 24 Nov 2020 12:00:00 GMT' },
    detail: 'no-lifetime',
  },
]

describe('what is stored, and why not', () => {
  test.each(cases.map((each) => [each.what, each] as const))(
    '%s',
    async (_, { answer, asked, options, path = '/a', status, detail }) => {
      const site = edge(() => ok('body', answer, status), options)
      const first = await site.get(path, asked)
      expect(first.verdict).toMatchObject({ hit: false, fwd: 'uri-miss' })
      await site.settled()
      const again = await site.get(path, asked)
      if (detail === 'stored') {
        expect(first.headers.get('cache-status')).toMatch(/^sallyport; fwd=uri-miss; fwd-status=\d{3}; ttl=60; stored$/)
        expect(again.verdict).toMatchObject({ hit: true, ttl: 60 })
        expect(again.text).toBe('body')
      } else {
        expect(first.verdict.detail).toBe(detail)
        expect(first.headers.get('cache-status')).toMatch(new RegExp(`; detail=${detail}$`))
        expect(again.verdict.hit).toBe(false)
      }
    },
  )

  test('how many cases there are', () => expect(cases.length).toBe(40))
})

test('what is coded goes only to those who take the coding, whether or not the origin says Vary', async () => {
  const site = edge((request) =>
    request.headers.get('accept-encoding') === 'gzip' ? fresh('coded', { 'content-encoding': 'gzip' }) : fresh('plain'),
  )
  expect((await site.get('/a', { 'accept-encoding': 'gzip' })).text).toBe('coded')
  expect((await site.get('/a', { 'accept-encoding': 'gzip' })).verdict.hit).toBe(true)
  expect((await site.get('/a')).text).toBe('plain')
})

describe('nobody can take from others what is stored, or put into it', () => {
  const validating = () =>
    edge((request, count) =>
      request.headers.has('if-none-match')
        ? ok('', { etag: '"1"', 'cache-control': 'max-age=10' }, 304)
        : ok(`v${count}`, { etag: '"1"', 'cache-control': 'max-age=10' }),
    )

  test.each([
    ['authorization', 'Bearer x'],
    ['cache-control', 'no-store'],
  ])('a request with %s that finds it stale leaves it there', async (name, value) => {
    const site = validating()
    await site.get('/a')
    await site.pass(11)
    expect((await site.get('/a', { [name]: value })).text).toBe('v1')
    expect((await site.get('/a')).text).toBe('v1')
  })

  test('a HEAD freshens by what a keyed request would have got', async () => {
    const site = edge((request) =>
      ok('body', { 'cache-control': 'max-age=10', link: `<${request.headers.get('x-forwarded-host')}>` }),
    )
    await site.get('/a')
    await site.pass(11)
    await site.send('HEAD', '/a', { 'x-forwarded-host': 'evil.test' })
    expect((await site.get('/a')).headers.get('link')).toBe('<null>')
  })

  test('a range, a condition or a HEAD that meets stale while revalidate refreshes the whole', async () => {
    for (const [method, fields] of [
      ['GET', { range: 'bytes=0-0' }],
      ['GET', { 'if-none-match': '"x"', 'if-modified-since': 'Tue, 24 Nov 2026 12:00:00 GMT' }],
      ['HEAD', {}],
    ] as const) {
      const site = edge((_, count) => ok(`v${count}`, { 'cache-control': 'max-age=10, stale-while-revalidate=60' }))
      await site.get('/a')
      await site.pass(11)
      await site.send(method, '/a', fields)
      await site.settled()
      expect(site.seen[1]?.method).toBe('GET')
      expect(
        [...(site.seen[1]?.headers.keys() ?? [])].filter((name) => name.startsWith('if-') || name === 'range'),
      ).toEqual([])
      expect(await site.get('/a')).toMatchObject({ text: 'v2', verdict: { hit: true } })
    }
  })
})

test('a store that fails takes nothing down: the origin answers', async () => {
  const broken = () => {
    throw new Error('store')
  }
  const late = () => Promise.reject(new Error('store'))
  for (const fail of [broken, late]) {
    const store: Store = {
      name: 'broken',
      maxObjectBytes: 1000,
      get: fail,
      put: fail,
      freshen: fail,
      delete: fail,
      purge: fail,
    }
    const site = edge((request) => fresh(request.method), { store })
    expect(await site.get('/a')).toMatchObject({ status: 200, text: 'GET' })
    expect(await site.send('POST', '/a', {}, 'x')).toMatchObject({
      status: 200,
      text: 'POST',
      verdict: { detail: 'not-invalidated' },
    })
    const half = edge(() => fresh('x'), { store: { ...store, get: () => [] } })
    expect(await half.get('/a')).toMatchObject({ status: 200, text: 'x' })
  }
})

test('nobody is shown the cookie of another: stripped, it reaches the one who asked only', async () => {
  const site = edge(() => fresh('page', { 'set-cookie': 'sid=alice' }), { setCookie: 'strip' })
  expect((await site.get('/a')).headers.get('set-cookie')).toBe('sid=alice')
  const other = await site.get('/a')
  expect([other.verdict.hit, other.headers.get('set-cookie')]).toEqual([true, null])
})

test('a cookie that comes with a 304 goes to the one who asked, and is not stored', async () => {
  const site = edge((request) =>
    request.headers.has('if-none-match')
      ? ok('', { etag: '"1"', 'set-cookie': 'sid=alice', 'cache-control': 'max-age=60' }, 304)
      : ok('page', { etag: '"1"', 'cache-control': 'max-age=10' }),
  )
  await site.get('/a')
  await site.pass(11)
  const alice = await site.get('/a')
  expect([alice.text, alice.headers.get('set-cookie')]).toEqual(['page', 'sid=alice'])
  const bob = await site.get('/a')
  expect([bob.verdict.hit, bob.text, bob.headers.get('set-cookie')]).toEqual([true, 'page', null])
})

test('fields that no-cache or private name are not given to others', async () => {
  const site = edge(() =>
    fresh('page', {
      'cache-control': 'max-age=60, private="x-user", no-cache="x-a, x-b"',
      'x-user': 'alice',
      'x-a': '1',
      'x-c': '3',
    }),
  )
  expect((await site.get('/a')).headers.get('x-user')).toBe('alice')
  const other = await site.get('/a')
  expect([other.headers.get('x-user'), other.headers.get('x-a'), other.headers.get('x-c')]).toEqual([null, null, '3'])
})

test('the origin changes its mind: after a 304 that says private, nobody gets what was stored', async () => {
  const site = edge((request, count) =>
    request.headers.has('if-none-match')
      ? ok('', { etag: '"1"', 'cache-control': 'private' }, 304)
      : ok(`v${count}`, { etag: '"1"', 'cache-control': 'max-age=10' }),
  )
  await site.get('/a')
  await site.pass(11)
  expect((await site.get('/a')).text).toBe('v1')
  expect((await site.get('/a')).text).toBe('v3')
})

describe('targeted fields (RFC 9213)', () => {
  const ttl = async (headers: Record<string, string>, options: CacheOptions = {}): Promise<number | undefined> =>
    (await edge(() => ok('x', { 'last-modified': 'Mon, 23 Nov 2026 12:00:00 GMT', ...headers }), options).get('/a'))
      .verdict.ttl

  test.each([
    [
      'the project’s own before the vendor’s',
      { 'sallyport-cdn-cache-control': 'max-age=1', 'cloudflare-cdn-cache-control': 'max-age=2' },
      1,
    ],
    [
      'the vendor’s before the general',
      { 'cloudflare-cdn-cache-control': 'max-age=2', 'cdn-cache-control': 'max-age=3' },
      2,
    ],
    ['the general before Cache-Control', { 'cdn-cache-control': 'max-age=3', 'cache-control': 'max-age=4' }, 3],
    ['the general before Surrogate-Control', { 'cdn-cache-control': 'max-age=3', 'surrogate-control': 'max-age=5' }, 3],
    ['Surrogate-Control before Cache-Control', { 'surrogate-control': 'max-age=5+10', 'cache-control': 'no-store' }, 5],
    [
      'no structured field: as if it were not there',
      { 'cdn-cache-control': 'max-age=3, &', 'cache-control': 'max-age=4' },
      4,
    ],
    [
      'a name in capitals is no key of a dictionary',
      { 'cdn-cache-control': 'Max-Age=3', 'cache-control': 'max-age=4' },
      4,
    ],
    ['empty: as if it were not there', { 'cdn-cache-control': '', 'cache-control': 'max-age=4' }, 4],
    ['a lifetime of another type is none', { 'cdn-cache-control': 'max-age="3"', 'cache-control': 'max-age=4' }, 0],
    ['a decimal is no lifetime', { 'cdn-cache-control': 'max-age=3.5', 'cache-control': 'max-age=4' }, 0],
    ['the last of two is meant', { 'cdn-cache-control': 'max-age=3, max-age=7' }, 7],
    ['parameters are passed over', { 'cdn-cache-control': 'max-age=3;x=y' }, 3],
    ['Expires says nothing beside it', { 'cdn-cache-control': 'public', expires: 'Tue, 24 Nov 2026 13:00:00 GMT' }, 0],
    [
      'the first that is there wins, even with no lifetime',
      { 'sallyport-cdn-cache-control': 'public', 'cdn-cache-control': 'max-age=3' },
      0,
    ],
  ] as const)('%s', async (_, headers, expected) => {
    expect(await ttl(headers)).toBe(expected)
  })

  test('a list of one’s own', async () => {
    expect(
      await ttl(
        { 'shop-cache-control': 'max-age=9', 'cdn-cache-control': 'max-age=3' },
        { targets: ['Shop-Cache-Control'] },
      ),
    ).toBe(9)
  })

  test.each(['no-store', 'private', 'no-store=?1'])(
    '%s in it refuses, whatever Cache-Control says',
    async (directive) => {
      const site = edge(() => fresh('x', { 'cdn-cache-control': directive }))
      await site.get('/a')
      expect((await site.get('/a')).verdict.hit).toBe(false)
    },
  )

  test('what is meant for this hop ends here, from the origin and from the store', async () => {
    const site = edge(() =>
      fresh('x', {
        'sallyport-cdn-cache-control': 'max-age=60',
        'surrogate-control': 'max-age=60',
        'surrogate-key': 'a b',
        'cache-tag': 'c',
        'cdn-cache-control': 'max-age=60',
      }),
    )
    for (const hit of [false, true]) {
      const { headers, verdict } = await site.get('/a')
      expect(verdict.hit).toBe(hit)
      for (const name of ['sallyport-cdn-cache-control', 'surrogate-control', 'surrogate-key', 'cache-tag']) {
        expect(headers.get(name), name).toBe(null)
      }
      expect(headers.get('cdn-cache-control')).toBe('max-age=60') // other caches may follow
    }
  })

  test('a 304 need not repeat it', async () => {
    const site = edge((request) =>
      request.headers.has('if-none-match')
        ? ok('', { etag: '"1"' }, 304)
        : ok('x', { etag: '"1"', 'sallyport-cdn-cache-control': 'max-age=10', 'cache-control': 'no-store' }),
    )
    await site.get('/a')
    await site.pass(11)
    await site.get('/a')
    expect((await site.get('/a')).verdict).toMatchObject({ hit: true, ttl: 10 })
  })
})

test('10,000 variants of one address: each gets its own, and no more than the limit are kept', async () => {
  const site = edge((request) => fresh(`for ${request.headers.get('x-own')}`, { vary: 'x-own' }))
  for (let at = 0; at < 10_000; at++) {
    const answer = await site.get('/a', { 'x-own': String(at) })
    if (answer.text !== `for ${at}`) expect(answer.text).toBe(`for ${at}`)
  }
  const kept = await Promise.all(
    Array.from({ length: 100 }, async (_, at) => (await site.get('/a', { 'x-own': String(9999 - at) })).verdict.hit),
  )
  expect(kept.slice(0, maxVariants)).not.toContain(false)
  expect(site.seen.length).toBe(10_000 + 100 - maxVariants)
})

test('browsers are told what the route says, for what is stored', async () => {
  const site = edge(
    (request) =>
      request.url.endsWith('/private')
        ? ok('x', { 'cache-control': 'private' })
        : ok('x', { 'cache-control': 's-maxage=60', expires: 'Tue, 24 Nov 2026 13:00:00 GMT' }),
    {
      browser: { type: { 'text/*': 5 } },
    },
  )
  for (const hit of [false, true]) {
    const { headers, verdict } = await site.get('/a')
    expect([verdict.hit, headers.get('cache-control'), headers.get('expires')]).toEqual([hit, 'max-age=5', null])
  }
  expect((await site.get('/private')).headers.get('cache-control')).toBe('private')
})
