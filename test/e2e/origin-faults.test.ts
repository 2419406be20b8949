/**
 * What becomes of a request when the origin is not what it should be: real TLS servers, each wrong in one way. For each the expected answer;
 * where TLS failed, proof that the origin decrypted no byte of the request; and no POST is ever sent twice.
 */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Authority, makeAuthority, type Pair } from '../support/certificates.ts'
import { type RawAnswer, raw } from '../support/raw.ts'
import { type StartedWorker, startWorker } from '../support/worker.ts'

interface Origin {
  readonly port: number
  /** What it has read of requests, decrypted; one string a connection. */
  readonly read: string[]
  readonly stop: () => void
}

const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'
const stops: (() => unknown)[] = []

function track(server: Server, read: string[]): Promise<Origin> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
  })
  server.listen(0, '127.0.0.1')
  const stop = (): void => {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
  stops.push(stop)
  return once(server, 'listening').then(() => ({ port: (server.address() as AddressInfo).port, read, stop }))
}

/** A TLS server that answers every request head. */
function tlsOrigin(
  options: TlsOptions,
  answer: (socket: Socket) => void = (socket) => socket.write(ok),
): Promise<Origin> {
  const read: string[] = []
  const server = createTlsServer(options, (socket) => {
    const at = read.push('') - 1
    socket.on('error', () => undefined)
    socket.on('data', (data) => {
      read[at] += data.toString('latin1')
      if (read[at]?.includes('\r\n\r\n')) answer(socket)
    })
  })
  server.on('tlsClientError', () => undefined)
  return track(server, read)
}

/** A server that does not speak TLS. */
const plainOrigin = (talk: (socket: Socket) => void): Promise<Origin> => {
  const read: string[] = []
  return track(
    createServer((socket) => {
      socket.on('data', (data) => read.push(data.toString('latin1')))
      talk(socket)
    }),
    read,
  )
}

let good: Authority
let other: Authority
let server: Pair
let client: Pair

beforeAll(async () => {
  good = await makeAuthority('good')
  other = await makeAuthority('other')
  server = await good.issue({})
  client = await good.issue({ names: ['gate'] })
})
afterAll(async () => {
  for (const stop of stops.reverse()) await stop()
})

const serverOptions = (pair: Pair, more: TlsOptions = {}): TlsOptions => ({
  cert: pair.certificate,
  key: pair.key,
  ca: good.certificate,
  requestCert: true,
  rejectUnauthorized: true,
  ...more,
})

/** A gate before one origin, trusting the good CA, with a client certificate unless told otherwise. */
async function gateBefore(
  port: number,
  { keypair = client as Pair | null, timeouts = '{ firstByteSeconds: 1 }' } = {},
): Promise<StartedWorker> {
  const worker = await startWorker({
    source: `
      import { door } from 'sallyport/door'
      import { pipeline, unknownClient } from 'sallyport'
      import { origin } from 'sallyport/origin'
      export default door(pipeline(origin({
        url: 'https://localhost:${port}', tls: { certificate: (env) => env.ORIGIN }, timeouts: ${timeouts},
      })), { client: unknownClient, debug: 'verdicts' })`,
    serviceBindings: {
      ORIGIN: {
        network: {
          allow: ['private'],
          tlsOptions: {
            trustBrowserCas: false,
            trustedCertificates: [good.certificate],
            ...(keypair && { keypair: { privateKey: keypair.key, certificateChain: keypair.certificate } }),
          },
        },
      },
    },
  })
  stops.push(worker.stop)
  return worker
}

const get = 'GET /secret HTTP/1.1\r\nHost: shop.test\r\n\r\n'
const post = 'POST /secret HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 5\r\n\r\nhello'

interface Fault {
  readonly name: string
  readonly origin: () => Promise<Origin>
  readonly status: number
  readonly error: string
  /** The gate's client certificate, where it is not the good one. */
  readonly keypair?: () => Promise<Pair | null>
  /** Requests that the origin may have read. @default 0 */
  readonly requests?: number
}

const refuse = { status: 502, error: 'destination_unavailable' }
const lost = { status: 502, error: 'connection_terminated' }
const late = { status: 504, error: 'http_response_timeout' }

