/**
 * Raw bytes in, raw bytes out: what the door lets pass arrives at the origin exactly as modules saw it, and what it refuses arrives not at
 * all. Every row of the platform's table that a door has to deal with is sent here on a socket.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RawAnswer, type RawOrigin, raw, rawOrigin } from '../support/raw.ts'
import { type StartedWorker, startWorker } from '../support/worker.ts'

let origin: RawOrigin
let worker: StartedWorker

beforeAll(async () => {
  origin = await rawOrigin()
  worker = await startWorker({
    source: `
      import { Hono } from 'hono'
      import { door } from 'sallyport/door'
      import { hono } from 'sallyport/hono'
      import { origin } from 'sallyport/origin'
      import { unknownClient } from 'sallyport'
      // Stands where rules stand, and says what it saw.
      const witness = { name: 'witness', failure: 'closed', async handle(request, context, next) {
        const seen = JSON.stringify({ target: context.target, url: request.url, headers: [...request.headers] })
        const response = await next(request, context)
        response.headers.set('x-seen', btoa(String.fromCharCode(...new TextEncoder().encode(seen))))
        return response
      } }
      const back = origin({ url: 'http://127.0.0.1:${origin.port}', allowPlaintext: true, tls: { certificate: (env) => env.NET } })
      const marks = { name: 'marks', failure: 'closed', handle(request, context, next) {
        const marked = new Request(request)
        marked.headers.set('x-bot', 'yes')
        marked.headers.set('x-sallyport-bot', 'yes')
        return next(marked, context)
      } }
      const drops = { name: 'drops', failure: 'closed', handle(request, context, next) {
        context.body.replace(new TextEncoder().encode('sealed'))
        return next(request, context)
      } }
      const app = new Hono()
      app.all('/marked', hono(marks, back))
      app.post('/replaced', hono(drops), async (c) => c.text(await c.req.raw.text()))
      app.all('/admin/*', hono({ ...witness, name: 'strict' }, back))
      app.all('*', hono(witness, back))
      export default door(app, { client: unknownClient, debug: 'verdicts' })`,
  })
})
afterAll(async () => {
  await worker.stop()
  await origin.stop()
})

interface Seen {
  readonly target: string
  readonly url: string
  readonly headers: readonly [string, string][]
}

const seenBy = (answer: RawAnswer): Seen =>
  JSON.parse(Buffer.from(answer.headers.get('x-seen') ?? '', 'base64').toString('utf8')) as Seen

interface Arrived {
  readonly line: string
  /** Names in lower case, values as bytes, one a character; repeated ones joined as the platform joins them. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

function parseRequest(text: string): Arrived {
  const end = text.indexOf('\r\n\r\n')
  const [line = '', ...fields] = text.slice(0, end).split('\r\n')
  const headers = new Map<string, string>()
  for (const field of fields) {
    const colon = field.indexOf(':')
    const name = field.slice(0, colon).toLowerCase()
    const value = field.slice(colon + 1).trim()
    headers.set(name, headers.has(name) ? `${headers.get(name)}, ${value}` : value)
  }
  return { line, headers, body: text.slice(end + 4) }
}

/** Fields that this hop drops or writes itself; all others must arrive as they were seen. */
const ours =
  /^(?:host|connection|keep-alive|te|trailer|transfer-encoding|upgrade|expect|proxy(?:-.*)?|http2-settings|forwarded|x-forwarded-.*|x-real-ip|true-client-ip|cf-.*|via|cdn-loop|x-request-id|traceparent|tracestate|x-sallyport-.*|content-length)$/

const asBytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

