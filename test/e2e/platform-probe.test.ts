/**
 * What the pinned workerd makes of raw requests, row by row. The door relies on each of these: an upgrade of workerd that changes one
 * fails here, not in the field. When it does, look at the door's row before you change the expectation.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { raw } from '../support/raw.ts'
import { type StartedWorker, startWorker } from '../support/worker.ts'

// Prints what a worker is told: the URL unparsed, and the fields as they are iterated.
const source = `
export default { async fetch(request) {
  let body
  try { body = await request.text() } catch (error) { body = '!' + error.message }
  const seen = { url: request.url, method: request.method, headers: [...request.headers], body, cf: request.cf ?? null }
  return new Response(JSON.stringify(seen).replace(/[^\\x20-\\x7e]/g, (c) => '\\\\u' + c.charCodeAt(0).toString(16).padStart(4, '0')))
} }`

interface Seen {
  readonly url: string
  readonly method: string
  readonly headers: readonly [string, string][]
  readonly body: string
  readonly cf: unknown
}

let worker: StartedWorker
beforeAll(async () => {
  worker = await startWorker({ source })
})
afterAll(() => worker.stop())

const get = (target: string, fields = '', host = 'a.test'): string =>
  `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n${fields}\r\n`

const u = 'http://a.test'

/** A request, and the status or what the worker saw of it. */
const targets: readonly [target: string, seen: string | number][] = [
  ['/a/../b', `${u}/a/../b`],
  ['/./a', `${u}/./a`],
  ['/a/%2e%2e/b', `${u}/a/%2e%2e/b`],
  ['/a\\b', `${u}/a\\b`],
  ['//a', `${u}//a`],
  ['/;x=1/..;/', `${u}/;x=1/..;/`],
  ['/a%2fb%5c%00', `${u}/a%2fb%5c%00`],
  ['/%', `${u}/%`],
  ['/%zz%u0041%252e%41', `${u}/%zz%u0041%252e%41`],
  ['/caf\xc3\xa9?q=\xc3\xa9', `${u}/caf\u00e9?q=\u00e9`],
  ['/a\xffb', 400],
  ['/a"{}^', `${u}/a"{}^`],
  ["/?q='", `${u}/?q='`],
  ['/<', 400],
  ['/?a=<', 400],
  ['/?a="', 400],
  ['/`', 400],
  ['/a\x01', 400],
  ['/a\tb', 400],
  ['/a\x7f', 400],
  ['/a b', 400],
  ['/a#frag', `${u}/a`],
  ['http://other.test/p', `${u}/p`],
  ['*', 'http://a.test*'],
  ['noslash', `${u}/`],
  ['?q', 400],
  ['/?a=../..&b=\\', `${u}/?a=../..&b=\\`],
]

test(`targets: ${targets.length} rows`, async () => {
  expect(targets).toHaveLength(27)
  for (const [target, expected] of targets) {
    const { status, body } = await raw(worker.port, get(target))
    expect(status === 200 ? (JSON.parse(body) as Seen).url : status, target).toBe(expected)
  }
})

const fields: readonly [fields: string, seen: Readonly<Record<string, string>> | number][] = [
  ['X-A: 1\r\nx-a: 2\r\n', { 'x-a': '1, 2' }],
  ['Cookie: a=1\r\nCookie: b=2\r\n', { cookie: 'a=1, b=2' }],
  ['X-A: caf\xc3\xa9\r\n', { 'x-a': 'caf\u00e9' }],
  ['X-A: a\xffb\r\n', { 'x-a': 'a\ufffdb' }],
  ['X-A: a\x01b\tc\x7f\r\n', { 'x-a': 'a\u0001b\tc\u007f' }],
  ['X-A: a\x00b\r\n', 400],
  ['X-A: a\rb\r\n', 400],
  ['X-A : 1\r\n', 400],
  ['X-A: 1\r\n folded\r\n', 400],
  ['nocolon\r\n', 400],
  ['X(A: 1\r\n', 400],
  ['X_A: 1\r\n', { x_a: '1' }],
  ['Host: b.test\r\n', { host: 'a.test, b.test' }],
  ['Connection: X-Gone\r\nX-Gone: 1\r\n', { connection: 'X-Gone', 'x-gone': '1' }],
  ['CF-Connecting-IP: 192.0.2.1\r\n', { 'cf-connecting-ip': '192.0.2.1' }],
  ['X-Sallyport-Gate: 1\r\n', { 'x-sallyport-gate': '1' }],
  ['TE: trailers\r\nKeep-Alive: 1\r\n', { te: 'trailers', 'keep-alive': '1' }],
]

