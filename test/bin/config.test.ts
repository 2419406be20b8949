import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { readConfig, usualConfigs } from '../../bin/dev/config.ts'

let folder: string
const write = (name: string, text: string): void => writeFileSync(join(folder, name), text)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-config-'))
  write('w.ts', '')
})

test('what of a wrangler file is served', () => {
  write(
    'wrangler.toml',
    `name = "gate"
main = "w.ts"
compatibility_date = "2026-10-01"
compatibility_flags = ["x"]
[vars]
A = "1"
[[kv_namespaces]]
binding = "CACHE"
id = "0"
[[durable_objects.bindings]]
name = "JAIL"
class_name = "Jail"
[[migrations]]
tag = "v1"
new_sqlite_classes = ["Jail"]
[[r2_buckets]]
binding = "R2"
[[mtls_certificates]]
binding = "ORIGIN"
certificate_id = "0"
`,
  )
  expect(readConfig('wrangler.toml', folder)).toEqual({
    file: 'wrangler.toml',
    name: 'gate',
    main: join(folder, 'w.ts'),
    compatibilityDate: '2026-10-01',
    compatibilityFlags: ['x'],
    vars: { A: '1' },
    kv: ['CACHE'],
    objects: [{ binding: 'JAIL', className: 'Jail', sqlite: true }],
    unserved: ['r2_buckets'],
  })
})

test('the usual names, and only beside the first', () => {
  write('wrangler.assets.toml', '')
  expect(usualConfigs(folder)).toEqual([])
  write('wrangler.toml', '')
  expect(usualConfigs(folder)).toEqual(['wrangler.toml', 'wrangler.assets.toml'])
})

test('an error names the file, and the place in it', () => {
  write('a.toml', 'name = "x"\nmain = \n')
  expect(() => readConfig('a.toml', folder)).toThrow(/^a\.toml:2:\d+: /)
  write('b.toml', 'main = "gone.ts"')
  expect(() => readConfig('b.toml', folder)).toThrow('b.toml: main = "gone.ts" does not exist')
})
