import { describe, expect, test } from 'vitest'
import { edge, fresh, ok } from './edge.ts'

/** What one request said, or was answered, must not become another's answer. */
describe('an answer without a lifetime', () => {
  const answers: readonly (readonly [what: string, fields: Record<string, string>, status: number])[] = [
    ['a validator alone', { etag: 'W/"a"' }, 200],
    ['max-age=0', { etag: '"a"', 'cache-control': 'max-age=0' }, 200],
    ['a 404 with a validator', { etag: '"a"' }, 404],
  ]
  test.each(answers)('is nobody else’s when the origin fails: %s', async (_, fields, status) => {
    for (const cookie of [undefined, 'sid=alice']) {
      const site = edge((__, count) =>
        count === 1 ? ok('of alice', fields, status) : new Response('', { status: 502 }),
      )
      await site.get('/a', cookie === undefined ? {} : { cookie })
      const other = await site.get('/a')
      expect([other.status, other.text]).toEqual([502, ''])
    }
  })
})

test('what answers a condition, a range or a header of one request is not stored', async () => {
  const statuses = [408, 412, 413, 416, 417, 421, 426, 428, 429, 431]
  for (const status of statuses) {
    const site = edge((_, count) => (count === 1 ? ok('no', { 'cache-control': 'max-age=100' }, status) : fresh('yes')))
    await site.get('/a', { 'if-match': '"x"' })
    expect((await site.get('/a')).text, String(status)).toBe('yes')
  }
  expect(statuses.length).toBe(10)
})

test.each([206, 416])(
  'a client that asked for the whole gets the whole, also where the rest is answered %d',
  async (status) => {
    const site = edge((request, count) => {
      if (count === 1)
        return ok(
          '01234',
          { etag: '"e"', 'cache-control': 'max-age=100', 'content-range': 'bytes 0-4/10', 'content-length': '5' },
          206,
        )
      if (!request.headers.has('range')) return fresh('0123456789')
      const fields = { 'cache-control': 'no-store', 'content-range': status === 206 ? 'bytes 5-9/10' : 'bytes */3' }
      return ok(status === 206 ? '56789' : '', fields, status)
    })
    await site.get('/a', { range: 'bytes=0-4' })
    const whole = await site.get('/a')
    expect([whole.status, whole.text]).toEqual([200, '0123456789'])
  },
)

describe('the answer to a POST', () => {
  const own = { 'cache-control': 'max-age=100', 'content-location': '/a', 'content-length': '3' }

  test('is not kept where the request said what is in no key', async () => {
    const site = edge((request) => ok(request.method === 'POST' ? 'bad' : 'get', own))
    await site.send('POST', '/a', { 'x-host': 'evil.example' }, 'x')
    expect((await site.get('/a')).text).toBe('get')
    await edge(() => ok('bad', own)).send('POST', '/a', {}, 'x')
  })

  test('is not kept where the address was made invalid meanwhile', async () => {
    let answer: (response: Response) => void = () => undefined
    const site = edge((request) =>
      request.method === 'POST'
        ? new Promise<Response>((resolve) => {
            answer = resolve
          })
        : ok('new', own),
    )
    const slow = site.send('POST', '/a', {}, 'x')
    await new Promise((resolve) => setTimeout(resolve, 5))
    await site.send('DELETE', '/a')
    answer(ok('old', own))
    await slow
    expect((await site.get('/a')).text).toBe('new')
  })
})

test('HEAD shows what GET shows', async () => {
  const site = edge(() => ok('', { 'cache-tag': 'inner', 'surrogate-control': 'max-age=9' }))
  const { headers } = await site.send('HEAD', '/a')
  expect([headers.has('cache-tag'), headers.has('surrogate-control')]).toEqual([false, false])
})

test('where somebody meant to forbid, nothing is stored; nor under a suffix with something behind it', async () => {
  const fields = ['max-age=100, "private"', 'max-age=100;private', 'max-age=100 private', 'public;no-store, max-age=9']
  for (const value of fields) {
    const site = edge(() => ok('x', { 'cache-control': value, etag: '"a"' }))
    await site.get('/a')
    expect((await site.get('/a')).verdict.hit, value).toBe(false)
  }
  const paths = ['/acc/x.css', '/acc/x.css;', '/acc/x.css%20', '/acc/x.css%3f', '/acc/x.css/', '/acc/x.css;v=1/y']
  for (const path of paths) {
    const site = edge(() => fresh('x', { 'content-type': 'text/html' }))
    await site.get(path)
    expect((await site.get(path)).verdict.hit, path).toBe(false)
  }
  expect(fields.length + paths.length).toBe(10)
})