/** Sends a request; if it passed, holds what arrived against what was seen, and returns both. */
async function through(bytes: string): Promise<{ answer: RawAnswer; seen?: Seen; arrived?: Arrived }> {
  const before = origin.received.length
  const answer = await raw(worker.port, bytes)
  const sent = origin.received.slice(before)
  if (answer.status !== 200) {
    expect(sent, bytes).toEqual([])
    return { answer }
  }
  expect(sent, bytes).toHaveLength(1)
  const arrived = parseRequest(sent[0] as string)
  const seen = seenBy(answer)
  const [, target = ''] = arrived.line.split(' ')
  expect(target, bytes).toBe(seen.target)
  expect(answer.headers.get('x-sallyport-url') === seen.target, 'the target that debug prints').toBe(true)
  for (const [name, value] of seen.headers) {
    if (!ours.test(name)) expect(arrived.headers.get(name), `${name} of ${bytes}`).toBe(asBytes(value))
  }
  const names = new Set(seen.headers.map(([name]) => name))
  for (const name of arrived.headers.keys()) if (!ours.test(name)) expect(names, bytes).toContain(name)
  return { answer, seen, arrived }
}

const get = (target: string, fields = '', host = 'shop.test'): string =>
  `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n${fields}\r\n`

const targets: readonly [target: string, arrives: string | number][] = [
  ['/', '/'],
  ['/a/../b', '/b'],
  ['/./a', '/a'],
  ['/a/%2e%2e/b', '/b'],
  ['/../x', 400],
  ['/a\\b', 400],
  ['//a', '/a'],
  ['//admin/x', '/admin/x'],
  ['/%61dmin/x', '/admin/x'],
  ['/admin%2fx', 400],
  ['/admin;v=1/x', 400],
  ['/x%2fy', '/x%2Fy'],
  ['/@scope%2fname', '/@scope%2Fname'],
  ['/;x=1/..;/', 400],
  ['/x/..%2fadmin/x', 400],
  ['/a%5cb', '/a%5Cb'],
  ['/a%00', 400],
  ['/%', 400],
  ['/%zz', 400],
  ['/%252e%252e/admin/x', 400],
  ['/%c0%ae%c0%ae/', 400],
  ['/caf\xc3\xa9?q=\xc3\xa9', '/caf%C3%A9?q=%C3%A9'],
  ['/a"{}^', '/a%22%7B%7D%5E'],
  ["/?q='", '/?q=%27'],
  ['/?q=%zz&r=100%', '/?q=%zz&r=100%'],
  ['/?a=../..&b=\\', '/?a=../..&b=\\'],
  ['/a#frag', '/a'],
  ['http://other.test/p', '/p'],
  ['*', 400],
  ['noslash', '/'],
  [`/${'a'.repeat(16_383)}`, `/${'a'.repeat(16_383)}`],
  [`/${'a'.repeat(16_384)}`, 414],
]

test(`targets: ${targets.length} rows`, async () => {
  expect(targets).toHaveLength(32)
  for (const [target, arrives] of targets) {
    const { answer, seen } = await through(get(target))
    expect(seen?.target ?? answer.status, target.slice(0, 80)).toBe(arrives)
  }
})