const faults: readonly Fault[] = [
  { name: 'wrong CA', origin: async () => tlsOrigin(serverOptions(await other.issue({}))), ...refuse },
  { name: 'self-signed', origin: () => tlsOrigin(serverOptions(other)), ...refuse },
  {
    name: 'wrong name',
    origin: async () => tlsOrigin(serverOptions(await good.issue({ names: ['elsewhere.test'] }))),
    ...refuse,
  },
  { name: 'expired', origin: async () => tlsOrigin(serverOptions(await good.issue({ untilMs: -1000 }))), ...refuse },
  {
    name: 'not yet valid',
    origin: async () => tlsOrigin(serverOptions(await good.issue({ fromMs: 3_600_000 }))),
    ...refuse,
  },
  // TLS 1.3: the client has sent its request before it learns that its certificate is refused; the origin never decrypts it.
  {
    name: 'no client certificate',
    origin: () => tlsOrigin(serverOptions(server)),
    keypair: async () => null,
    ...refuse,
  },
  {
    name: 'wrong client certificate',
    origin: () => tlsOrigin(serverOptions(server)),
    keypair: () => other.issue({}),
    ...lost,
  },
  {
    name: 'expired client certificate',
    origin: () => tlsOrigin(serverOptions(server)),
    keypair: () => good.issue({ untilMs: -1000 }),
    ...lost,
  },
  {
    name: 'TLS 1.1',
    origin: () =>
      tlsOrigin(serverOptions(server, { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' })),
    ...refuse,
  },
  {
    name: 'plaintext port',
    origin: () => plainOrigin((socket) => socket.on('data', () => socket.write(ok))),
    ...refuse,
  },
  {
    name: 'garbage',
    origin: () => plainOrigin((socket) => socket.on('data', () => socket.write('\x00\x01garbage\r\n\r\n'))),
    ...refuse,
  },
  { name: 'hangs before TLS', origin: () => plainOrigin(() => undefined), ...late },
  {
    name: 'hangs inside TLS',
    // The first bytes of a ServerHello, and no more.
    origin: () =>
      plainOrigin((socket) => socket.once('data', () => socket.write('\x16\x03\x03\x00\x7a\x02', 'latin1'))),
    ...late,
  },
  { name: 'closes before TLS', origin: () => plainOrigin((socket) => socket.destroy()), ...refuse },
  {
    name: 'hangs after the request',
    origin: () => tlsOrigin(serverOptions(server), () => undefined),
    requests: 1,
    ...late,
  },
  {
    name: 'closes after the request',
    origin: () => tlsOrigin(serverOptions(server), (socket) => socket.destroy()),
    requests: 1,
    ...lost,
  },
  {
    name: 'half a head',
    origin: () => tlsOrigin(serverOptions(server), (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-')),
    requests: 1,
    ...lost,
  },
  {
    name: 'no HTTP',
    origin: () => tlsOrigin(serverOptions(server), (socket) => socket.end('SSH-2.0-x\r\n\r\n')),
    requests: 1,
    ...lost,
  },
  {
    name: 'a head of 2 MiB',
    origin: () =>
      tlsOrigin(serverOptions(server), (socket) =>
        socket.end(`HTTP/1.1 200 OK\r\nX-A: ${'a'.repeat(2 << 20)}\r\n\r\n`),
      ),
    requests: 1,
    ...lost,
  },
]

test(`faults: ${faults.length} cases, GET and POST`, async () => {
  expect(faults).toHaveLength(19)
  for (const { name, origin, status, error, keypair, requests = 0 } of faults) {
    const wrong = await origin()
    const gate = await gateBefore(wrong.port, { keypair: keypair ? await keypair() : client })
    for (const request of [post, get]) {
      const before = wrong.read.length
      const answer = await raw(gate.port, request)
      expectRefusal(answer, status, error, `${name}, ${request.slice(0, 4)}`)
      const decrypted = wrong.read.slice(before).filter((text) => text.includes('/secret'))
      // Only an idempotent request may have been sent once more, and then only where the origin had been reached before.
      expect(decrypted.length, `${name}: times read`).toBeLessThanOrEqual(request === post ? requests : requests * 2)
      if (requests === 0) expect(wrong.read.join(''), name).not.toContain('secret')
    }
    wrong.stop()
    await gate.stop()
  }
}, 180_000)

function expectRefusal(answer: RawAnswer, status: number, error: string, name: string): void {
  expect(answer.status, name).toBe(status)
  expect(answer.headers.get('proxy-status'), name).toBe(`sallyport; error=${error}`)
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  expect(answer.headers.get('cache-control')).toBe('no-store')
  // Nothing of the origin's inside.
  expect(answer.body, name).not.toMatch(/localhost|127\.0\.0\.1|certificate|TLS|internal error|reference/i)
  expect(JSON.parse(answer.body)).toMatchObject({ status, requestId: answer.headers.get('x-request-id') })
}

test('a closed port', async () => {
  const gone = await plainOrigin(() => undefined)
  gone.stop()
  const gate = await gateBefore(gone.port)
  expectRefusal(await raw(gate.port, get), 502, 'connection_terminated', 'closed port')
})

test('the good one: mutual TLS, and the client certificate is the gate’s', async () => {
  const origin = await tlsOrigin(serverOptions(server))
  const gate = await gateBefore(origin.port)
  const answer = await raw(gate.port, get)
  expect([answer.status, answer.body, answer.headers.get('via')]).toEqual([200, 'hello', '1.1 sallyport'])
  expect(answer.headers.get('x-sallyport-origin')).toContain('tls=mutual; status=200')
  expect(origin.read[0]).toContain('x-sallyport-gate: ')
})

test('a connection that went stale: one more try for GET, none for POST', async () => {
  let answered = 0
  const origin = await tlsOrigin(serverOptions(server), (socket) => {
    answered++
    // The first answer is whole; the next request on any connection finds it closed, once.
    if (answered === 2) socket.destroy()
    else socket.write(ok)
  })
  const gate = await gateBefore(origin.port)
  expect((await raw(gate.port, get)).status).toBe(200)
  const again = await raw(gate.port, get)
  expect([again.status, again.headers.get('x-sallyport-origin')?.includes('attempts=2')]).toEqual([200, true])
  answered = 1
  expect((await raw(gate.port, post)).status).toBe(502)
  expect(origin.read.join('').split('POST ').length - 1).toBe(1)
})

test.each([
  ['by Content-Length', 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf'],
  ['in chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n'],
])('cut off half-way, %s: the client sees that it was cut', async (_, half) => {
  const origin = await tlsOrigin(serverOptions(server), (socket) => {
    socket.write(half)
    setTimeout(() => socket.destroy(), 50)
  })
  const gate = await gateBefore(origin.port)
  expect(await cut(gate.port)).toBe(true)
})

test('the whole exchange may have a limit: what is late is cut, visibly', async () => {
  const origin = await tlsOrigin(serverOptions(server), (socket) =>
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf'),
  )
  const gate = await gateBefore(origin.port, { timeouts: '{ firstByteSeconds: 1, exchangeSeconds: 0.5 }' })
  const began = Date.now()
  expect(await cut(gate.port)).toBe(true)
  expect(Date.now() - began).toBeLessThan(4000)
})

/** Whether an answer began and then ended before its framing said so. */
function cut(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let text = ''
    socket.write(get)
    socket.on('data', (data) => {
      text += data.toString('latin1')
    })
    socket.on('error', () => undefined)
    socket.on('close', () =>
      resolve(text.startsWith('HTTP/1.1 200') && text.includes('half') && !text.endsWith('0\r\n\r\n')),
    )
    setTimeout(() => reject(new Error(`still open: ${text}`)), 10_000).unref()
  })
}

test('a slow upload is not taken for a slow origin; an origin that takes nothing is', async () => {
  const origin = await tlsOrigin(serverOptions(server), (socket) => setTimeout(() => socket.write(ok), 100))
  const gate = await gateBefore(origin.port, { timeouts: '{ firstByteSeconds: 0.4 }' })
  const socket = connect(gate.port, '127.0.0.1')
  let text = ''
  socket.on('data', (data) => {
    text += data.toString('latin1')
  })
  // Only the last byte completes the head that this origin waits for.
  socket.write('POST /slow HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 6\r\n\r\n')
  for (const byte of 'abcdef') {
    await new Promise((resolve) => setTimeout(resolve, 200))
    socket.write(byte)
  }
  await new Promise((resolve) => setTimeout(resolve, 600))
  socket.destroy()
  expect(text).toMatch(/^HTTP\/1\.1 200/)
})

test('no binding, no plaintext, no request', async () => {
  const origin = await plainOrigin((socket) => socket.write(ok))
  const worker = await startWorker({
    source: `
      import { door } from 'sallyport/door'
      import { pipeline, unknownClient } from 'sallyport'
      import { origin } from 'sallyport/origin'
      const route = (options) => pipeline(origin(options))
      const missing = route({ url: 'https://localhost:${origin.port}', tls: { certificate: (env) => env.ABSENT } })
      const plain = route({ url: () => 'http://localhost:${origin.port}' })
      export default door({ fetch: (request, env, context) => (request.url.endsWith('/plain') ? plain : missing).fetch(request, env, context) },
        { client: unknownClient, routes: () => [] })`,
  })
  stops.push(worker.stop)
  expect((await raw(worker.port, get)).status).toBe(500)
  expect((await raw(worker.port, get.replace('/secret', '/plain'))).status).toBe(500)
  expect(origin.read).toEqual([])
})
