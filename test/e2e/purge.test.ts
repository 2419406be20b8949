/** `sallyport purge` against a gate in workerd, with all three tiers behind it. */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type StartedWorker, startWorker } from '../support/worker.ts'

const token = 'a-token-for-this-test-only-0123'
let server: Server
let gate: StartedWorker
let count = 0
const seen: string[] = []

beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push(request.url as string)
    response.writeHead(200, {
      'cache-control': 'max-age=600',
      'cache-tag': 'all,shoes',
      'surrogate-key': 'spring sale',
    })
    response.end(`v${++count}`)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  gate = await startWorker({
    source: `
      import { door } from 'sallyport/door'
      import { pipeline, unknownClient } from 'sallyport'
      import { cache, durable, memory, platform, purging, tiered } from 'sallyport/cache'
      import { cacheObject } from 'sallyport/cache/object'
      import { origin } from 'sallyport/origin'
      const pages = cache({ store: (env) => tiered(memory(), platform(), durable(env.CACHE)) })
      export const CacheObject = cacheObject()
      export default door(pipeline(
        pages,
        origin({ url: 'http://127.0.0.1:${(server.address() as AddressInfo).port}', allowPlaintext: true, through: (env) => env.NET }),
      ), { client: unknownClient, reserved: { purge: purging({ caches: [pages], token: (env) => env.PURGE_TOKEN }) } })`,
    bindings: { PURGE_TOKEN: token },
    durableObjects: { CACHE: { className: 'CacheObject', useSQLite: true } },
  })
})
afterAll(async () => {
  await gate.stop()
  server.close()
})

const get = async (path: string): Promise<{ text: string; headers: Headers; hit: boolean }> => {
  const response = await fetch(gate.url + path)
  const { headers } = response
  return { text: await response.text(), headers, hit: headers.get('cache-status')?.includes('hit') ?? false }
}
const purge = (args: readonly string[], env: Record<string, string> = { SALLYPORT_PURGE_TOKEN: token }) =>
  new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const options = { env: { PATH: process.env.PATH as string, NO_COLOR: '1', ...env } }
    const all = ['--conditions', 'sallyport-source', 'bin/sallyport.ts', 'purge', ...args]
    execFile(process.execPath, all, options, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err })
    })
  })

test('by URL, tag, prefix, host and everything: the next request reaches the origin', async () => {
  const ways: readonly (readonly string[])[] = [
    [`${gate.url}/a?x=1`],
    ['--gate', gate.url, '--tag', 'SHOES'],
    ['--gate', gate.url, '--tag', 'nothing', '--tag', 'spring'],
    ['--prefix', `${gate.url}/a`],
    ['--gate', gate.url, '--host', new URL(gate.url).host],
    ['--gate', gate.url, '--everything'],
  ]
  for (const way of ways) {
    const before = (await get('/a?x=1')).text
    expect(await get('/a?x=1')).toMatchObject({ text: before, hit: true })
    const { code, out, err } = await purge(way)
    expect([code, err], way.join(' ')).toEqual([0, ''])
    expect(out).toMatch(/^purged .* it met 1 stored answer,/)
    expect(await get('/a?x=1')).toMatchObject({ hit: false })
    expect((await get('/a?x=1')).text).not.toBe(before)
  }
  expect(ways.length).toBe(6)
})

test('tags end at the gate', async () => {
  await get('/tags')
  for (const { headers } of [await get('/tags'), await get('/other')]) {
    expect([headers.get('cache-tag'), headers.get('surrogate-key')]).toEqual([null, null])
  }
})

test('says what is wrong: no token, a wrong one, nothing named, plaintext, no gate', async () => {
  const cases: readonly (readonly [args: readonly string[], env: Record<string, string>, says: RegExp])[] = [
    [[`${gate.url}/a`], {}, /there is no token/],
    [[`${gate.url}/a`], { SALLYPORT_PURGE_TOKEN: 'wrong' }, /answered 401/],
    [['--gate', gate.url], { SALLYPORT_PURGE_TOKEN: token }, /name what to purge/],
    [['http://shop.example/a'], { SALLYPORT_PURGE_TOKEN: token }, /plaintext/],
    [['http://127.0.0.1:1/a'], { SALLYPORT_PURGE_TOKEN: token }, /cannot be reached/],
  ]
  for (const [args, env, says] of cases) {
    const { code, err } = await purge(args, env)
    expect(code).toBe(1)
    expect(err).toMatch(says)
    expect(err.trim().split('\n').length).toBe(1)
    expect(err).not.toContain(token)
  }
  expect(cases.length).toBe(5)
})

test('the token from a file; the path itself is never forwarded', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'sallyport-purge-')), 'token')
  writeFileSync(file, `${token}\n`)
  expect((await purge(['--gate', gate.url, '--everything', '--soft', '--token-file', file], {})).code).toBe(0)
  expect(seen.filter((path) => path.includes('well-known'))).toEqual([])
})
