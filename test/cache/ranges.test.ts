import { describe, expect, test } from 'vitest'
import { parseRange } from '../../lib/http/range.ts'
import { type Edge, edge, fresh, ok } from './edge.ts'

const text = '0123456789'
const modified = 'Mon, 23 Nov 2026 12:00:00 GMT'
const whole = () => edge(() => fresh(text, { etag: '"v1"', 'last-modified': modified, 'content-type': 'text/plain' }))

async function filled(site: Edge): Promise<Edge> {
  await site.get('/a')
  return site
}

describe('ranges of what is stored whole (RFC 9110, section 14)', () => {
  const cases: readonly (readonly [range: string, status: number, body: string, contentRange: string | null])[] = [
    ['bytes=0-0', 206, '0', 'bytes 0-0/10'],
    ['bytes=2-5', 206, '2345', 'bytes 2-5/10'],
    ['bytes=5-', 206, '56789', 'bytes 5-9/10'],
    ['bytes=-3', 206, '789', 'bytes 7-9/10'],
    ['bytes=-99', 206, text, 'bytes 0-9/10'],
    ['bytes=8-99', 206, '89', 'bytes 8-9/10'],
    ['BYTES=1-1', 206, '1', 'bytes 1-1/10'],
    ['bytes= 1-1 ', 206, '1', 'bytes 1-1/10'],
    ['bytes=10-', 416, '', 'bytes */10'],
    ['bytes=-0', 416, '', 'bytes */10'],
    ['bytes=99-100, 50-', 416, '', 'bytes */10'],
    ['bytes=5-2', 200, text, null],
    ['bytes=a-b', 200, text, null],
    ['bytes=-', 200, text, null],
    ['bytes=', 200, text, null],
    ['lines=1-2', 200, text, null],
    ['bytes=0-9, 0-9, 0-9', 200, text, null], // many times over
    [`bytes=${Array.from({ length: 17 }, () => '1-1').join(',')}`, 200, text, null], // more than are served
    [`bytes=${'0'.repeat(1100)}1-2`, 200, text, null], // longer than is read
    ['bytes=1-1, 99-', 206, '1', 'bytes 1-1/10'],
  ]
  test.each(cases)('%s', async (range, status, body, contentRange) => {
    const site = await filled(whole())
    const answer = await site.get('/a', { range })
    expect([answer.status, answer.text, answer.headers.get('content-range')]).toEqual([status, body, contentRange])
    expect(answer.verdict.hit).toBe(true)
    expect(answer.headers.get('content-length') ?? String(body.length)).toBe(String(body.length))
  })
  test('how many cases there are', () => expect(cases.length).toBe(20))

  test('several ranges are one multipart body', async () => {
    const site = await filled(whole())
    const { status, headers, text: body } = await site.get('/a', { range: 'bytes=0-1,4-5,-1' })
    expect(status).toBe(206)
    const boundary = /^multipart\/byteranges; boundary=([0-9a-f]{32})$/.exec(headers.get('content-type') ?? '')?.[1]
    const part = (range: string, bytes: string) =>
      `--${boundary}\r\nContent-Type: text/plain\r\nContent-Range: bytes ${range}/10\r\n\r\n${bytes}\r\n`
    expect(body).toBe(`${part('0-1', '01')}${part('4-5', '45')}${part('9-9', '9')}--${boundary}--\r\n`)
    expect(headers.get('content-length')).toBe(String(body.length))
    expect(headers.get('content-range')).toBe(null)
  })

  test.each([
    ['the strong tag', '"v1"', 206],
    ['a weak tag', 'W/"v1"', 200],
    ['another tag', '"v2"', 200],
    ['its date, old enough to be strong', modified, 206],
    ['another date', 'Mon, 23 Nov 2026 12:00:01 GMT', 200],
    ['nonsense', 'v1', 200],
  ])('If-Range with %s', async (_, ifRange, status) => {
    const site = await filled(whole())
    expect((await site.get('/a', { range: 'bytes=0-1', 'if-range': ifRange })).status).toBe(status)
  })

  test('an empty object has no range', () => {
    expect(parseRange('bytes=0-', 0)).toBe('unsatisfiable')
    expect(parseRange('bytes=-1', 0)).toBe('unsatisfiable')
  })
})

