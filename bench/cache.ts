/**
 * What a hit costs: `npm run bench:cache`. CPU per request (all threads, read from outside) of a hit against a constant answer of the same
 * size through the same door and pipeline, in workerd, over 8 kept-alive connections in interleaved rounds; the ratio is the median of the rounds' ratios. At
 * most 1.3 at 1 KB, 100 KB and 1 MB. Beside it nginx and Varnish, where they are installed.
 *
 * Options: --quick (fewer requests), --rounds N (default 5).
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import { startWorker } from '../test/support/worker.ts'
import { startPeers } from './cache/peers.ts'
import { load, median } from './support/load.ts'
import { cpuMicroseconds, listenerOf, residentMib } from './support/processes.ts'

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, rounds: { type: 'string', default: '5' } },
})
const rounds = Number(values.rounds)
const sizes = [
  { name: '1 KB', bytes: 1000, requests: 6000 },
  { name: '100 KB', bytes: 100_000, requests: 3000 },
  { name: '1 MB', bytes: 1_000_000, requests: 600 },
].map((size) => ({ ...size, requests: values.quick ? size.requests / 6 : size.requests }))
const bound = 1.3

// The fields of an ordinary answer: the constant one has the same.
const fields = {
  'cache-control': 'max-age=3600',
  'content-type': 'text/html; charset=utf-8',
  etag: '"5f3a-1"',
  'last-modified': 'Tue, 24 Nov 2026 10:00:00 GMT',
  vary: 'accept-encoding',
}
const server = createServer((request, response) => {
  const bytes = Number(request.url?.slice(1))
  response.writeHead(200, { ...fields, 'content-length': bytes }).end('x'.repeat(bytes))
}).listen(0, '127.0.0.1')
await once(server, 'listening')
const originPort = (server.address() as AddressInfo).port

const entry = (modules: string): string => `
import { pipeline, unknownClient } from 'sallyport'
import { door } from 'sallyport/door'
import { cache } from 'sallyport/cache'
import { origin } from 'sallyport/origin'
const bodies = new Map()
const constant = {
  name: 'constant', failure: 'closed',
  handle(request, context) {
    let body = bodies.get(context.target)
    if (body === undefined) bodies.set(context.target, (body = new Blob(['x'.repeat(Number(context.target.slice(1)))])))
    return new Response(body, { headers: ${JSON.stringify(fields)}, encodeBody: 'manual' })
  },
}
export default door(pipeline(${modules}), { client: unknownClient })`
const constant = await startWorker({ source: entry('constant') })
const cached = await startWorker({
  source: entry(
    `cache(), origin({ url: 'http://127.0.0.1:${originPort}', allowPlaintext: true, through: (env) => env.NET })`,
  ),
})
const peers = await startPeers(originPort)

const contestants = [
  { name: 'constant answer', port: constant.port, pid: listenerOf(constant.port) as number },
  { name: 'cache hit', port: cached.port, pid: listenerOf(cached.port) as number },
  ...peers,
]
console.log(`CPU per request, ${rounds} interleaved rounds over 8 connections`)
for (const { name: size, bytes, requests } of sizes) {
  const request = [
    `GET /${bytes} HTTP/1.1`,
    'Host: shop.test',
    'User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
    'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
    'Accept-Language: en-US,en;q=0.5',
    'Accept-Encoding: gzip, deflate, br, zstd',
    'Cookie: theme=dark; basket=1234',
    '',
    '',
  ].join('\r\n')
  const spent = contestants.map(() => [] as number[])
  for (let round = -1; round < rounds; round++) {
    for (const [at, { port, pid }] of contestants.entries()) {
      const before = cpuMicroseconds(pid)
      await load(port, request, requests)
      if (round >= 0) spent[at]?.push((cpuMicroseconds(pid) - before) / requests) // before that everything is compiled
    }
  }
  for (const [at, { name, pid }] of contestants.entries()) {
    const each = spent[at] as number[]
    const listed = each.map((value) => value.toFixed(0)).join(' ')
    console.log(
      `${size.padEnd(7)} ${name.padEnd(16)} ${median(each).toFixed(0).padStart(5)} us  (${listed}), ${residentMib(pid).toFixed(0)} MiB`,
    )
  }
  const [base = [], hit = []] = spent
  const ratios = hit.map((value, round) => value / (base[round] as number))
  console.log(
    `${size.padEnd(7)} hit to constant  ${median(ratios).toFixed(2)} (${ratios.map((ratio) => ratio.toFixed(2)).join(' ')}), at most ${bound}`,
  )
}
for (const { stop } of [constant, cached, ...peers]) await stop()
server.close()
// A noisy machine must not fail a change: the figures are printed, and judged by whoever reads them.
process.exit(0)
