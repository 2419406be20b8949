/**
 * What the contract itself costs: `npm run bench:contract`. Nanoseconds for each module that does nothing but hand on, in Node: the
 * difference between a pipeline with six of them and one with none, for synchronous modules and for `async` ones.
 */
import type { Module, PlatformContext } from 'sallyport'
import { pipeline, unknownClient } from 'sallyport'
import { door } from 'sallyport/door'
import { median } from './support/load.ts'

const layers = 6
const rounds = 7
const requests = 60_000

const synchronous = (name: string): Module => ({
  name,
  failure: 'closed',
  handle: (request, context, next) => next(request, context),
})
const asynchronous = (name: string): Module => ({
  name,
  failure: 'closed',
  handle: async (request, context, next) => next(request, context),
})
const response = new Response('ok')
const end: Module = { name: 'end', failure: 'closed', handle: () => response }
const platform: PlatformContext = { waitUntil: () => undefined }
const request = new Request('http://shop.test/products/17?colour=blue', {
  headers: { accept: 'text/html', cookie: 'session=6f3b1c0d' },
})

const stack = (make: (name: string) => Module, count: number): Module[] => [
  ...Array.from({ length: count }, (_, at) => make(`layer-${at}`)),
  end,
]
const contestants = {
  'no layer': door(pipeline(...stack(synchronous, 0)), { client: unknownClient }),
  'six synchronous': door(pipeline(...stack(synchronous, layers)), { client: unknownClient }),
  'six async': door(pipeline(...stack(asynchronous, layers)), { client: unknownClient }),
}

const times = new Map<string, number[]>()
for (let round = 0; round <= rounds; round++) {
  for (const [name, worker] of Object.entries(contestants)) {
    const before = process.cpuUsage()
    for (let at = 0; at < requests; at++) await worker.fetch(request, {}, platform)
    const { user, system } = process.cpuUsage(before)
    if (round > 0) times.set(name, [...(times.get(name) ?? []), ((user + system) * 1000) / requests]) // the first round compiles
  }
}

const of = (name: string): number => median(times.get(name) ?? [])
console.log(`door and empty pipeline      ${of('no layer').toFixed(0)} ns a request`)
console.log(`each synchronous module      ${((of('six synchronous') - of('no layer')) / layers).toFixed(0)} ns`)
console.log(`each async module            ${((of('six async') - of('no layer')) / layers).toFixed(0)} ns`)
