/**
 * What the cache holds on to: `npm run soak:cache`. Memory of workerd, read from outside, before and after 100,000 distinct objects of 2 KB in a
 * memory store of 64 MiB: what the store adds is to stay within its bound and a tenth. Then 1,000,000 hits: what is added after the first
 * 200,000 is a leak.
 *
 * What workerd itself grows by is taken off: a second worker is sent the same requests and stores nothing.
 *
 * Options: --objects N, --bytes N (of each, default 2000), --hits N.
 */
import { parseArgs } from 'node:util'
import { startWorker } from '../test/support/worker.ts'
import { load } from './support/load.ts'
import { listenerOf, residentMib } from './support/processes.ts'

const { values } = parseArgs({
  options: {
    objects: { type: 'string', default: '100000' },
    bytes: { type: 'string', default: '2000' },
    hits: { type: 'string', default: '1000000' },
  },
})
const objects = Number(values.objects)
const hits = Number(values.hits)
const bytes = Number(values.bytes)
const boundMib = 64

const entry = (control: string): string => `
import { pipeline, unknownClient } from 'sallyport'
import { door } from 'sallyport/door'
import { cache, memory } from 'sallyport/cache'
const page = 'x'.repeat(${bytes})
const made = { name: 'made', failure: 'closed', handle: () => new Response(page, { headers: {
  'cache-control': '${control}', 'content-type': 'text/html; charset=utf-8', 'content-length': '${bytes}', 'cache-tag': 'page, shop' } }) }
export default door(pipeline(cache({ store: memory({ maxBytes: ${boundMib} * 1048576 }) }), made), { client: unknownClient })`
const workers = [
  { name: 'stores', worker: await startWorker({ source: entry('max-age=86400') }) },
  { name: 'stores nothing', worker: await startWorker({ source: entry('no-store') }) },
].map(({ name, worker }) => ({ name, worker, pid: listenerOf(worker.port) as number, before: 0, after: 0 }))

const get = (target: string): Buffer => Buffer.from(`GET ${target} HTTP/1.1\r\nHost: shop.test\r\n\r\n`)
const distinct = Array.from({ length: objects }, (_, at) => get(`/products/${at}?colour=blue`))
const warm = Array.from({ length: 20_000 }, (_, at) => get(`/warm/${at % 10}`))

for (const each of workers) {
  await load(each.worker.port, warm, warm.length)
  each.before = residentMib(each.pid)
  await load(each.worker.port, distinct, distinct.length)
  each.after = residentMib(each.pid)
  console.log(
    `${each.name.padEnd(15)} ${each.before.toFixed(0)} MiB, after ${objects} objects ${each.after.toFixed(0)} MiB`,
  )
}
const [stores, nothing] = workers.map(({ before, after }) => after - before) as [number, number]
console.log(`the store adds  ${(stores - nothing).toFixed(0)} MiB, of ${(boundMib * 1.1).toFixed(0)}`)

const { worker, pid } = workers[0] as (typeof workers)[number]
const popular = distinct.slice(-1000)
await load(worker.port, popular, Math.min(200_000, hits / 5))
const early = residentMib(pid)
await load(worker.port, popular, hits - Math.min(200_000, hits / 5))
console.log(
  `hits            after ${Math.min(200_000, hits / 5)} ${early.toFixed(0)} MiB, after ${hits} ${residentMib(pid).toFixed(0)} MiB`,
)
for (const each of workers) await each.worker.stop()
process.exit(0)
