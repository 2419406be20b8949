import { pipeline, unknownClient } from 'sallyport'
import { cache } from 'sallyport/cache'
import { door } from 'sallyport/door'

const fields = {
  'cache-control': 'max-age=3600',
  'content-type': 'text/html; charset=utf-8',
  etag: '"5f3a-1"',
  'last-modified': 'Tue, 24 Nov 2026 10:00:00 GMT',
  vary: 'accept-encoding',
}
const blob = new Blob(['x'.repeat(1000)])
const constant = { name: 'constant', failure: 'closed' as const, handle: () => new Response(blob, { headers: fields }) }
const make = {
  constant: door(pipeline(constant), { client: unknownClient }),
  cached: door(pipeline(cache(), constant), { client: unknownClient }),
}
const h = {
  host: 'shop.test',
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'accept-language': 'en-US,en;q=0.5',
  'accept-encoding': 'gzip, deflate, br, zstd',
  cookie: 'theme=dark; basket=1234',
}
const platform = { waitUntil() {} }
const reqs = Array.from({ length: 2000 }, () => new Request('http://shop.test/1000', { headers: h }))
for (let r = 0; r < 6; r++)
  for (const [n, d] of Object.entries(make)) {
    const t = process.cpuUsage()
    for (let i = 0; i < 20000; i++) await d.fetch(reqs[i % 2000]!, {}, platform)
    const u = process.cpuUsage(t)
    console.log(n, ((u.user + u.system) / 20000).toFixed(2))
  }