/** Fields sent, and what arrives: a status, or for each name its value (`undefined`: the field does not arrive). */
const fields: readonly [sent: string, arrives: number | Readonly<Record<string, string | undefined>>][] = [
  ['Cookie: a=1\r\nCookie: b=2\r\n', { cookie: 'a=1; b=2' }],
  ['X-A: 1\r\nX-A: 2\r\n', { 'x-a': '1, 2' }],
  ['X-A: caf\xc3\xa9\r\n', { 'x-a': 'caf\xc3\xa9' }],
  ['X-A: a\xffb\r\n', { 'x-a': 'a\xef\xbf\xbdb' }],
  ['X-A: a\x01b\r\n', 400],
  ['X-A: a\x7fb\r\n', 400],
  ['X-A: a\tb\r\n', { 'x-a': 'a\tb' }],
  ['Host: evil.test\r\n', 400],
  ['Connection: X-Gone\r\nX-Gone: 1\r\n', { 'x-gone': undefined, connection: undefined }],
  ['Connection: Cookie\r\nCookie: a=1\r\n', 400],
  [
    'Keep-Alive: 1\r\nTE: trailers\r\nProxy-Connection: x\r\n',
    { 'keep-alive': undefined, te: undefined, 'proxy-connection': undefined },
  ],
  [
    'Proxy-Authorization: Basic x\r\nHTTP2-Settings: x\r\n',
    { 'proxy-authorization': undefined, 'http2-settings': undefined },
  ],
  ['Upgrade: x\r\nConnection: Upgrade\r\n', { upgrade: undefined }],
  ['X-Sallyport-Gate: forged\r\nX-Sallyport-Waf: pass\r\n', { 'x-sallyport-waf': undefined }],
  [
    'X_Sallyport_Gate: forged\r\nX_Forwarded_For: 192.0.2.1\r\nX_Original_URI: /admin\r\nX_Method_Override: PUT\r\n',
    {
      x_sallyport_gate: undefined,
      x_forwarded_for: undefined,
      x_original_uri: undefined,
      x_method_override: undefined,
    },
  ],
  ['X-Forwarded-For: 192.0.2.1\r\nX-Real-IP: 192.0.2.1\r\n', { 'x-forwarded-for': undefined, 'x-real-ip': undefined }],
  [
    'CF-Connecting-IP: 192.0.2.1\r\nTrue-Client-IP: 192.0.2.1\r\n',
    { 'cf-connecting-ip': undefined, 'true-client-ip': undefined },
  ],
  ['Forwarded: for=192.0.2.1\r\n', { forwarded: 'for=unknown;host=shop.test;proto=http' }],
  ['X-Forwarded-Host: evil.test\r\n', { 'x-forwarded-host': 'shop.test', 'x-forwarded-proto': 'http' }],
  ['X-Original-URL: /admin\r\nX-Rewrite-URL: /admin\r\n', { 'x-original-url': undefined, 'x-rewrite-url': undefined }],
  ['X-HTTP-Method-Override: DELETE\r\n', { 'x-http-method-override': undefined }],
  ['Proxy: http://evil.test\r\n', { proxy: undefined }],
  ['Content-Type: text/plain\r\nContent-Type: text/html\r\n', 400],
  ['CDN-Loop: sallyport\r\n', 502],
  ['CDN-Loop: other; a=b\r\n', { 'cdn-loop': 'other; a=b, sallyport' }],
  ['Via: 1.0 other\r\n', { via: '1.0 other, 1.1 sallyport' }],
  ['X-Request-Id: abcdef12-3456\r\n', { 'x-request-id': 'abcdef12-3456' }],
  [`X-A: ${'a'.repeat(32_769)}\r\n`, 431],
  [Array.from({ length: 200 }, (_, at) => `X-${at}: 1\r\n`).join(''), 431],
]

test(`fields: ${fields.length} rows`, async () => {
  expect(fields).toHaveLength(29)
  for (const [sent, arrives] of fields) {
    const { answer, arrived } = await through(get('/', sent))
    if (typeof arrives === 'number') expect(answer.status, sent.slice(0, 80)).toBe(arrives)
    else
      for (const [name, value] of Object.entries(arrives))
        expect(arrived?.headers.get(name), `${name} of ${sent}`).toBe(value)
  }
})

test('the gate says that it ran, and only the gate', async () => {
  const { arrived } = await through(
    get('/', 'X-Sallyport-Gate: forged\r\nTraceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n'),
  )
  expect(arrived?.headers.get('x-sallyport-gate')).toMatch(/^\d+\.\d+\.\d+$/)
  expect(arrived?.headers.get('traceparent')).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/)
  expect(arrived?.headers.get('x-request-id')).toBe('0af7651916cd43dd8448eb211c80319c')
})

test('what a module adds arrives, whatever the client has named or sent', async () => {
  for (const sent of ['', 'Connection: X-Bot\r\n', 'Connection: X-Bot\r\nX-Bot: no\r\n', 'X-Sallyport-Bot: no\r\n']) {
    const before = origin.received.length
    expect((await raw(worker.port, get('/marked', sent))).status).toBe(200)
    const { headers } = parseRequest(origin.received.slice(before).join(''))
    expect([headers.get('x-bot'), headers.get('x-sallyport-bot')], sent).toEqual(['yes', 'yes'])
  }
})

test('a handler behind the pipeline reads the body that a module has put in place, read before or not', async () => {
  const answer = await raw(worker.port, 'POST /replaced HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 5\r\n\r\nhello')
  expect([answer.status, answer.body]).toEqual([200, 'sealed'])
})