test(`fields: ${fields.length} rows`, async () => {
  expect(fields).toHaveLength(17)
  for (const [sent, expected] of fields) {
    const { status, body } = await raw(worker.port, get('/', sent))
    if (typeof expected === 'number') expect(status, sent).toBe(expected)
    else expect(Object.fromEntries((JSON.parse(body) as Seen).headers), sent).toMatchObject(expected)
  }
})

const hosts: readonly [host: string, url: string | number][] = [
  ['A.Test:80', 'http://A.Test:80/'],
  ['', 400],
  ['user@evil.test', 'http://user@evil.test/'],
  ['shop.test\\@evil.test', 'http://shop.test\\@evil.test/'],
  ['a b@c/d', 'http://a b@c/d/'],
  [`${'h'.repeat(300)}`, `http://${'h'.repeat(300)}/`],
]

test(`hosts: ${hosts.length} rows`, async () => {
  expect(hosts).toHaveLength(6)
  for (const [host, expected] of hosts) {
    const { status, body } = await raw(worker.port, get('/', '', host))
    expect(status === 200 ? (JSON.parse(body) as Seen).url : status, host).toBe(expected)
  }
  expect((await raw(worker.port, 'GET / HTTP/1.1\r\n\r\n')).status).toBe(400)
})

const methods: readonly [method: string, status: number][] = [
  ['TRACE', 200],
  ['PURGE', 200],
  ['PROPFIND', 200],
  ['QUERY', 200],
  ['FOO', 501],
  ['TRACK', 501],
  ['get', 501],
  ['CONNECT', 500],
]

test(`methods: ${methods.length} rows`, async () => {
  expect(methods).toHaveLength(8)
  for (const [method, status] of methods) {
    expect((await raw(worker.port, get('/').replace('GET', method))).status, method).toBe(status)
  }
})

const post = (fields: string, body: string): string => `POST / HTTP/1.1\r\nHost: a.test\r\n${fields}\r\n${body}`
const chunks = '5\r\nhello\r\n0\r\n\r\n'
const framings: readonly [bytes: string, seen: string | number][] = [
  [post('Content-Length: 5\r\n', 'hello'), 'hello'],
  [post('Transfer-Encoding: chunked\r\n', chunks), 'hello'],
  [post('Content-Length: 3\r\nTransfer-Encoding: chunked\r\n', chunks), 'hello'],
  [post('Content-Length: 5\r\nContent-Length: 5\r\n', 'hello'), 'hello'],
  [post('Content-Length: 5\r\nContent-Length: 6\r\n', 'hello'), 400],
  [post('Content-Length: +5\r\n', 'hello'), 400],
  [post('Transfer-Encoding: xchunked\r\n', chunks), 400],
  [`${get('/', 'Content-Length: 5\r\n')}hello`, 'hello'],
  [get('/', 'Transfer-Encoding: chunked\r\n') + chunks, 'hello'],
  ['GET / HTTP/1.0\r\nHost: a.test\r\n\r\n', ''],
  ['GET / HTTP/1.2\r\nHost: a.test\r\n\r\n', 400],
  ['GET  / HTTP/1.1\r\nHost: a.test\r\n\r\n', 400],
  ['GET / HTTP/1.1\nHost: a.test\n\n', ''],
  ['\r\n\r\nGET / HTTP/1.1\r\nHost: a.test\r\n\r\n', ''],
]

test(`framing: ${framings.length} rows`, async () => {
  expect(framings).toHaveLength(14)
  for (const [bytes, expected] of framings) {
    const { status, body } = await raw(worker.port, bytes)
    expect(status === 200 ? (JSON.parse(body) as Seen).body : status, bytes).toBe(expected)
  }
  // What the worker cannot see: which of the two lengths was sent.
  const both = await raw(worker.port, post('Content-Length: 3\r\nTransfer-Encoding: chunked\r\n', chunks))
  expect(Object.fromEntries((JSON.parse(both.body) as Seen).headers)).not.toHaveProperty('content-length')
})

test('sizes: no bound of the platform is of use', async () => {
  const big = await raw(worker.port, get('/', `X-A: ${'a'.repeat(300_000)}\r\n`))
  expect(big.status).toBe(200)
  const many = await raw(worker.port, get('/', Array.from({ length: 3000 }, (_, at) => `X-${at}: 1\r\n`).join('')))
  expect(many.status).toBe(200)
  expect((await raw(worker.port, get(`/${'a'.repeat(65_000)}`))).status).toBe(200)
  expect((await raw(worker.port, get(`/${'a'.repeat(140_000)}`))).status).toBe(414)
})

test('a plain socket has no request.cf', async () => {
  const { body } = await raw(worker.port, get('/'))
  expect((JSON.parse(body) as Seen).cf).toBeNull()
})
