import type { CacheOptions } from 'sallyport/cache'
import { describe, expect, test } from 'vitest'
import { keyMaker, maxParameters, rewriteQuery } from '../../lib/cache/key.ts'
import { unkeyedFields } from '../../lib/cache/request.ts'
import { edge, fresh } from './edge.ts'

/** Whether a second request is answered from what the first one stored. */
async function same(
  a: string,
  b: string,
  options: CacheOptions,
  fields: readonly Record<string, string>[] = [],
): Promise<boolean> {
  const site = edge(() => fresh('x'), options)
  await site.get(a, fields[0])
  return (await site.get(b, fields[1])).verdict.hit
}

describe('query', () => {
  const cases: readonly (readonly [what: string, a: string, b: string, options: CacheOptions, same: boolean])[] = [
    ['every parameter counts', '/a?x=1', '/a?x=2', {}, false],
    ['order counts', '/a?x=1&y=2', '/a?y=2&x=1', {}, false],
    ['an empty query is none: the origin is sent none', '/a?', '/a', {}, true],
    ['sorted: order does not count', '/a?x=1&y=2', '/a?y=2&x=1', { key: { sortQuery: true } }, true],
    ['sorted: order among one name counts', '/a?x=1&x=2', '/a?x=2&x=1', { key: { sortQuery: true } }, false],
    ['ignored', '/a?x=1&utm_source=m', '/a?utm_source=n&x=1', { key: { ignoreQuery: ['utm_*'] } }, true],
    ['ignored alone', '/a?utm_source=m', '/a', { key: { ignoreQuery: ['utm_*'] } }, true],
    ['ignored by its whole name only', '/a?utm=1', '/a?utm=2', { key: { ignoreQuery: ['ut'] } }, false],
    ['kept', '/a?id=1&x=1', '/a?id=1&x=2', { key: { keepQuery: ['id'] } }, true],
    ['kept, and another', '/a?id=1', '/a?id=2', { key: { keepQuery: ['id'] } }, false],
    [
      'a parameter hidden behind a semicolon in one that is ignored',
      '/a?utm_x=1;role=admin',
      '/a?utm_x=1;role=user',
      { key: { ignoreQuery: ['utm_*'] } },
      false,
    ],
    ['the same, encoded', '/a?utm_x=1%3Ba', '/a?utm_x=1%3Bb', { key: { ignoreQuery: ['utm_*'] } }, false],
    ['case counts', '/a?X=1', '/a?x=1', {}, false],
  ]
  test.each(cases)('%s', async (_, a, b, options, expected) => {
    expect(await same(a, b, options)).toBe(expected)
  })
  test('how many cases there are', () => expect(cases.length).toBe(13))

  test('more parameters than are looked at stay as they are', () => {
    const rules = { sort: true, counts: () => false }
    const many = `?${Array.from({ length: maxParameters + 1 }, (_, at) => `p${at}`).join('&')}`
    expect(rewriteQuery(many, rules)).toBe(many)
    expect(rewriteQuery(`?${many.slice(1).split('&').slice(1).join('&')}`, rules)).toBe('')
  })
})

