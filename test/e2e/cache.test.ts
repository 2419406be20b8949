/** The cache in workerd, against origins that break off, lie and hang; and crowds that want the same. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startGate } from '../support/gate.ts'
import { type StartedWorker, startWorker } from '../support/worker.ts'

type Talk = (socket: Socket, target: string, head: string) => void
let talk: Talk = () => undefined
let seen: string[] = []
let server: Server
let gate: StartedWorker
const sockets = new Set<Socket>()

beforeAll(async () => {
  server = createServer((socket) => {
    sockets.add(socket)
    let held = ''
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', (data) => {
      held += data.toString('latin1')
      while (held.includes('\r\n\r\n')) {
        const head = held.slice(0, held.indexOf('\r\n\r\n'))
        held = held.slice(head.length + 4)
        const target = head.split(' ')[1] as string
        seen.push(target)
        talk(socket, target, head)
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  gate = await startWorker({
    source: `
      import { door } from 'sallyport/door'
      import { pipeline, unknownClient } from 'sallyport'
      import { cache, memory } from 'sallyport/cache'
      import { origin } from 'sallyport/origin'
      export default door(pipeline(
        cache({ store: memory({ maxBytes: 16_000_000 }), collapseSeconds: 5 }),
        origin({ url: 'http://127.0.0.1:${(server.address() as AddressInfo).port}', allowPlaintext: true, through: (env) => env.NET }),
      ), { client: unknownClient })`,
  })
})
afterAll(async () => {
  await gate.stop()
  for (const socket of sockets) socket.destroy()
  server.close()
})
let path = ''
let made = 0
beforeEach(() => {
  path = `/${++made}`
  seen = []
})

const answer = (fields: string, body: string | Buffer = '', status = '200 OK'): Buffer =>
  Buffer.concat([
    Buffer.from(`HTTP/1.1 ${status}\r\nCache-Control: max-age=60\r\n${fields}\r\n\r\n`),
    Buffer.from(body),
  ])
const whole = (body: string): Buffer => answer(`Content-Length: ${body.length}`, body)
const status = (response: Response): string => response.headers.get('cache-status') ?? ''
const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** What a client gets; `broken` where the answer broke off. */
async function get(headers: Record<string, string> = {}, method = 'GET') {
  const response = await fetch(gate.url + path, { method, headers })
  const text = await response.text().catch(() => 'broken')
  return { text, status: response.status, cache: status(response), headers: response.headers }
}

describe('bodies that are not whole are never stored as whole', () => {
  const big = 'x'.repeat(200_000)
  const cases: readonly (readonly [string, Buffer])[] = [
    ['shorter than declared', answer('Content-Length: 100', 'short')],
    ['much shorter than declared', answer(`Content-Length: ${big.length + 1}`, big)],
    ['chunked, with no last chunk', answer('Transfer-Encoding: chunked', '5\r\nhello\r\n')],
    [
      'chunked, with a chunk cut',
      answer('Transfer-Encoding: chunked', `${(100_000).toString(16)}\r\n${big.slice(0, 90_000)}`),
    ],
    ['chunked, with a broken size', answer('Transfer-Encoding: chunked', '5\r\nhello\r\nzz\r\n')],
  ]
  test.each(cases)('%s', async (_, bytes) => {
    talk = (socket) => socket.end(bytes)
    for (let at = 1; at <= 2; at++) {
      const { text, cache } = await get()
      expect(cache).not.toContain('; hit')
      expect(text === 'broken' || text.includes('"status":502')).toBe(true)
      await later(50)
      expect(seen.length).toBeGreaterThanOrEqual(at)
    }
    talk = (socket) => socket.write(whole('now it is whole'))
    expect((await get()).text).toBe('now it is whole')
  })
  test('how many cases there are', () => expect(cases.length).toBe(5))

  test('longer than declared: what was declared is the answer, and the rest is nobody’s', async () => {
    talk = (socket) => socket.end(answer('Content-Length: 5', 'hello, and HTTP/1.1 200 OK\r\n\r\n'))
    expect((await get()).text).toBe('hello')
    const again = await get()
    expect(again.text).toBe('hello')
    expect(again.cache).toContain('; hit')
  })

  test('one that grows past the limit is passed on whole, and not kept', async () => {
    const size = 3_000_000
    talk = (socket) => {
      socket.write(answer('Transfer-Encoding: chunked'))
      for (let sent = 0; sent < size; sent += 100_000)
        socket.write(`${(100_000).toString(16)}\r\n${'x'.repeat(100_000)}\r\n`)
      socket.write('0\r\n\r\n')
    }
    expect((await get()).text.length).toBe(size)
    await later(50)
    expect((await get()).cache).not.toContain('; hit')
  })

  test('one without a length under the limit is kept, whole', async () => {
    talk = (socket) => {
      socket.write(answer('Transfer-Encoding: chunked'))
      for (let at = 0; at < 10; at++) socket.write(`${(50_000).toString(16)}\r\n${String(at).repeat(50_000)}\r\n`)
      socket.write('0\r\n\r\n')
    }
    const first = await get()
    await later(50)
    const second = await get()
    expect(second.cache).toContain('; hit')
    expect(second.text === first.text && first.text.length === 500_000).toBe(true)
  })
})

