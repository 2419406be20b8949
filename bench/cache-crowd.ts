/**
 * What a crowd costs the origin, and what it waits: `npm run bench:cache:crowd`. 200 requests at once, for an origin that takes a second: a cold
 * object, an answer that is not stored (seen before, and never seen), a stale one with a validator, one inside its
 * stale-while-revalidate window.
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startWorker } from '../test/support/worker.ts'
import { median } from './support/load.ts'

const crowd = 200
const second = 1000
let seen = 0
const server = createServer((request, response) => {
  seen++
  const control = decodeURIComponent((request.url as string).split('?')[1] as string)
  setTimeout(() => {
    response.setHeader('cache-control', control)
    response.setHeader('etag', '"1"')
    response.writeHead(request.headers['if-none-match'] === undefined ? 200 : 304).end('hello')
  }, second)
}).listen(0, '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo
const worker = await startWorker({
  source: `
import { pipeline, unknownClient } from 'sallyport'
import { door } from 'sallyport/door'
import { cache } from 'sallyport/cache'
import { origin } from 'sallyport/origin'
const before = origin({ url: 'http://127.0.0.1:${port}', allowPlaintext: true, through: (env) => env.NET })
export default door(pipeline(cache(), before), { client: unknownClient })`,
})

async function ask(target: string): Promise<number> {
  const began = performance.now()
  await (await fetch(worker.url + target)).text()
  return performance.now() - began
}

async function measure(what: string, control: string, first: number | undefined): Promise<void> {
  const target = `/${encodeURIComponent(what)}?${encodeURIComponent(control)}`
  if (first !== undefined) {
    await ask(target)
    await new Promise((resolve) => setTimeout(resolve, first))
  }
  seen = 0
  const waits = await Promise.all(Array.from({ length: crowd }, () => ask(target)))
  await new Promise((resolve) => setTimeout(resolve, 1.5 * second))
  console.log(
    `${what.padEnd(36)} ${String(seen).padStart(3)} at the origin, median wait ${(median(waits) / 1000).toFixed(2)} s`,
  )
}

for (let at = 0; at < 3; at++) await ask(`/warm${at}?no-store`)
console.log(`${crowd} requests at once, origin takes ${second} ms`)
await measure('cold', 'max-age=60', undefined)
await measure('not stored, seen before', 'private', 0)
await measure('not stored, never seen', 'private', undefined)
await measure('stale, with a validator', 'max-age=4', 5500) // longer than the origin takes: its delay counts as age
await measure('inside stale-while-revalidate', 'max-age=4, stale-while-revalidate=60', 5500)
await worker.stop()
server.close()
process.exit(0)
