import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'

/** Who may import whom: docs/architecture.md. A room may always import itself, and `text`, which imports nothing. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  text: [],
  http: [],
  regex: [],
  ir: [],
  privacy: ['http'],
  core: ['http', 'privacy'],
  door: ['core', 'http', 'privacy'],
  seclang: ['ir', 'regex'],
  compile: ['ir', 'regex'],
  waf: ['core', 'http', 'ir', 'regex', 'privacy'],
  bot: ['core', 'http', 'privacy'],
  telemetry: ['core', 'http', 'privacy'],
  cache: ['core', 'http'],
  origin: ['core', 'http'],
  seal: ['core', 'http'],
  gate: ['core', 'http'],
  limit: ['core', 'privacy'],
  adapters: ['core'],
  presets: ['core', 'waf', 'bot', 'gate', 'cache', 'origin', 'seal', 'limit', 'telemetry'],
}

/** Third-party packages, and the rooms that may import them. */
const packages: Readonly<Record<string, readonly string[]>> = {
  'ipaddr.js': ['http', 'waf'],
  recheck: ['regex'],
  'structured-headers': ['http'],
  hono: ['adapters'],
  // Only lib/waf/vitest.ts, an entry of its own that no worker imports.
  vitest: ['waf'],
}

const importLine = /^(?:import|export)\s(?:type\s)?(?:[\w$*{}\s,]+?\sfrom\s)?'([^']+)'/gm
const imports = (file: string): readonly string[] =>
  [...readFileSync(file, 'utf8').matchAll(importLine)].map(([, from]) => from as string)
const files = globSync('lib/**/*.ts')

test('no room of lib imports what it may not', () => {
  expect(files.length).toBeGreaterThan(30)
  const wrong: string[] = []
  let read = 0
  for (const file of files) {
    const [, room = '', inRoom] = file.split('/')
    if (inRoom === undefined) continue // lib/index.ts gathers core and http
    for (const from of imports(file)) {
      read++
      if (!from.startsWith('.')) {
        const name = from
          .split('/')
          .slice(0, from.startsWith('@') ? 2 : 1)
          .join('/')
        if (!packages[name]?.includes(room)) wrong.push(`${file}: package ${from}`)
        continue
      }
      const target = normalize(join(dirname(file), from)).split('/')[1] as string
      if (target !== room && target !== 'text' && !mayImport[room]?.includes(target)) wrong.push(`${file}: ${from}`)
    }
  }
  expect(read).toBeGreaterThan(60)
  expect(wrong).toEqual([])
})

test('the matchers are imported by no other file of lib', () => {
  const vitest = files.filter((file) => imports(file).includes('vitest'))
  expect(vitest).toEqual(['lib/waf/vitest.ts'])
  expect(files.filter((file) => imports(file).some((from) => from.endsWith('/vitest.ts')))).toEqual([])
})

test('workers use public entries only', () => {
  for (const file of globSync('workers/*.ts')) {
    for (const from of imports(file))
      expect(from, file).toMatch(/^(?:sallyport(?:\/.*)?|\.\/[a-z-]+\.ts|hono|itty-router|@sallyport\/.*)$/)
  }
})

test('in a feature room only index, object, stores and sinks touch fetch, caches or a clock', () => {
  const effects =
    /(?<![.\w])(?:fetch\((?!\w+\??:)|caches\.|Date\.now|Math\.random|performance\.now|setTimeout|setInterval)/
  const thin = /^lib\/(?:[a-z]+\/(?:index|object)\.ts|[a-z]+\/(?:stores|sinks)\/|core\/)/
  // Runs in a visitor's browser: text, as far as the worker goes.
  const pages = /-script\.ts$/
  const wrong = files.filter(
    (file) =>
      !thin.test(file) &&
      !pages.test(file) &&
      effects.test(readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')),
  )
  expect(wrong).toEqual([])
})
