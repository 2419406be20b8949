import { type Exchange, fromHeader, keys, pipeline, platform, platformWhen, unknownClient } from 'sallyport'
import { type DoorOptions, door } from 'sallyport/door'
import { describe, expect, test } from 'vitest'
import { answer, module, platformContext, reach } from '../support/reach.ts'

const url = 'http://shop.test/'
const send = (request: Request, options: DoorOptions = {}): Promise<Response> =>
  reach([answer()], request, options).then(({ response }) => response)

/** A Request whose URL, method and fields read as a socket delivers them. */
function rawRequest(
  target: string,
  {
    method = 'GET',
    headers = {},
    host = 'shop.test',
  }: { method?: string; headers?: Record<string, string>; host?: string } = {},
): Request {
  const request = new Request(url, { headers: { host, ...headers } })
  Object.defineProperties(request, { url: { value: `http://${host}${target}` }, method: { value: method } })
  return request
}

describe('refusals', () => {
  const cases: readonly [request: Request, status: number, row: string][] = [
    [rawRequest('/', { method: 'TRACE' }), 405, 'trace'],
    [rawRequest('/a%00'), 400, 'encoded-nul'],
    [rawRequest('*'), 400, 'asterisk'],
    [rawRequest('/', { host: 'a, b' }), 400, 'two-hosts'],
    [rawRequest('/', { host: 'user@evil.test' }), 400, 'bad-host'],
    [rawRequest(`/${'a'.repeat(16_384)}`), 414, 'target-length'],
    [rawRequest(`/${'a%2F'.repeat(600)}`), 414, 'ambiguous-length'],
    [rawRequest('/', { headers: { 'x-a': 'a'.repeat(32_769) } }), 431, 'header-length'],
    [rawRequest('/', { headers: { 'transfer-encoding': 'chunked' } }), 400, 'chunked-get'],
    [rawRequest('/', { method: 'OPTIONS', headers: { 'max-forwards': 'x' } }), 400, 'bad-max-forwards'],
    [rawRequest('/', { headers: { 'content-type': 'a/b, c/d' } }), 400, 'two-content-types'],
  ]
  test(`say the row in the verdict and nothing of the request: ${cases.length} cases`, async () => {
    expect(cases).toHaveLength(11)
    for (const [request, status, row] of cases) {
      let seen: Exchange | undefined
      const response = await door(pipeline(answer()), { observe: (exchange) => (seen = exchange) }).fetch(
        request,
        {},
        platformContext(),
      )
      expect(response.status, row).toBe(status)
      expect(seen?.arrival.door).toMatchObject({ action: 'refuse', status })
      expect(seen?.arrival.door.rows.at(-1)).toBe(row)
      const text = await response.text()
      expect(text).toContain(seen?.arrival.id)
      // The id is ours, and is random: one had `aaaa` in it.
      expect(text.replaceAll(seen?.arrival.id ?? '', '')).not.toMatch(/evil|%00|aaaa|%2F/)
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    }
  })

  test('are HTML where the client asks for it, and JSON elsewhere', async () => {
    const html = await send(rawRequest('/a%00', { headers: { accept: 'text/html,*/*;q=0.8' } }))
    expect(html.headers.get('content-type')).toBe('text/html; charset=utf-8')
    const json = await send(rawRequest('/a%00', { headers: { accept: '*/*' } }))
    expect(json.headers.get('content-type')).toBe('application/problem+json')
    expect(await json.json()).toMatchObject({ status: 400, title: 'Bad Request' })
  })

  test('a host that is not listed is 421', async () => {
    expect((await send(new Request(url), { hosts: ['Shop.test'] })).status).toBe(200)
    expect((await send(new Request(url), { hosts: ['other.test'] })).status).toBe(421)
  })

  test('detect mode makes it harmless instead', async () => {
    const { response, context } = await reach([answer()], rawRequest('/a/%zz/../../../b'), { mode: 'detect' })
    expect([response.status, context.url.pathname, context.rawTarget]).toEqual([200, '/b', '/a/%zz/../../../b'])
    expect((await send(rawRequest('/', { method: 'TRACE' }), { mode: 'detect' })).status).toBe(405)
  })

  test('detecting, a host that is none and a target that is no path get one reading', async () => {
    const bad = await reach([answer()], rawRequest('/p', { host: 'shop.test%00' }), { mode: 'detect' })
    expect([bad.response.status, bad.context.url.href]).toEqual([200, 'http://unknown.invalid/p'])
    expect(bad.context.received.headers.get('host')).toBe('shop.test%00')
    const all = await reach([answer()], rawRequest('*', { method: 'OPTIONS' }), { mode: 'detect' })
    expect([all.response.status, all.context.url.href, all.context.rawTarget]).toEqual([200, 'http://shop.test/', '*'])
  })

  test('detecting, hosts that are not listed stay outside', async () => {
    const options: DoorOptions = { mode: 'detect', hosts: ['shop.test'] }
    expect((await send(rawRequest('/', { host: 'shop.test%00' }), options)).status).toBe(421)
  })

  test('detecting, an ambiguous path passes where nobody can say the route', async () => {
    const unseen = door(() => new Response('ok'), { mode: 'detect' })
    expect((await unseen.fetch(rawRequest('/a%2fb'), {}, platformContext())).status).toBe(200)
    const strict = door(() => new Response('ok'))
    expect((await strict.fetch(rawRequest('/a%2fb'), {}, platformContext())).status).toBe(400)
  })
})

