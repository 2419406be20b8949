import { type CacheOptions, cache } from 'sallyport/cache'
import { gate } from 'sallyport/gate'
import { expect, test } from 'vitest'
import { unsafeWorkersCache } from '../../bin/routes/workers-cache.ts'
import { lintRoute } from '../../lib/cache/lint.ts'

const cases: readonly (readonly [route: string, options: CacheOptions, ids: readonly string[]])[] = [
  ['*', {}, []],
  ['/api/*', {}, []],
  ['/assets/*', { lifetimes: { type: { 'image/*': 60, 'text/css': 60 }, status: { 404: 10, '5xx': 1 } } }, []],
  ['*', { lifetimes: { type: { 'text/html': 60 } } }, ['cookies']],
  ['*', { lifetimes: { type: { '*/*': 60 } } }, ['cookies']],
  ['*', { lifetimes: { status: { 200: 60 } } }, ['cookies']],
  ['*', { lifetimes: { status: { '2xx': 60 } } }, ['cookies']],
  ['*', { heuristic: true }, ['cookies']],
  ['*', { heuristic: true, bypass: { cookies: ['session'] } }, []],
  ['*', { heuristic: true, key: { cookies: ['session'] } }, []],
  ['*', { heuristic: true, key: { headers: ['Cookie'] } }, []],
  ['/account/*', { lifetimes: { type: { 'text/html': 60 } } }, ['cookies', 'personal-path']],
  ['/api/me', { lifetimes: { type: { 'application/json': 60 } }, key: { headers: ['cookie'] } }, ['personal-path']],
  ['/api/me', { lifetimes: { type: { 'application/json': 60 } }, key: { headers: ['cookie', 'Authorization'] } }, []],
  ['/menu', { lifetimes: { type: { 'text/html': 60 } }, bypass: { cookies: ['session'] } }, []],
  ['*', { setCookie: 'store' }, ['set-cookie']],
  ['*', { vary: { Cookie: () => '' } }, ['vary-credentials']],
  ['*', { vary: { authorization: () => '' } }, ['vary-credentials']],
  ['*', { vary: { 'accept-language': () => '' } }, []],
  ['*', { armour: false, lifetimes: { type: { 'image/*': 60 } } }, ['armour']],
  ['*', { key: { ignoreQuery: ['*'] } }, ['query']],
  ['*', { key: { ignoreQuery: ['utm_*'] } }, []],
]

test.each(cases)('%s %j', (route, options, ids) => {
  const found = lintRoute(route, [gate(), cache(options)]).filter(({ level }) => level === 'error')
  expect(found.map(({ id }) => id)).toEqual(ids)
})

test('all of them ran', () => expect(cases.length).toBe(22))

test('a cache before the gate; and warnings, which fail nothing', () => {
  expect(lintRoute('*', [cache(), gate()]).map(({ id, level }) => `${level} ${id}`)).toEqual(['error order'])
  const mild = lintRoute('*', [cache({ debug: true, requestDirectives: 'honour', armour: false })])
  expect(mild.map(({ level }) => level)).toEqual(['warning', 'warning', 'warning'])
  expect(lintRoute('*', [gate()])).toEqual([])
})

const on = { enabled: true }
const off = { enabled: false }
const configs: readonly (readonly [unsafe: boolean, config: Record<string, unknown>])[] = [
  [false, {}],
  [false, { cache: off }],
  [true, { cache: on }],
  [true, { cache: on, exports: { Cached: { type: 'worker', cache: on } } }],
  [false, { cache: on, exports: { default: { type: 'worker', cache: off } } }],
  [false, { cache: off, exports: { Cached: { type: 'worker', cache: on } } }],
  [true, { exports: { default: { type: 'worker', cache: on } } }],
  [true, { env: { staging: { cache: on } } }],
  [
    true,
    { cache: on, exports: { default: { cache: off } }, env: { staging: { exports: { default: { cache: on } } } } },
  ],
  [false, { cache: on, exports: { default: { cache: off } }, env: { staging: {} } }],
]

test.each(configs)('Workers Cache in front of the gate: %j %j', (unsafe, config) => {
  expect(unsafeWorkersCache(config) !== undefined).toBe(unsafe)
})

test('all of these ran too', () => expect(configs.length).toBe(10))
