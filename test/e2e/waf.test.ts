/** Rules through `sallyport dev`: bodies in all their forms, answers that leak, and what must be let be. */
import { once } from 'node:events'
import {
  createServer,
  get as httpGet,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { type StartedGate, startGate } from '../support/gate.ts'

const word = 'portcullis'
const leak = 'the drawbridge-key is under the mat'
const coded = gzipSync('a page that may be seen '.repeat(50))
const form = 'application/x-www-form-urlencoded'

let server: Server
let gate: StartedGate
let partial: StartedGate
let detecting: StartedGate
/** Targets and lengths of bodies that reached the origin. */
let reached: string[] = []
let sendRest: () => void = () => undefined

beforeAll(async () => {
  server = createServer(answer)
  new WebSocketServer({ server }).on('connection', (socket) =>
    socket.on('message', (data) => socket.send(String(data))),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const start = (...args: readonly string[]) =>
    startGate([
      ...['--origin', `http://127.0.0.1:${port}`, '--insecure-origin', '--modules', 'waf,origin', '--debug=log'],
      ...['--rules', 'test/fixtures/seclang/rules', ...args],
    ])
  gate = await start()
  partial = await start('--setup', 'test/fixtures/seclang/partial.conf')
  detecting = await start('--mode', 'detect')
})
afterAll(async () => {
  for (const started of [gate, partial, detecting]) await started.stop()
  server.closeAllConnections()
  server.close()
})

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let length = 0
  for await (const chunk of request) length += (chunk as Buffer).length
  reached.push(`${request.url} ${length}`)
  switch (request.url) {
    case '/leak':
      return void response.writeHead(200, { 'content-type': 'text/plain' }).end(leak)
    case '/leak-gzip':
      return void response
        .writeHead(200, { 'content-type': 'text/plain', 'content-encoding': 'gzip' })
        .end(gzipSync(leak))
    case '/leak-image':
      return void response.writeHead(200, { 'content-type': 'image/png' }).end(leak)
    case '/gzip':
      return void response
        .writeHead(200, { 'content-type': 'text/plain', 'content-encoding': 'gzip', etag: '"strong"' })
        .end(coded)
    case '/long':
      return void response.writeHead(200, { 'content-type': 'text/plain' }).end('x'.repeat(200_000) + leak)
    case '/broken':
    case '/broken-leak':
      response.writeHead(200, { 'content-type': 'text/plain', 'content-length': 5000 })
      response.write(request.url === '/broken' ? 'half of it' : leak)
      return void setTimeout(() => response.destroy(), 50)
    case '/events':
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: drawbridge-key\n\n')
      sendRest = () => response.end('data: 2\n\n')
      return
    default:
      response.writeHead(200, { 'content-type': 'text/plain' }).end('ok')
  }
}

type Sent = [body: string | Uint8Array<ArrayBuffer> | FormData, type?: string, coding?: string]
const post = (to: StartedGate, ...[body, type, coding]: Sent) =>
  fetch(`${to.url}/post`, {
    method: 'POST',
    body,
    headers: { ...(type && { 'content-type': type }), ...(coding && { 'content-encoding': coding }) },
  })
const verdict = (response: Response) => response.headers.get('x-sallyport-waf') ?? ''
const bytes = (buffer: Buffer) => new Uint8Array(buffer)

describe('requests', () => {
  test.each(['application/json', 'text/html'])('refused with an id and nothing of the request: %s', async (accept) => {
    reached = []
    const marked = 'zebra-7731'
    const answer = await fetch(`${gate.url}/${marked}?q=${word}-${marked}`, { headers: { accept, 'x-marked': marked } })
    const page = await answer.text()
    expect(answer.status).toBe(403)
    expect(page).toContain(answer.headers.get('x-sallyport-id'))
    expect(page).not.toContain(word)
    expect(page).not.toContain(marked)
    expect(verdict(answer)).toContain('action=refuse; score=0/0; rules=1000; mode=block; status=403')
    expect(reached).toEqual([])
  })

  test('what a rule says of a field is spelled as usual, and is only in the log', async () => {
    const answer = await fetch(`${gate.url}/`, { headers: { referer: `http://shop.test/${word}` } })
    expect(answer.status).toBe(403)
    const log = Buffer.from(answer.headers.get('x-sallyport-waf-log') ?? '', 'base64url').toString()
    expect(log).toContain('in REQUEST_HEADERS:Referer')
    expect(verdict(answer)).not.toContain(word)
  })

  test('text beyond ASCII is seen as its bytes', async () => {
    const answer = await fetch(`${detecting.url}/`, {
      headers: { referer: `${Buffer.from(`é${word}`).toString('latin1')}` },
    })
    const log = Buffer.from(answer.headers.get('x-sallyport-waf-log') ?? '', 'base64url').toString()
    expect(log).toContain(`\\xc3\\xa9${word}`)
  })

  const multipart = (name: string, value: string | Blob) => {
    const data = new FormData()
    data.set(name, value)
    return data
  }
  test.each<readonly [string, Sent]>([
    ['a form', [`a=1&b=${word}`, form]],
    ['JSON', [`{"a":{"b":["${word}"]}}`, 'application/json']],
    ['XML', [`<a><b>${word}</b></a>`, 'application/xml']],
    ['an attribute', [`<a b="${word}"/>`, 'text/xml']],
    ['multipart', [multipart('note', word)]],
    ['a gzip body', [bytes(gzipSync(`a=${word}`)), form, 'gzip']],
  ])('refused: %s', async (_, sent) => {
    reached = []
    const answer = await post(gate, ...sent)
    expect([answer.status, /rules=([\d,]*)/.exec(verdict(answer))?.[1]]).toEqual([403, '1000'])
    expect(reached).toEqual([])
  })

  test('a file name', async () => {
    const data = new FormData()
    data.set('drawing', new Blob(['x']), `${word}.png`)
    expect((await post(gate, data)).status).toBe(403)
  })

  test.each<readonly [string, Sent]>([
    ['a form', ['a=1&b=2', form]],
    ['JSON', ['{"a":1}', 'application/json']],
    ['a gzip body', [bytes(gzipSync('a=1')), form, 'gzip']],
  ])('passed as it was sent: %s', async (_, [body, type, coding]) => {
    reached = []
    const answer = await post(gate, body, type, coding)
    expect([answer.status, verdict(answer)]).toEqual([200, 'action=pass; score=0/0; rules=; mode=block'])
    expect(reached).toEqual([`/post ${(body as string | Uint8Array).length}`])
  })

  test.each<readonly [string, number, string, Sent]>([
    ['a coding that cannot be read', 415, 'content-coding', [bytes(brotliCompressSync('a=1')), form, 'br']],
    ['what is no gzip', 400, 'content-coding', ['a=1', form, 'gzip']],
    ['over the limit', 413, 'request-body', [`a=${'x'.repeat(5000)}`, form]],
    [
      'over the limit once it is decoded',
      413,
      'request-body',
      [bytes(gzipSync(`a=${'x'.repeat(5000)}`)), form, 'gzip'],
    ],
    ['malformed JSON', 400, '', ['{"a":', 'application/json']],
  ])('refused, %s: %i', async (_, status, bound, sent) => {
    reached = []
    const answer = await post(gate, ...sent)
    expect([answer.status, /bounds=([^;]*)/.exec(verdict(answer))?.[1] ?? '']).toEqual([status, bound])
    expect(reached).toEqual([])
  })

  test('over the limit with ProcessPartial: the head is inspected, all of it is sent on, and the verdict says so', async () => {
    reached = []
    const passed = await post(partial, `a=${'x'.repeat(5000)}&b=${word}`, form)
    expect([passed.status, verdict(passed)]).toEqual([200, expect.stringContaining('bounds=request-body')])
    expect(reached).toEqual([`/post ${5005 + word.length}`])
    expect((await post(partial, `b=${word}&a=${'x'.repeat(5000)}`, form)).status).toBe(403)
  })

  test('a redirect is the rule’s own', async () => {
    const answer = await fetch(`${gate.url}/old`, { redirect: 'manual' })
    expect([answer.status, answer.headers.get('location')]).toEqual([302, 'https://shop.test/new'])
  })

  test('detecting: everything passes, with a verdict', async () => {
    reached = []
    const cases: readonly Sent[] = [
      [`b=${word}`, form],
      ['{"a":', 'application/json'],
      [`a=${'x'.repeat(5000)}`, form],
    ]
    for (const sent of cases) {
      const answer = await post(detecting, ...sent)
      expect([answer.status, verdict(answer)]).toEqual([200, expect.stringMatching(/action=(?:log|pass).*mode=detect/)])
    }
    const unread = await post(detecting, bytes(brotliCompressSync('a=1')), form, 'br')
    expect([unread.status, verdict(unread)]).toEqual([200, expect.stringContaining('bounds=content-coding')])
    expect((await fetch(`${detecting.url}/leak`)).status).toBe(200)
    expect(reached).toHaveLength(5)
  })
})

describe('answers', () => {
  test.each(['/leak', '/leak-gzip'])('a leak is held back: %s', async (path) => {
    const answer = await fetch(`${gate.url}${path}`)
    const page = await answer.text()
    expect([answer.status, /rules=([\d,]*)/.exec(verdict(answer))?.[1]]).toEqual([502, '1100'])
    expect(page).not.toContain('drawbridge')
  })

  test('a type that is not listed is let be', async () => {
    const answer = await fetch(`${gate.url}/leak-image`)
    expect([answer.status, await answer.text()]).toEqual([200, leak])
  })

  test('a gzip answer is inspected, and goes on in the origin’s own bytes', async () => {
    const [response] = (await once(
      httpGet(`${gate.url}/gzip`, { headers: { 'accept-encoding': 'gzip' } }),
      'response',
    )) as [IncomingMessage]
    const chunks: Buffer[] = []
    for await (const chunk of response) chunks.push(chunk as Buffer)
    expect(response.headers).toMatchObject({ 'content-encoding': 'gzip', etag: '"strong"' })
    expect(Buffer.concat(chunks).equals(coded)).toBe(true)
  })

  test('a body over the limit: its head is inspected, all of it is sent on, and the verdict says so', async () => {
    const answer = await fetch(`${partial.url}/long`)
    expect((await answer.text()).length).toBe(200_000 + leak.length)
    expect(verdict(answer)).toContain('bounds=response-body')
  })

  test('an answer that breaks off is inspected as far as it came, and ends as it did', async () => {
    const leaking = await fetch(`${gate.url}/broken-leak`)
    expect([leaking.status, await leaking.text()]).toEqual([502, expect.not.stringContaining('drawbridge')])
    await expect(fetch(`${gate.url}/broken`).then((answer) => answer.text())).rejects.toThrow()
  })

  test('HEAD', async () => {
    const answer = await fetch(`${gate.url}/leak`, { method: 'HEAD' })
    expect([answer.status, verdict(answer)]).toEqual([200, expect.stringContaining('action=pass')])
  })

  test('an event stream is let be, and arrives as it is sent', async () => {
    const answer = await fetch(`${gate.url}/events`)
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
    expect(new TextDecoder().decode((await reader.read()).value)).toBe('data: drawbridge-key\n\n')
    sendRest()
    expect(new TextDecoder().decode((await reader.read()).value)).toBe('data: 2\n\n')
  })

  test('a WebSocket is let be, and the verdict says so', async () => {
    const upgrade = httpRequest(`${gate.url}/ws`, {
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      },
    }).end()
    const [response, raw] = (await once(upgrade, 'upgrade')) as [IncomingMessage, { destroy: () => void }]
    expect([response.statusCode, response.headers['x-sallyport-waf']]).toEqual([
      101,
      expect.stringContaining('bounds=websocket'),
    ])
    raw.destroy()
    const socket = new WebSocket(`${gate.url.replace('http', 'ws')}/ws`)
    await once(socket, 'open')
    socket.send(word)
    expect(((await once(socket, 'message'))[0] as MessageEvent).data).toBe(word)
    socket.close()
  })
})