describe('what modules see', () => {
  test('the canonical URL and fields, beside what was sent', async () => {
    const request = rawRequest('/x/../%61?q=a%20b&r=é', {
      host: 'SHOP.test.:80',
      headers: { cookie: 'a=1, b=2', 'x-sallyport-waf': 'action=pass', 'x-original-url': '/admin' },
    })
    let seen: Request | undefined
    const { context } = await reach(
      [
        module('see', (incoming) => {
          seen = incoming
          return new Response()
        }),
      ],
      request,
    )
    expect(seen?.url).toBe('http://shop.test/a?q=a%20b&r=%C3%A9')
    expect(context.url.href).toBe(seen?.url)
    expect(context.received).toBe(request)
    expect(Object.fromEntries(seen?.headers ?? [])).toMatchObject({ cookie: 'a=1; b=2' })
    expect(seen?.headers.has('x-sallyport-waf') || seen?.headers.has('x-original-url')).toBe(false)
    expect(context.verdicts.door?.rows).toEqual([
      'needless-escape',
      'dot-segment',
      'raw-text',
      'second-cookie',
      'rewrite-field',
      'own-field',
    ])
  })

  test('the very Request that arrived, where nothing had to change', async () => {
    const request = new Request('http://shop.test/a?b=c', { headers: { accept: '*/*', connection: 'keep-alive' } })
    let seen: Request | undefined
    await reach(
      [
        module('see', (incoming) => {
          seen = incoming
          return new Response()
        }),
      ],
      request,
    )
    expect(seen).toBe(request)
  })

  test('the host that the platform routed by, where the Host field says another', async () => {
    const request = new Request('http://real.test/a', { headers: { host: 'shop.test' } })
    const { context } = await reach([answer()], request)
    expect([context.url.host, context.verdicts.door?.rows]).toEqual(['real.test', ['host-conflict']])
    expect((await send(request, { rows: { 'host-conflict': 'refuse' } })).status).toBe(400)
  })

  test('Max-Forwards is counted down on OPTIONS, answered at 0, and ignored elsewhere', async () => {
    const hops = async (method: string, value: string): Promise<string | null> => {
      let left: string | null = 'answered here'
      await reach(
        [
          module('see', (incoming) => {
            left = incoming.headers.get('max-forwards')
            return new Response()
          }),
        ],
        new Request(url, { method, headers: { 'max-forwards': value } }),
      )
      return left
    }
    expect(await Promise.all([hops('OPTIONS', '5'), hops('OPTIONS', '0'), hops('GET', '0')])).toEqual([
      '4',
      'answered here',
      '0',
    ])
  })

  test('ids: carried where well-formed, made where not', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    const carried = await reach(
      [answer()],
      new Request(url, { headers: { 'x-request-id': 'abcdef-12345678', traceparent } }),
    )
    expect(carried.context.id).toBe('abcdef-12345678')
    expect(carried.context.trace.traceId).toBe('0af7651916cd43dd8448eb211c80319c')
    expect(carried.context.trace.parentId).not.toBe('b7ad6b7169203331')
    const made = await reach(
      [answer()],
      new Request(url, { headers: { 'x-request-id': '<script>', traceparent: '00-0-0-0' } }),
    )
    expect(made.context.id).toMatch(/^[0-9a-f]{32}$/)
    expect(made.context.trace.traceId).toMatch(/^[0-9a-f]{32}$/)
  })
})