test.each([
  ['short', 1000],
  ['long: stored while it is sent', 300_000],
])('the origin’s coded bytes are stored and served as they are, tag and length too: %s', async (_, size) => {
  const coded = gzipSync(randomBytes(size))
  talk = (socket) =>
    socket.write(
      answer(`Content-Encoding: gzip\r\nETag: "g1"\r\nVary: Accept-Encoding\r\nContent-Length: ${coded.length}`, coded),
    )
  for (const hit of [false, true]) {
    const socket = connect(gate.port, '127.0.0.1')
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: ${new URL(gate.url).host}\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n`,
    )
    const chunks: Buffer[] = []
    for await (const chunk of socket) chunks.push(chunk as Buffer)
    const bytes = Buffer.concat(chunks)
    const at = bytes.indexOf('\r\n\r\n')
    const head = bytes.subarray(0, at).toString('latin1').toLowerCase()
    expect(head.includes('; hit')).toBe(hit)
    expect(head).toContain('content-encoding: gzip')
    expect(head).toContain('etag: "g1"')
    expect(bytes.subarray(at + 4).equals(coded)).toBe(true)
  }
  expect((await get({ 'accept-encoding': 'identity' })).cache).toContain('fwd=vary-miss')
})

test('HEAD of a hit tells the length', async () => {
  talk = (socket) => socket.write(whole('hello'))
  await get()
  const head = await get({}, 'HEAD')
  expect([head.text, head.headers.get('content-length')]).toEqual(['', '5'])
  expect(head.cache).toContain('; hit')
  const range = await get({ range: 'bytes=1-2' })
  expect([range.status, range.text, range.headers.get('content-range')]).toEqual([206, 'el', 'bytes 1-2/5'])
})

describe('crowds', () => {
  const crowd = async (count: number): Promise<readonly { text: string; ms: number }[]> =>
    Promise.all(
      Array.from({ length: count }, async () => {
        const began = performance.now()
        const { text } = await get()
        return { text, ms: performance.now() - began }
      }),
    )

  test('200 requests for a cold object send one to the origin', async () => {
    talk = (socket) => void later(300).then(() => socket.write(whole('hello')))
    const answers = await crowd(200)
    expect(seen.length).toBe(1)
    expect(new Set(answers.map(({ text }) => text))).toEqual(new Set(['hello']))
  })

  test('200 requests for what is not stored are never made to stand in line', async () => {
    let open = 0
    let most = 0
    talk = (socket) => {
      most = Math.max(most, ++open)
      void later(300).then(() => {
        open--
        socket.write('HTTP/1.1 200 OK\r\nCache-Control: private\r\nContent-Length: 2\r\n\r\nme')
      })
    }
    await crowd(1)
    await crowd(200)
    expect(seen.length).toBe(201)
    expect(most).toBe(200)
  })

  test('a client that leaves does not take the answer from those who wait', async () => {
    talk = (socket) => void later(400).then(() => socket.write(whole('hello')))
    const leaving = connect(gate.port, '127.0.0.1')
    leaving.write(`GET ${path} HTTP/1.1\r\nHost: ${new URL(gate.url).host}\r\n\r\n`)
    await later(100)
    const waiting = crowd(20)
    await later(100)
    leaving.destroy()
    expect((await waiting).map(({ text }) => text)).toEqual(Array.from({ length: 20 }, () => 'hello'))
    expect(seen.length).toBe(1)
  })

  test('a client that leaves in the middle of a long answer does not keep it from the store', async () => {
    const half = 'x'.repeat(300_000)
    talk = (socket) => {
      socket.write(answer('Content-Length: 600000', half))
      void later(300).then(() => socket.write(half))
    }
    const leaving = connect(gate.port, '127.0.0.1')
    leaving.write(`GET ${path} HTTP/1.1\r\nHost: ${new URL(gate.url).host}\r\n\r\n`)
    await once(leaving, 'data')
    leaving.destroy()
    await later(600)
    const { text, cache } = await get()
    expect(text.length).toBe(600_000)
    expect(cache).toContain('; hit')
  })

  test('an origin that breaks off for the first fails nobody else', async () => {
    let count = 0
    talk = (socket) => {
      if (++count <= 2)
        void later(200).then(() => socket.destroy()) // it is asked once more
      else socket.write(whole('hello'))
    }
    const answers = await crowd(20)
    expect(answers.filter(({ text }) => text === 'hello').length).toBe(19)
  })
})

test('an origin that is gone is survived with what is stored, and it is said', async () => {
  talk = (socket) =>
    socket.write(whole('hello').toString('latin1').replace('max-age=60', 'max-age=1') as unknown as string)
  await get()
  await later(1100)
  talk = (socket) => socket.destroy()
  const { text, cache, headers } = await get()
  expect(text).toBe('hello')
  expect(cache).toMatch(/^sallyport; fwd=stale; fwd-status=502; ttl=-?\d+; detail=origin-unreachable$/)
  expect(Number(headers.get('age'))).toBeGreaterThanOrEqual(1)
})

test('`sallyport dev --modules cache,origin` is a caching proxy that says in each line and header what it did', async () => {
  talk = (socket, target) =>
    socket.write(
      target === '/private'
        ? answer('Set-Cookie: sid=1\r\nContent-Length: 2', 'me')
        : answer('Cache-Tag: page\r\nContent-Length: 5', 'hello'),
    )
  const { port } = server.address() as AddressInfo
  const dev = await startGate([
    '--modules',
    'cache,origin',
    '--origin',
    `http://127.0.0.1:${port}`,
    '--insecure-origin',
    '--debug',
  ])
  try {
    const ask = async (target: string): Promise<Headers> => {
      const response = await fetch(dev.url + target)
      await response.text()
      return response.headers
    }
    await ask('/page?b=2')
    const hit = await ask('/page?b=2')
    expect(hit.get('cache-status')).toMatch(/^sallyport; hit; ttl=\d+; key="http:\/\/127\.0\.0\.1:\d+\/page\?b=2"$/)
    expect(hit.get('x-sallyport-cache')).toMatch(/^hit=true; ttl=\d+; key=http:\S+; tags=page$/)
    expect(hit.get('age')).toMatch(/^\d$/)
    expect(hit.get('cache-tag')).toBe(null)
    await ask('/private')
    expect((await ask('/private')).get('x-sallyport-cache')).toContain('fwd=uri-miss; fwdStatus=200')
    await later(300)
    expect(dev.output()).toMatch(/origin 200, cache uri-miss, stored, ttl \d+, key http:\S+\/page\?b=2, tags page/)
    expect(dev.output()).toMatch(/cache hit, ttl \d+, key http:\S+\/page\?b=2, tags page/)
    expect(dev.output()).toMatch(/origin 200, cache uri-miss, set-cookie/)
  } finally {
    await dev.stop()
  }
})

