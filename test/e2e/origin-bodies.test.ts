/** Bodies and limits at their edges: early answers, stuck uploads, GET with a body, and what a limit on the whole exchange leaves alone. */
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { raw } from '../support/raw.ts'
import { type StartedWorker, startWorker } from '../support/worker.ts'

/** Called with the head of a request, and as much of its body as came with it; what follows is its own to read. */
type Talk = (socket: Socket, head: string) => void
let talk: Talk = () => undefined
const received: string[] = []
const sockets = new Set<Socket>()
let server: Server
let gate: StartedWorker

beforeAll(async () => {
  server = createServer((socket) => {
    sockets.add(socket)
    const at = received.push('') - 1
    let begun = false
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', (data) => {
      if (begun) return
      received[at] += data.toString('latin1')
      if (!received[at]?.includes('\r\n\r\n')) return
      begun = true
      talk(socket, received[at] as string)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  gate = await startWorker({
    source: `
      import { door } from 'sallyport/door'
      import { pipeline, unknownClient } from 'sallyport'
      import { origin } from 'sallyport/origin'
      const options = { url: 'http://127.0.0.1:${port}', allowPlaintext: true, tls: { certificate: (env) => env.NET } }
      const reads = { name: 'reads', failure: 'closed', async handle(request, context, next) {
        await context.body.read(1000)
        return next(request, context)
      } }
      const routes = {
        '/read': pipeline(reads, origin({ ...options, timeouts: { firstByteSeconds: 0.5 } })),
        '/limited': pipeline(origin({ ...options, timeouts: { firstByteSeconds: 20, exchangeSeconds: 0.7 } })),
        '/': pipeline(origin({ ...options, timeouts: { firstByteSeconds: 0.5 } })),
        '/patient': pipeline(origin(options)),
        '/read-patient': pipeline(reads, origin(options)),
      }
      export default door({ fetch: (request, env, context) => {
        const { pathname } = new URL(request.url)
        return (routes[pathname] ?? routes['/']).fetch(request, env, context)
      } }, { client: unknownClient, routes: () => [], debug: 'verdicts' })`,
  })
})
afterAll(async () => {
  await gate.stop()
  for (const socket of sockets) socket.destroy()
  server.close()
})

const head = (method: string, path: string, fields = ''): string =>
  `${method} ${path} HTTP/1.1\r\nHost: shop.test\r\n${fields}\r\n`
// Each exchange on a connection of its own, so that `talk` is asked for each.
const ok: Talk = (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok')

/** A client whose answer is read as it comes. */
function client(): {
  socket: Socket
  text: () => string
  until: (part: string) => Promise<void>
  closed: Promise<void>
} {
  const socket = connect(gate.port, '127.0.0.1')
  let text = ''
  socket.on('error', () => undefined)
  socket.on('data', (data) => {
    text += data.toString('latin1')
  })
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()))
  const until = async (part: string): Promise<void> => {
    while (!text.includes(part)) await Promise.race([once(socket, 'data'), closed.then(() => Promise.reject(text))])
  }
  return { socket, text: () => text, until, closed }
}

test('an answer that begins before the upload ends: both go on', async () => {
  talk = (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nearly\r\n')
    // The answer ends when the upload does.
    socket.on('data', (data) => {
      if (data.includes('world')) socket.end('4\r\nlate\r\n0\r\n\r\n')
    })
  }
  const { socket, until } = client()
  socket.write(`${head('POST', '/early', 'Content-Length: 10\r\n')}hello`)
  await until('early')
  socket.write('world')
  await until('late')
  socket.destroy()
})

test('an origin that takes nothing of a large upload: 504, and its connection is given up', async () => {
  let closed: Promise<unknown> = Promise.resolve()
  talk = (socket) => {
    socket.pause()
    closed = once(socket, 'close')
  }
  const { socket, until } = client()
  socket.on('error', () => undefined) // the gate hangs up on an upload that it gave up
  const bytes = 64 << 20
  socket.write(head('POST', '/stuck', `Content-Length: ${bytes}\r\n`))
  const chunk = Buffer.alloc(1 << 20)
  const pump = (): void => {
    while (!socket.destroyed && socket.write(chunk));
  }
  socket.on('drain', pump)
  pump()
  await until('HTTP/1.1 504')
  await until('sallyport; error=http_response_timeout')
  for (const other of sockets) other.resume() // a paused socket would not hear of its end
  await closed
  socket.destroy()
})

test('a GET with a body that a module has read cannot be sent on: it is refused, not sent without it', async () => {
  talk = ok
  const before = received.length
  const refused = await raw(gate.port, `${head('GET', '/read', 'Content-Length: 5\r\n')}hello`)
  expect([refused.status, refused.headers.get('proxy-status')]).toEqual([400, 'sallyport; error=http_request_error'])
  expect(received.length).toBe(before)
  expect((await raw(gate.port, head('GET', '/read', 'Content-Length: 0\r\n'))).status).toBe(200)
  const carried = await raw(gate.port, `${head('GET', '/', 'Content-Length: 5\r\nX-Real-IP: 1\r\n')}hello`)
  expect(carried.status).toBe(200)
  const arrived = received.at(-1) as string
  expect(arrived).toMatch(/\r\ncontent-length: 5\r\n/i)
  expect(arrived).toMatch(/\r\nvia: 1\.1 sallyport\r\n/i)
  expect(arrived).not.toMatch(/x-real-ip/i)
  expect(arrived.endsWith('\r\n\r\nhello')).toBe(true)
})

test('a body that a module has read is sent whole, and PUT is sent again after a break', async () => {
  let times = 0
  // With a binding a first break might be a refused certificate, so the origin must have answered before.
  talk = ok
  await raw(gate.port, head('GET', '/read'))
  talk = (socket) => {
    times++
    if (times === 1) socket.destroy()
    else ok(socket, '')
  }
  const answer = await raw(gate.port, `${head('PUT', '/read', 'Content-Length: 5\r\n')}hello`)
  expect([answer.status, times]).toEqual([200, 2])
  expect(answer.headers.get('x-sallyport-origin')).toContain('attempts=2')
  expect(received.at(-1)?.endsWith('\r\n\r\nhello')).toBe(true)
})

test.each([
  ['at its beginning', 5],
  ['past what is watched', 20 << 20],
])('an upload that breaks off %s on the visitor’s side ends at the origin, unfinished', async (_, bytes) => {
  let taken = 0
  let last = ''
  let closed: Promise<unknown> | undefined
  talk = (socket, begun) => {
    closed = once(socket, 'close')
    last = begun.slice(begun.indexOf('\r\n\r\n') + 4)
    taken = last.length
    socket.on('data', (data) => {
      taken += data.length
      last = data.toString('latin1').slice(-16)
    })
  }
  const { socket } = client()
  socket.write(`${head('POST', '/patient', 'Transfer-Encoding: chunked\r\n')}${bytes.toString(16)}\r\n`)
  socket.write(Buffer.alloc(bytes, 'x'))
  while (taken < bytes) await new Promise((resolve) => setTimeout(resolve, 10))
  socket.resetAndDestroy()
  await closed
  expect(last).toMatch(/x(?:\r\n)?$/) // and no last chunk
})

test('the limit of the whole exchange also ends the wait for the head', async () => {
  talk = () => undefined
  const began = Date.now()
  const answer = await raw(gate.port, head('GET', '/limited'))
  expect([answer.status, answer.headers.get('proxy-status')]).toEqual([504, 'sallyport; error=http_response_timeout'])
  expect(Date.now() - began).toBeLessThan(4000)
})

test('a limit of the whole exchange leaves event streams and HEAD alone', async () => {
  talk = (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 500\r\nConnection: close\r\n\r\n')
  const { socket: asking, until: seen, text } = client()
  asking.write(head('HEAD', '/limited'))
  await seen('\r\n\r\n')
  expect(text()).toMatch(/^HTTP\/1\.1 200[\s\S]*content-length: 500\r\n/i)
  asking.destroy()

  let end: () => void = () => undefined
  talk = (socket) => {
    socket.write(
      'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n1\n\n\r\n',
    )
    end = () => socket.end('3\r\n2\n\n\r\n0\r\n\r\n')
  }
  const { socket, until } = client()
  socket.write(head('GET', '/limited'))
  await until('1\n\n')
  await new Promise((resolve) => setTimeout(resolve, 1500))
  end()
  await until('2\n\n')
  socket.destroy()
})

test.each([
  ['untouched', '/patient'],
  ['of which a module has read the beginning', '/read-patient'],
])('a body %s arrives as it was sent, however slowly the origin takes it', async (_, path) => {
  const body = randomBytes(20 << 20) // over what is watched
  const chunked = Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n0\r\n\r\n')])
  for (const [fields, bytes] of [
    [`Content-Length: ${body.length}\r\n`, body],
    ['Transfer-Encoding: chunked\r\n', chunked],
  ] as const) {
    let arrived = Buffer.alloc(0)
    talk = (socket, begun) => {
      const parts = [Buffer.from(begun.slice(begun.indexOf('\r\n\r\n') + 4), 'latin1')]
      let length = parts[0]?.length ?? 0
      // Long enough for every buffer on the way to fill.
      socket.pause()
      setTimeout(() => socket.resume(), 300)
      socket.on('data', (data) => {
        parts.push(data)
        length += data.length
        if (bytes === body ? length < body.length : !data.subarray(-5).equals(Buffer.from('0\r\n\r\n'))) return
        arrived = Buffer.concat(parts)
        ok(socket, '')
      })
    }
    const { socket, until } = client()
    socket.write(head('POST', path, fields))
    socket.write(bytes)
    await until('HTTP/1.1 200')
    socket.destroy()
    expect(sha256(bytes === body ? arrived : unchunk(arrived))).toBe(sha256(body))
  }
})

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

function unchunk(bytes: Buffer): Buffer {
  const parts: Buffer[] = []
  for (let at = 0; ; ) {
    const line = bytes.indexOf('\r\n', at)
    const size = Number.parseInt(bytes.toString('latin1', at, line), 16)
    if (!(size > 0)) return Buffer.concat(parts)
    parts.push(bytes.subarray(line + 2, line + 2 + size))
    at = line + 4 + size
  }
}
