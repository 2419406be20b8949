/** The bot score in workerd, on a socket: real Durable Objects, real headers of real clients. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { browsers } from '../bot/browsers.ts'
import { raw } from '../support/raw.ts'
import { type StartedWorker, startWorker } from '../support/worker.ts'

const run = promisify(execFile)
let worker: StartedWorker
beforeAll(async () => {
  worker = await startWorker({
    durableObjects: { VISITORS: 'VisitorMemory' },
    source: `
      import { bot } from 'sallyport/bot'
      import { door } from 'sallyport/door'
      import { fromHeader, keys, pipeline } from 'sallyport'
      export { VisitorMemory } from 'sallyport/bot'
      const site = { name: 'site', failure: 'closed', handle: () => new Response('<p>ok', { headers: { 'content-type': 'text/html' } }) }
      // Two pipelines are two memories, as two isolates would be.
      const options = { behaviour: { objects: (env) => env.VISITORS, traps: ['/trap'] } }
      const one = pipeline(bot(options), site)
      const two = pipeline(bot(options), site)
      const ring = keys({ bot: 'k:${'A'.repeat(43)}' })
      const app = (request, env, context) => (request.headers.has('x-two') ? two : one).fetch(request, env, context)
      export default door(app, { client: fromHeader('x-real-ip'), keys: () => ring, debug: 'verdicts' })`,
  })
})
afterAll(() => worker.stop())

const verdictOf = async (path: string, headers: Readonly<Record<string, string>>): Promise<string> =>
  (await fetch(worker.url + path, { headers })).headers.get('x-sallyport-bot') ?? ''

test('one isolate learns from the Durable Object what another has seen', async () => {
  const visitor = { ...browsers[0]?.fields, 'x-real-ip': '192.0.2.9' }
  for (let at = 0; at < 9; at++) await verdictOf(at === 0 ? '/trap' : `/p${at}`, visitor)
  const other = { ...visitor, 'x-two': '1' }
  let verdict = ''
  // Told after the answer, every eight requests: soon, not at once.
  for (let at = 0; at < 40 && !verdict.includes('behaviour/trap'); at++) verdict = await verdictOf(`/q${at}`, other)
  expect(verdict).toContain('behaviour/trap')
  expect(await verdictOf('/', { ...other, 'x-real-ip': '192.0.2.10' })).not.toContain('behaviour/')
})

test('curl, as it is', async () => {
  const { stdout } = await run('curl', ['-sS', '-o', '/dev/null', '-D', '-', worker.url])
  expect(stdout).toMatch(/x-sallyport-bot: score=[12]; signals=agent\/listed:/i)
})

test('hostile heads on the wire get a score, not an error', async () => {
  const heads = [
    'GET / HTTP/1.1\r\nHost: a.test\r\n\r\n',
    `GET / HTTP/1.1\r\nHost: a.test\r\nUser-Agent: ${'Mozilla/5.0 ('.repeat(2000)}\r\n\r\n`,
    `GET / HTTP/1.1\r\nHost: a.test\r\nSec-CH-UA: "${'\\"'.repeat(500)}\r\nSec-CH-UA-Mobile: ??\r\nSec-CH-UA-Platform: ${'%'.repeat(999)}\r\n\r\n`,
    `GET / HTTP/1.1\r\nHost: a.test\r\nCookie: __Host-sallyport=${'~'.repeat(5000)}\r\nSignature-Input: x=((((\r\nSignature: :::\r\n\r\n`,
    `GET / HTTP/1.0\r\nHost: a.test\r\nAccept-Language: ${'a,'.repeat(5000)}\r\n\r\n`,
  ]
  let ran = 0
  for (const head of heads) {
    const answer = await raw(worker.port, head)
    expect([head.slice(0, 60), answer.status, answer.headers.get('x-sallyport-bot')]).toEqual([
      head.slice(0, 60),
      200,
      expect.stringMatching(/^score=\d{1,2}; signals=.+/),
    ])
    ran++
  }
  expect(ran).toBe(5)
})
