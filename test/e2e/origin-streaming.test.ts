/** What flows through the gate flows as it comes: events, sockets, ranges, codings, cuts; and one slow client is nobody else's trouble. */
import { once } from 'node:events'
import { createServer, get as httpGet, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { raw } from '../support/raw.ts'
import { type StartedWorker, startWorker } from '../support/worker.ts'

type Route = (request: IncomingMessage, response: ServerResponse) => void
const routes = new Map<string, Route>()
let server: Server
let gate: StartedWorker

beforeAll(async () => {
  server = createServer((request, response) =>
    routes.get((request.url ?? '').split('?')[0] as string)?.(request, response),
  )
  const sockets = new WebSocketServer({ server, path: '/ws' })
  sockets.on('connection', (socket) =>
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary })),
  )
  // An origin that changes to something that is no WebSocket.
  server.on('upgrade', (request, socket) => {
    if (request.url === '/other')
      socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: other\r\nConnection: Upgrade\r\n\r\n')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  gate = await startWorker({
    source: `
      import { door } from 'sallyport/door'
      import { pipeline, unknownClient } from 'sallyport'
      import { origin } from 'sallyport/origin'
      import { gate } from 'sallyport/gate'
      // Work that outlives the request: it must not keep the fetch alive when the client has left.
      const holds = { name: 'holds', failure: 'closed', handle(request, context, next) {
        if (context.target.endsWith('hold')) context.waitUntil(new Promise((resolve) => setTimeout(resolve, 20000)))
        return next(request, context)
      } }
      export default door(pipeline(holds, gate(), origin({ url: 'http://127.0.0.1:${port}', allowPlaintext: true })), { client: unknownClient })`,
  })
})
afterAll(async () => {
  await gate.stop()
  server.closeAllConnections()
  server.close()
})

const request = (path: string, fields = '', method = 'GET'): string =>
  `${method} ${path} HTTP/1.1\r\nHost: shop.test\r\n${fields}\r\n`

test('server-sent events arrive as they are sent', async () => {
  let next: () => void = () => undefined
  routes.set('/events', (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write('data: 1\n\n')
    next = () => response.end('data: 2\n\n')
  })
  const answer = await fetch(`${gate.url}/events`)
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
  // The second event is sent only when the first has been read here.
  expect(new TextDecoder().decode((await reader.read()).value)).toBe('data: 1\n\n')
  next()
  expect(new TextDecoder().decode((await reader.read()).value)).toBe('data: 2\n\n')
  expect((await reader.read()).done).toBe(true)
})

test('WebSockets pass, text and binary', async () => {
  const socket = new WebSocket(`${gate.url.replace('http', 'ws')}/ws`)
  socket.binaryType = 'arraybuffer'
  await once(socket, 'open')
  socket.send('hello')
  expect(((await once(socket, 'message'))[0] as MessageEvent).data).toBe('hello')
  const bytes = new Uint8Array(200_000).map((_, at) => at % 251)
  socket.send(bytes)
  const [{ data }] = (await once(socket, 'message')) as [MessageEvent<ArrayBuffer>]
  expect(Buffer.compare(Buffer.from(data), Buffer.from(bytes))).toBe(0)
  socket.close()
})

test('an upgrade to anything else does not pass', async () => {
  const upgrade = 'Upgrade: other\r\nConnection: Upgrade\r\n'
  routes.set('/other', (incoming, response) => response.end(String(incoming.headers.upgrade)))
  expect((await raw(gate.port, request('/other', upgrade))).body).toBe('undefined')
  const asWebSocket =
    'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n'
  expect((await raw(gate.port, request('/other', asWebSocket), 2000)).status).not.toBe(101)
})

describe('what HTTP says of parts and copies', () => {
  test('Range, HEAD, 304 and 204', async () => {
    routes.set('/file', (incoming, response) => {
      if (incoming.headers['if-none-match'] === '"v1"') return void response.writeHead(304, { etag: '"v1"' }).end()
      if (incoming.headers.range)
        return void response.writeHead(206, { 'content-range': 'bytes 0-3/10', 'content-length': 4 }).end('0123')
      response
        .writeHead(200, { etag: '"v1"', 'content-length': 10 })
        .end(incoming.method === 'HEAD' ? undefined : '0123456789')
    })
    routes.set('/none', (_, response) => void response.writeHead(204).end())
    const part = await raw(gate.port, request('/file', 'Range: bytes=0-3\r\n'))
    expect([part.status, part.headers.get('content-range'), part.body]).toEqual([206, 'bytes 0-3/10', '0123'])
    const head = await fetch(`${gate.url}/file`, { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '10', ''])
    const same = await raw(gate.port, request('/file', 'If-None-Match: "v1"\r\n'))
    expect([same.status, same.headers.get('etag'), same.body]).toEqual([304, '"v1"', ''])
    expect((await raw(gate.port, request('/none'))).status).toBe(204)
  })

  test.each(['gzip', 'br', 'zstd'])('a body coded with %s passes byte for byte, under its own ETag', async (coding) => {
    const bytes =
      coding === 'gzip' ? gzipSync('hello '.repeat(1000)) : Buffer.from('not really this coding, and nobody looks')
    routes.set(
      '/coded',
      (_, response) =>
        void response
          .writeHead(200, {
            'content-encoding': coding,
            'content-length': bytes.length,
            etag: '"c1"',
            'content-type': 'text/plain',
          })
          .end(bytes),
    )
    const answer = await raw(gate.port, request('/coded', `Accept-Encoding: ${coding}\r\n`))
    expect([answer.headers.get('content-encoding'), answer.headers.get('etag')]).toEqual([coding, '"c1"'])
    expect(Buffer.from(answer.body, 'latin1').equals(bytes)).toBe(true)
  })

  test('redirects are the visitor’s to follow', async () => {
    routes.set('/moved', (_, response) => void response.writeHead(302, { location: 'https://elsewhere.test/' }).end())
    const answer = await raw(gate.port, request('/moved'))
    expect([answer.status, answer.headers.get('location')]).toEqual([302, 'https://elsewhere.test/'])
  })

  test('repeated Set-Cookie fields stay apart', async () => {
    routes.set(
      '/cookies',
      (_, response) =>
        void response.writeHead(200, { 'set-cookie': ['a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT', 'b=2'] }).end(),
    )
    const answer = await fetch(`${gate.url}/cookies`)
    expect(answer.headers.getSetCookie()).toEqual(['a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT', 'b=2'])
  })
})

