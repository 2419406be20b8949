import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { unsafeWorkersCache } from '../../bin/check/workers-cache.ts'
import { readConfig } from '../../bin/dev/config.ts'

const off = { cache: { enabled: false } }
const on = { cache: { enabled: true } }
const cases: readonly (readonly [what: string, table: Record<string, unknown>, unsafe: boolean])[] = [
  ['no cache at all', {}, false],
  ['turned off', off, false],
  ['before everything', on, true],
  ['before all but the gate', { ...on, exports: { default: off, Cached: on } }, false],
  ['the gate says nothing of it', { ...on, exports: { Cached: on } }, true],
  ['the gate says yes', { ...on, exports: { default: on } }, true],
  ['the gate alone', { exports: { default: on } }, true],
  ['another entrypoint alone', { ...off, exports: { Cached: on } }, false],
  ['in an environment', { env: { staging: on } }, true],
  ['in an environment that has the exports of the top', { exports: { default: off }, env: { staging: on } }, false],
  [
    'in an environment that turns it on again',
    { ...on, exports: { default: off }, env: { a: { exports: { default: on } } } },
    true,
  ],
  ['the gate says something odd', { ...on, exports: { default: { cache: { enabled: 'false' } } } }, true],
]
test.each(cases)('Workers Cache: %s', (_, table, unsafe) => {
  expect(unsafeWorkersCache(table) !== undefined).toBe(unsafe)
})
test('how many cases there are', () => expect(cases.length).toBe(12))

test('sallyport dev refuses such a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-config-'))
  writeFileSync(join(folder, 'worker.ts'), '')
  writeFileSync(join(folder, 'wrangler.toml'), 'main = "worker.ts"\n[cache]\nenabled = true\n')
  expect(() => readConfig('wrangler.toml', folder)).toThrow(/stands before the default entrypoint/)
})