test('hosts: 7 rows', async () => {
  const hosts: readonly [string, number][] = [
    ['shop.test', 200],
    ['SHOP.test.:80', 200],
    ['user@evil.test', 400],
    ['shop.test\\@evil.test', 400],
    ['a b@c/d', 400],
    ['127.1', 400],
    ['h'.repeat(300), 400],
  ]
  for (const [host, status] of hosts)
    expect((await through(get('/', '', host))).answer.status, host.slice(0, 40)).toBe(status)
  expect((await through(get('/', '', 'SHOP.test.:80'))).seen?.url).toBe('http://shop.test/')
})

describe('methods and framing', () => {
  const post = (fields: string, body: string): string => `POST / HTTP/1.1\r\nHost: shop.test\r\n${fields}\r\n${body}`
  const chunks = '5\r\nhello\r\n0\r\n\r\n'

  test('TRACE, OPTIONS and Max-Forwards', async () => {
    expect((await through(get('/').replace('GET', 'TRACE'))).answer.status).toBe(405)
    expect((await through(get('/', 'Max-Forwards: 0\r\n').replace('GET', 'OPTIONS'))).answer.status).toBe(204)
    const counted = await through(get('/', 'Max-Forwards: 5\r\n').replace('GET', 'OPTIONS'))
    expect(counted.arrived?.headers.get('max-forwards')).toBe('4')
  })

  test('one framing arrives, whatever was sent', async () => {
    const sized = await through(post('Content-Length: 5\r\n', 'hello'))
    expect([sized.arrived?.headers.get('content-length'), sized.arrived?.body]).toEqual(['5', 'hello'])
    const chunked = await through(post('Transfer-Encoding: chunked\r\n', chunks))
    expect([chunked.arrived?.headers.get('transfer-encoding'), chunked.arrived?.body]).toEqual(['chunked', chunks])
    const both = await through(post('Content-Length: 3\r\nTransfer-Encoding: chunked\r\n', chunks))
    expect([both.arrived?.headers.get('content-length'), both.arrived?.body]).toEqual([undefined, chunks])
  })

  test('a GET with a body: carried with a length, refused in chunks', async () => {
    const sized = await through(`${get('/', 'Content-Length: 5\r\n')}hello`)
    expect([sized.arrived?.headers.get('content-length'), sized.arrived?.body]).toEqual(['5', 'hello'])
    expect((await through(get('/', 'Transfer-Encoding: chunked\r\n') + chunks)).answer.status).toBe(400)
  })
})

test('whatever is sent, what was seen is what arrives, byte for byte', async () => {
  const pathPart = fc.constantFrom(
    '/',
    '//',
    '.',
    '..',
    '%2e',
    '%2F',
    '%5c',
    ';a=1',
    '%25',
    '%zz',
    'admin',
    'a',
    '\xc3\xa9',
    '"',
    '%e9',
    '{',
    '~',
    "'",
    '\\',
    '%C3%A9',
  )
  const target = fc
    .tuple(fc.array(pathPart, { maxLength: 8 }), fc.option(fc.array(pathPart, { maxLength: 5 }), { nil: undefined }))
    .map(([path, query]) => `/${path.join('')}${query ? `?${query.join('').replaceAll('"', '')}` : ''}`)
  const value = fc
    .array(fc.constantFrom('a', ' ', ',', ', b=', ';', '"', '\xff', '\xc3\xa9', '\t', '\x01', '%', '\\', '='), {
      minLength: 1,
      maxLength: 10,
    })
    .map((parts) => `v${parts.join('')}v`)
  const name = fc.constantFrom(
    'Cookie',
    'X-A',
    'X_B',
    'Accept',
    'User-Agent',
    'Referer',
    'Content-Language',
    'X-Sallyport-X',
    'Connection',
  )
  await fc.assert(
    fc.asyncProperty(target, fc.array(fc.tuple(name, value), { maxLength: 5 }), async (path, sent) => {
      await through(get(path, sent.map(([field, text]) => `${field}: ${text}\r\n`).join('')))
    }),
    { numRuns: 400 },
  )
})