describe('preconditions of a hit (RFC 9110, section 13)', () => {
  test.each([
    ['if-none-match', '"v1"', 304],
    ['if-none-match', 'W/"v1"', 304],
    ['if-none-match', '"a,b", "v1"', 304],
    ['if-none-match', '*', 304],
    ['if-none-match', '"v2"', 200],
    ['if-none-match', 'v1', 200],
    ['if-none-match', `${Array.from({ length: 300 }, () => '"x"').join()}, "v1"`, 200], // more than are looked at
    ['if-modified-since', modified, 304],
    ['if-modified-since', 'Mon, 23 Nov 2026 11:59:59 GMT', 200],
    ['if-match', '"v1"', 200],
    ['if-match', '*', 200],
    ['if-match', 'W/"v1"', 412],
    ['if-match', '"v2"', 412],
    ['if-match', 'v1', 412],
    ['if-unmodified-since', modified, 200],
    ['if-unmodified-since', 'Mon, 23 Nov 2026 11:59:59 GMT', 412],
  ])('%s: %s', async (name, value, status) => {
    const site = await filled(whole())
    const answer = await site.get('/a', { [name]: value })
    expect([answer.status, answer.text, answer.verdict.hit]).toEqual([status, status === 200 ? text : '', true])
    if (status === 304) expect(answer.headers.get('etag')).toBe('"v1"')
    if (status !== 200) expect(answer.headers.get('content-type')).toBe(null)
  })

  test('If-None-Match that does not match overrules a date that does', async () => {
    const site = await filled(whole())
    const answer = await site.get('/a', { 'if-none-match': '"v2"', 'if-modified-since': modified })
    expect(answer.status).toBe(200)
  })

  test('HEAD is told the length of what is stored, and gets no body', async () => {
    const site = await filled(whole())
    const answer = await site.send('HEAD', '/a')
    expect([answer.status, answer.text, answer.headers.get('content-length')]).toEqual([200, '', '10'])
    expect(site.seen.length).toBe(1)
  })
})

describe('206 (RFC 9111, sections 3.3 and 3.4)', () => {
  /** An origin that serves ranges, as asked. */
  const serving = (tag: () => string | undefined, cut = 0) =>
    edge((request) => {
      const etag = tag()
      const base: Record<string, string> = { 'cache-control': 'max-age=60', ...(etag && { etag }) }
      const ranges = parseRange(request.headers.get('range'), text.length)
      if (!Array.isArray(ranges)) return ok(text, base)
      const [{ first, last }] = ranges
      const body = text.slice(first, last + 1 - cut)
      return ok(body, { ...base, 'content-range': `bytes ${first}-${last}/10` }, 206)
    })

  test('a part is served again, and what lies in it', async () => {
    const site = serving(() => '"v1"')
    expect((await site.get('/a', { range: 'bytes=2-7' })).text).toBe('234567')
    for (const [range, body] of [
      ['bytes=2-7', '234567'],
      ['bytes=3-4', '34'],
      ['bytes=7-7', '7'],
    ] as const) {
      const answer = await site.get('/a', { range })
      expect([answer.status, answer.text, answer.verdict.hit]).toEqual([206, body, true])
    }
    expect(site.seen.length).toBe(1)
  })

  test('what is not in it is asked for, and never served as the whole', async () => {
    const site = serving(() => '"v1"')
    await site.get('/a', { range: 'bytes=2-7' })
    const all = await site.get('/a')
    expect([all.status, all.text]).toEqual([200, text])
    expect(all.verdict).toMatchObject({ hit: false, fwd: 'partial' })
  })

  test('parts of the same strong tag become the whole', async () => {
    const site = serving(() => '"v1"')
    await site.get('/a', { range: 'bytes=0-3' })
    await site.get('/a', { range: 'bytes=4-6' })
    await site.get('/a', { range: 'bytes=5-9' })
    const all = await site.get('/a')
    expect([all.status, all.text, all.verdict.hit]).toEqual([200, text, true])
    expect(all.headers.get('content-range')).toBe(null)
  })

  test('the rest alone is asked for, and the whole is answered and stored', async () => {
    const site = serving(() => '"v1"')
    await site.get('/a', { range: 'bytes=0-3' })
    const all = await site.get('/a')
    expect([all.status, all.text]).toEqual([200, text])
    expect(site.seen[1]?.headers.get('range')).toBe('bytes=4-')
    expect(site.seen[1]?.headers.get('if-range')).toBe('"v1"')
    expect((await site.get('/a')).verdict.hit).toBe(true)
  })

  test.each([
    ['another tag', ['"v1"', '"v2"', '"v2"']],
    ['a weak tag', ['W/"v1"', 'W/"v1"', 'W/"v1"']],
    ['no tag', [undefined, undefined, undefined]],
  ])('parts of %s are never joined', async (_, tags) => {
    let asked = 0
    const site = serving(() => tags[asked++])
    await site.get('/a', { range: 'bytes=0-3' })
    const all = await site.get('/a')
    expect([all.status, all.text]).toEqual([200, text])
    expect(site.seen.at(-1)?.headers.has('range')).toBe(false)
  })

  test('a 206 that is shorter than it says is the part that it holds', async () => {
    const site = serving(() => '"v1"', 1)
    await site.get('/a', { range: 'bytes=0-5' })
    expect((await site.get('/a', { range: 'bytes=2-4' })).text).toBe('234')
    const missing = await site.get('/a', { range: 'bytes=2-5' })
    expect(missing.verdict.hit).toBe(false)
  })

  test.each([
    ['longer than it says', 'bytes 0-2/10'],
    ['without a total', 'bytes 0-3/*'],
    ['of another unit', 'lines 0-3/10'],
    ['that contradicts itself', 'bytes 3-0/10'],
    ['over its own end', 'bytes 0-10/10'],
    ['without a word of it', ''],
  ])('a 206 %s is not stored', async (_, contentRange) => {
    const partial = edge(() =>
      ok('0123', { 'cache-control': 'max-age=60', ...(contentRange && { 'content-range': contentRange }) }, 206),
    )
    expect((await partial.get('/a', { range: 'bytes=0-3' })).status).toBe(206)
    await partial.settled()
    expect((await partial.get('/a', { range: 'bytes=0-3' })).verdict.hit).toBe(false)
  })
})