test('an origin cannot speak in the gate’s name', async () => {
  routes.set('/forged', (_, response) => {
    response.writeHead(200, {
      'x-sallyport-waf': 'action=pass',
      'x-sallyport-client': '192.0.2.1',
      'proxy-status': 'Sallyport; error=dns_error',
      'cache-status': 'upstream; hit, "sallyport"; hit',
      connection: 'x-private',
      'x-private': '1',
      'keep-alive': 'timeout=9',
      'proxy-authenticate': 'Basic',
      via: '1.1 inner',
    })
    response.end('x')
  })
  const { headers } = await raw(gate.port, request('/forged'))
  expect([...headers.keys()].filter((name) => name.startsWith('x-sallyport-'))).toEqual([])
  for (const name of ['proxy-status', 'x-private', 'keep-alive', 'proxy-authenticate'])
    expect(headers.has(name), name).toBe(false)
  expect(headers.get('cache-status')).toBe('upstream;hit')
  expect(headers.get('via')).toBe('1.1 inner, 1.1 sallyport')
})

/** The answer begins, the client resets; how long until the origin's side closes. */
async function resetAfterHead(path: string): Promise<number> {
  const closed = new Promise<number>((resolve) => {
    routes.set(path, (_, response) => {
      response.writeHead(200)
      response.write('first')
      response.on('close', () => resolve(Date.now()))
    })
  })
  const socket = connect(gate.port, '127.0.0.1')
  socket.write(request(path))
  await once(socket, 'data')
  const began = Date.now()
  socket.resetAndDestroy()
  return (await closed) - began
}

/** The origin has the request and says nothing; the client resets. */
async function resetBeforeHead(path: string): Promise<number> {
  let asked: () => void = () => undefined
  const arrived = new Promise<void>((resolve) => {
    asked = resolve
  })
  const closed = new Promise<number>((resolve) => {
    routes.set(path, (_, response) => {
      asked()
      response.on('close', () => resolve(Date.now()))
    })
  })
  const socket = connect(gate.port, '127.0.0.1')
  socket.on('error', () => undefined)
  socket.write(request(path))
  await arrived
  const began = Date.now()
  socket.resetAndDestroy()
  return (await closed) - began
}

test.each(['/reset', '/reset-hold'])('a client that resets ends the fetch within a second: %s', async (path) => {
  expect(await resetBeforeHead(`${path.replace('reset', 'before-reset')}`)).toBeLessThan(1000)
  expect(await resetAfterHead(path)).toBeLessThan(1000)
})

test('200 slow clients disturb nobody', async () => {
  const big = Buffer.alloc(4 << 20, 'x')
  routes.set('/big', (_, response) => void response.writeHead(200, { 'content-length': big.length }).end(big))
  routes.set('/quick', (_, response) => void response.end('quick'))
  const slow: Socket[] = []
  for (let at = 0; at < 200; at++) {
    const socket = connect(gate.port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.pause() // asks, and reads nothing
    socket.write(request('/big'))
    slow.push(socket)
  }
  const times: number[] = []
  for (let at = 0; at < 50; at++) {
    const began = performance.now()
    expect(await (await fetch(`${gate.url}/quick`)).text()).toBe('quick')
    times.push(performance.now() - began)
  }
  for (const socket of slow) socket.destroy()
  expect(times.sort((a, b) => a - b)[25]).toBeLessThan(250)
})

test('an upload streams: the origin has its head before its end is sent', async () => {
  let first: (bytes: string) => void = () => undefined
  const arrived = new Promise<string>((resolve) => {
    first = resolve
  })
  routes.set('/upload', (incoming, response) => {
    let bytes = 0
    incoming.on('data', (chunk: Buffer) => {
      if (bytes === 0) first(chunk.toString())
      bytes += chunk.length
    })
    incoming.on('end', () =>
      response.end(`${bytes} ${incoming.headers['content-length'] ?? incoming.headers['transfer-encoding']}`),
    )
  })
  for (const [fields, part, end, framing] of [
    ['Content-Length: 10\r\n', 'hello', 'world', '10'],
    ['Transfer-Encoding: chunked\r\n', '5\r\nhello\r\n', '5\r\nworld\r\n0\r\n\r\n', 'chunked'],
  ] as const) {
    const socket = connect(gate.port, '127.0.0.1')
    socket.write(request('/upload', fields, 'POST') + part)
    expect(await arrived).toBe('hello')
    socket.write(end)
    let text = ''
    while (!/\r\n\r\n10 (10|chunked)$/.test(text)) text += (await once(socket, 'data'))[0] // not the `10 ` of a Date field
    expect(text).toContain(`\r\n\r\n10 ${framing}`)
    socket.destroy()
  }
})

// Node's agent would otherwise keep sockets of `fetch` open into the next file.
test('the server is still there', async () => {
  routes.set('/', (_, response) => void response.end('home'))
  const answer = await new Promise<IncomingMessage>((resolve) => httpGet(`${gate.url}/`, { agent: false }, resolve))
  expect(answer.statusCode).toBe(200)
  answer.resume()
})