describe('fields and cookies in the key', () => {
  test('each user of Authorization has answers of their own', async () => {
    const site = edge((request) => fresh(`for ${request.headers.get('authorization')}`), {
      key: { headers: ['Authorization'] },
    })
    const ask = (user: string) => site.get('/a', { authorization: user })
    await ask('alice')
    expect((await ask('bob')).text).toBe('for bob')
    expect((await ask('alice')).verdict.hit).toBe(true)
    expect((await ask('alice')).text).toBe('for alice')
    expect((await site.get('/a')).verdict.hit).toBe(false)
  })

  test('a cookie in the key; others do not count; two of one name are another key', async () => {
    const options = { key: { cookies: ['currency'] } }
    const with_ = (cookie: string) => ({ cookie })
    expect(await same('/a', '/a', options, [with_('currency=EUR; sid=1'), with_('sid=2; currency=EUR')])).toBe(true)
    expect(await same('/a', '/a', options, [with_('currency=EUR'), with_('currency=USD')])).toBe(false)
    expect(await same('/a', '/a', options, [with_('currency=EUR'), with_('currency=EUR; currency=USD')])).toBe(false)
    expect(await same('/a', '/a', options, [with_('currency='), {}])).toBe(false)
  })

  test('no value looks like two', () => {
    const keyOf = keyMaker({ headers: ['a', 'b'] })
    const at = (a: string | null, b: string | null) =>
      keyOf({
        scheme: 'https',
        host: 'h',
        target: '/',
        fields: { get: (name) => (name === 'a' ? a : b) },
      }).id
    const values = [null, '', '"', '","', 'x', '["x"]', 'null']
    const seen = new Set(values.flatMap((a) => values.map((b) => at(a, b))))
    expect(seen.size).toBe(values.length ** 2)
  })

  test('a request with a cookie of a session passes by', async () => {
    const site = edge(() => fresh('x'), { bypass: { cookies: ['sid', 'wp_*'] } })
    await site.get('/a')
    expect((await site.get('/a', { cookie: 'theme=dark' })).verdict.hit).toBe(true)
    for (const cookie of ['sid=1', 'theme=dark; wp_logged=1', 'sid']) {
      const { verdict, headers } = await site.get('/a', { cookie })
      expect(verdict, cookie).toMatchObject({ hit: false, fwd: 'bypass', detail: 'cookie' })
      expect(headers.get('cache-status')).toBe('sallyport; fwd=bypass; fwd-status=200; detail=cookie')
    }
  })
})

test('a change by a visitor whose answers pass by is a change for all', async () => {
  const site = edge((_, count) => fresh(`v${count}`), { bypass: { cookies: ['sid'] } })
  await site.get('/a')
  await site.send('POST', '/a', { cookie: 'sid=1' }, 'x')
  expect((await site.get('/a')).text).toBe('v3')
})

describe('poisoning', () => {
  test.each(unkeyedFields.map((name) => [name]))('%s does not reach an origin whose answer is kept', async (name) => {
    const site = edge((request) => fresh(`said ${request.headers.get(name)}`))
    expect((await site.get('/a', { [name]: 'evil.test' })).text).toBe('said null')
    expect((await site.get('/a')).text).toBe('said null')
  })

  test('one that the route keys is sent on, and is an answer of its own', async () => {
    const site = edge((request) => fresh(`said ${request.headers.get('x-host')}`), { key: { headers: ['X-Host'] } })
    expect((await site.get('/a', { 'x-host': 'b.test' })).text).toBe('said b.test')
    expect((await site.get('/a')).text).toBe('said null')
  })

  test('how many fields that are', () => expect(unkeyedFields.length).toBe(32))

  test('a key that is too long is not kept', async () => {
    const site = edge(() => fresh('x'), { limits: { maxKeyLength: 100 } })
    const target = `/a?${'x'.repeat(100)}`
    for (let at = 0; at < 2; at++) {
      expect((await site.get(target)).verdict).toMatchObject({ hit: false, fwd: 'bypass', detail: 'key-too-long' })
    }
  })

  test('another host, another scheme, another method is another answer', async () => {
    const site = edge((request) => fresh(`${request.method}`))
    await site.get('/a')
    const posted = await site.send('POST', '/a', {}, 'x')
    expect([posted.text, posted.verdict.fwd]).toEqual(['POST', 'method'])
    expect((await site.send('OPTIONS', '/a')).verdict).toMatchObject({ hit: false, fwd: 'method' })
  })
})

test('Cache-Status shows the key only while debugging, whatever stands in it', async () => {
  const site = edge(() => fresh('x'), { debug: true })
  const { headers, verdict } = await site.get('/a?q="x\\y')
  expect(headers.get('cache-status')).toMatch(/; key="https:\/\/shop\.test\/a\?q=(?:\\"|%22)x/)
  expect(verdict.key).toContain('https://shop.test/a?q=')
  const silent = edge(() => fresh('x'))
  const quiet = await silent.get('/a?q=secret')
  expect(JSON.stringify(quiet.verdict) + quiet.headers.get('cache-status')).not.toContain('secret')
})