describe('who the visitor is', () => {
  const address = async (request: Request, options: DoorOptions): Promise<string | undefined> =>
    (await reach([answer()], request, options)).context.client.address?.text

  test('a stranger’s field is not believed on a plain socket', async () => {
    const forged = new Request(url, { headers: { 'cf-connecting-ip': '192.0.2.1', 'x-real-ip': '192.0.2.1' } })
    expect(await address(forged, {})).toBeUndefined()
    expect(await address(forged, { client: platform })).toBeUndefined()
    expect(await address(forged, { client: unknownClient })).toBeUndefined()
  })

  test('the platform’s word is', async () => {
    const hosted = Object.assign(new Request(url, { headers: { 'cf-connecting-ip': '2001:DB8::1' } }), {
      cf: { asn: 64500, country: 'NL' },
    })
    const { context } = await reach([answer()], hosted)
    expect(context.client).toMatchObject({ address: { text: '2001:db8::1' }, asn: 64500, country: 'NL' })
    const bare = Object.assign(new Request(url, { headers: { 'cf-connecting-ip': '192.0.2.1' } }), {
      cf: { clientIp: '198.51.100.7' },
    })
    expect(await address(bare, {})).toBe('198.51.100.7')
    expect(await address(bare, { client: platformWhen(() => false) })).toBeUndefined()
    expect(await address(bare, { client: platformWhen(() => true) })).toBe('198.51.100.7')
  })

  test('a declared front door’s field is, if it is one address; and it is taken out', async () => {
    const client = fromHeader('X-Real-IP')
    const visit = (value: string): Request => new Request(url, { headers: { 'x-real-ip': value } })
    expect(await address(visit('192.0.2.1'), { client })).toBe('192.0.2.1')
    expect(await address(visit('192.0.2.1, 198.51.100.2'), { client })).toBeUndefined()
    let left: string | null = ''
    await reach(
      [
        module('see', (incoming) => {
          left = incoming.headers.get('x-real-ip')
          return new Response()
        }),
      ],
      visit('192.0.2.1'),
      { client },
    )
    expect(left).toBeNull()
  })

  test('the front door says how the visitor came', async () => {
    const client = fromHeader({ address: 'X-Real-IP', proto: 'X-Proto', ja4: 'X-JA4' })
    const request = new Request(url, {
      headers: { 'x-proto': 'https', 'x-ja4': 't13d3112h2_e8f1e7e78f70_b26ce05bbdd6' },
    })
    const { context } = await reach([answer()], request, { client })
    expect(context.url.href).toBe('https://shop.test/')
    expect(context.client.tls?.ja4).toBe('t13d3112h2_e8f1e7e78f70_b26ce05bbdd6')
  })
})

describe('reserved paths', () => {
  test.each([
    ['GET', '/.well-known/sallyport/health', 200],
    ['HEAD', '/.well-known/sallyport/health', 200],
    ['POST', '/.well-known/sallyport/health', 405],
    ['GET', '/.well-known/sallyport/purge', 404],
    ['GET', '/x/../.well-known/sallyport/health', 200],
    ['GET', '/.well-known%2Fsallyport/health', 400],
    ['GET', '/.well-known/sallyport%2Fpurge', 400],
  ])('%s %s: %i', async (method, path, status) => {
    let forwarded = false
    const request = rawRequest(path, { method })
    const app = pipeline(
      module('origin', () => {
        forwarded = true
        return new Response()
      }),
    )
    expect((await door(app).fetch(request, {}, platformContext())).status).toBe(status)
    expect(forwarded).toBe(false)
  })
})

describe('options', () => {
  test.each([
    [{ rows: { nonsense: 'refuse' } }, 'there is no row "nonsense"'],
    [{ rows: { trace: 'keep' } }, 'row "trace" can be refuse, not "keep"'],
    [{ limits: { maxFields: 0 } }, 'limits.maxFields'],
  ] as unknown as readonly [DoorOptions, string][])(
    'unusable ones throw when the worker starts: %j',
    (options, message) => {
      expect(() => door(pipeline(answer()), options)).toThrow(message)
    },
  )

  test('a row’s policy may be changed', async () => {
    const kept = await reach([answer()], rawRequest('/a//b'), { rows: { 'empty-segment': 'keep' } })
    expect(kept.context.url.pathname).toBe('/a//b')
    expect((await send(rawRequest('/a//b'), { rows: { 'empty-segment': 'refuse' } })).status).toBe(400)
  })

  test('unusable keys refuse everything', async () => {
    const worker = door(pipeline(answer()), { keys: (env: { K?: string }) => keys({ seal: env.K }) })
    expect((await worker.fetch(new Request(url), {}, platformContext())).status).toBe(500)
    expect((await worker.fetch(new Request(url), { K: `a:${'A'.repeat(43)}` }, platformContext())).status).toBe(200)
  })

  test('debug prints verdicts, and cannot be forged from behind', async () => {
    const worker = door(
      pipeline(module('end', () => new Response('', { headers: { 'x-sallyport-client': 'forged' } }))),
      { debug: 'verdicts' },
    )
    const { headers } = await worker.fetch(rawRequest('/x/../a?é'), {}, platformContext())
    expect(headers.get('x-sallyport-url')).toBe('/a?%C3%A9')
    expect(headers.get('x-sallyport-raw-url')).toBe('/x/../a?\\u{e9}')
    expect(headers.get('x-sallyport-client')).toBe('unknown')
    expect(headers.get('x-sallyport-door')).toBe('action=pass; rows=dot-segment,raw-text')
    expect((await send(new Request(url))).headers.has('x-sallyport-url')).toBe(false)
  })

  test('an application that throws, or answers nothing, or whose log throws', async () => {
    const status = async (app: () => unknown, options: DoorOptions = {}): Promise<number> =>
      (await door(app, options).fetch(new Request(url), {}, platformContext())).status
    const throwing = (): never => {
      throw new Error('secret')
    }
    expect(await status(throwing)).toBe(500)
    expect(await status(() => Promise.reject(new Error('secret')))).toBe(500)
    expect(await status(() => undefined)).toBe(404)
    expect(await status(() => new Response(), { observe: throwing })).toBe(200)
  })
})