test('the safe shape for the platform’s own cache: a gate, and an inner entrypoint that is told of nobody', async () => {
  let head = ''
  talk = (socket, _, received) => {
    head = received.toLowerCase()
    socket.write(whole('hello'))
  }
  const { port } = server.address() as AddressInfo
  const worker = await startWorker({
    source: `
      import { WorkerEntrypoint } from 'cloudflare:workers'
      import { door } from 'sallyport/door'
      import { fromHeader, pipeline, unknownClient } from 'sallyport'
      import { workersCache } from 'sallyport/cache'
      import { gate } from 'sallyport/gate'
      import { origin } from 'sallyport/origin'
      const send = origin({ url: 'http://127.0.0.1:${port}', allowPlaintext: true, through: (env) => env.NET })
      const inner = door(pipeline(send), { client: unknownClient })
      export class Cached extends WorkerEntrypoint {
        async fetch(request) {
          const response = await inner.fetch(request, this.env, this.ctx)
          response.headers.set('x-props', JSON.stringify(this.ctx.props))
          return response
        }
      }
      const routes = { '/none': pipeline(gate(), workersCache({ entrypoint: 'Missing' })) }
      const route = pipeline(gate(), workersCache())
      export default door((request, env, context) => (routes[new URL(request.url).pathname] ?? route).fetch(request, env, context),
        { client: fromHeader({ address: 'X-Real-IP' }) })`,
  })
  try {
    const response = await fetch(`${worker.url}/a`, { headers: { 'x-real-ip': '192.0.2.7' } })
    expect([response.status, await response.text()]).toEqual([200, 'hello'])
    expect(JSON.parse(response.headers.get('x-props') ?? '')).toEqual({
      host: `127.0.0.1:${worker.port}`,
      scheme: 'http',
    })
    expect(head).not.toContain('192.0.2.7')
    expect((await fetch(`${worker.url}/none`)).status).toBe(500)
  } finally {
    await worker.stop()
  }
})
