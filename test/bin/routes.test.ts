import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type CacheOptions, cache, languages } from 'sallyport/cache'
import { gate } from 'sallyport/gate'
import { describe, expect, test } from 'vitest'
import { findings } from '../../bin/check/routes.ts'
import { answer } from '../support/reach.ts'

const found = (options: CacheOptions): readonly string[] =>
  findings([[gate(), cache(options), answer()]]).map(({ id, severity }) => `${severity} ${id}`)

describe('unsafe routes', () => {
  const cases: readonly (readonly [what: string, options: CacheOptions, found: readonly string[]])[] = [
    ['nothing turned on', {}, []],
    ['images', { lifetimes: { type: { 'image/*': 60, 'text/css': 60 } } }, []],
    ['errors', { lifetimes: { status: { '404': 5, '5xx': 1 } } }, []],
    ['pages of everybody', { lifetimes: { type: { 'text/html': 60 } } }, ['error personal-content']],
    ['data of everybody', { lifetimes: { type: { 'application/json': 60 } } }, ['error personal-content']],
    ['anything', { lifetimes: { type: { '*/*': 60 } } }, ['error personal-content']],
    ['any success', { lifetimes: { status: { '2xx': 60 } } }, ['error personal-content']],
    ['pages, sessions pass by', { lifetimes: { type: { 'text/html': 60 } }, bypass: { cookies: ['sid'] } }, []],
    ['pages, a session each', { lifetimes: { type: { 'text/html': 60 } }, key: { cookies: ['sid'] } }, []],
    ['pages, a user each', { lifetimes: { type: { 'text/html': 60 } }, key: { headers: ['Authorization'] } }, []],
    ['cookies for all', { setCookie: 'store' }, ['error shared-cookie']],
    ['cookies each', { setCookie: 'store', key: { cookies: ['sid'] } }, []],
    ['visitors merged', { vary: { Cookie: () => 'all' } }, ['error merged-visitors']],
    ['languages merged', { vary: { 'accept-language': languages(['en']) } }, []],
    ['no query', { key: { ignoreQuery: ['*'] } }, ['error no-query']],
    ['no query either', { key: { keepQuery: [] } }, ['error no-query']],
    ['guesses', { heuristic: true }, ['warning guessed']],
    ['guesses without armour', { heuristic: true, armour: false }, ['error deception', 'warning guessed']],
    ['reloads', { requestDirectives: 'honour' }, ['warning reload']],
  ]
  test.each(cases)('%s', (_, options, expected) => {
    expect(found(options)).toEqual(expected)
  })
  test('how many cases there are', () => expect(cases.length).toBe(19))

  test('a cache before what must see every request', () => {
    const [order, ...more] = findings([[cache(), gate(), answer()]])
    expect(order).toMatchObject({ id: 'order', severity: 'error', route: 'cache, gate, answer' })
    expect(more).toEqual([])
  })
})

test('the command loads a worker, names each pipeline, and fails on errors', async () => {
  mkdirSync('.sallyport', { recursive: true })
  const folder = mkdtempSync(join('.sallyport', 'routes-'))
  const worker = join(folder, 'worker.ts')
  const write = (options: string): void =>
    writeFileSync(
      worker,
      `import { DurableObject } from 'cloudflare:workers'
       import { pipeline } from 'sallyport'
       import { cache } from 'sallyport/cache'
       import { door } from 'sallyport/door'
       import { origin } from 'sallyport/origin'
       export class Jail extends DurableObject {}
       export default door(pipeline(cache(${options}), origin({ url: 'https://origin.example' })))`,
    )
  const run = promisify(execFile)
  const check = (...args: readonly string[]) => run(process.execPath, ['bin/sallyport.ts', 'check', 'routes', ...args])
  try {
    write(`{ setCookie: 'store' }`)
    const failed = await check(worker).catch((error: { code: number; stdout: string }) => error)
    expect(failed).toMatchObject({ code: 1 })
    expect(failed.stdout).toContain('error shared-cookie in pipeline(cache, origin): ')
    write('')
    writeFileSync(join(folder, 'wrangler.toml'), 'main = "worker.ts"\n')
    expect((await check(join(folder, 'wrangler.toml'))).stdout).toBe('1 pipelines, 0 errors, 0 warnings\n')
    const missing = await check('nowhere.toml').catch((error: { code: number; stderr: string }) => error)
    expect(missing).toMatchObject({ code: 1 })
    expect(missing.stderr).toContain('there is no such file')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