describe('HEAD (RFC 9111, section 4.3.5)', () => {
  test('what it says of the same content freshens what is stored for GET', async () => {
    const site = edge((request) =>
      request.method === 'HEAD'
        ? ok('', { 'cache-control': 'max-age=60', etag: '"v1"', 'x-new': '1' })
        : ok(text, { 'cache-control': 'max-age=10', etag: '"v1"' }),
    )
    await site.get('/a')
    await site.pass(11)
    expect((await site.send('HEAD', '/a')).verdict).toMatchObject({ hit: false, fwd: 'stale', stored: true })
    const answer = await site.get('/a')
    expect([answer.verdict.hit, answer.text, answer.headers.get('x-new')]).toEqual([true, text, '1'])
  })

  test.each([
    ['another tag', { etag: '"v2"' }],
    ['another length', { etag: '"v1"', 'content-length': '11' }],
  ])('with %s it has to be validated', async (_, headers) => {
    const site = edge((request, count) =>
      request.method === 'HEAD'
        ? ok('', { 'cache-control': 'max-age=60', ...headers })
        : ok(`v${count}`, { 'cache-control': 'max-age=10', etag: '"v1"' }),
    )
    await site.get('/a')
    await site.pass(11)
    await site.send('HEAD', '/a')
    expect((await site.get('/a')).text).toBe('v3')
  })
})

describe('unsafe methods (RFC 9111, section 4.4)', () => {
  test.each(['POST', 'PUT', 'DELETE', 'PATCH'])('%s makes its URL and those it names invalid', async (method) => {
    const site = edge((request, count) =>
      request.method === 'GET'
        ? fresh(`v${count}`)
        : ok('done', { location: '/b?1', 'content-location': 'https://shop.test/c' }, 201),
    )
    for (const path of ['/a', '/b?1', '/c', '/d']) await site.get(path)
    await site.send(method, '/a', {}, 'x')
    for (const [path, hit] of [
      ['/a', false],
      ['/b?1', false],
      ['/c', false],
      ['/d', true],
    ] as const) {
      expect((await site.get(path)).verdict.hit, path).toBe(hit)
    }
  })

  test('not another origin’s, and not after an error', async () => {
    const site = edge((request, count) =>
      request.method === 'GET'
        ? fresh(`v${count}`)
        : ok('', { location: 'https://other.test/b' }, request.url.endsWith('/b') ? 201 : 500),
    )
    await site.get('/a')
    await site.get('/b')
    await site.send('POST', '/a', {}, 'x')
    expect((await site.get('/a')).verdict.hit).toBe(true)
    await site.send('POST', '/c/b', {}, 'x')
    expect((await site.get('/b')).verdict.hit).toBe(true)
  })

  test('POST with Content-Location and a lifetime is a GET’s answer', async () => {
    const site = edge(() => fresh('made', { 'content-location': '/a', 'content-length': '4' }))
    expect((await site.send('POST', '/a', {}, 'x')).verdict).toMatchObject({ fwd: 'method', stored: true })
    expect(await site.get('/a')).toMatchObject({ text: 'made', verdict: { hit: true } })
    const elsewhere = edge(() => fresh('made', { 'content-location': '/b', 'content-length': '4' }))
    await elsewhere.send('POST', '/a', {}, 'x')
    expect((await elsewhere.get('/a')).verdict.hit).toBe(false)
  })
})
