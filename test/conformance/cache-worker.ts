/**
 * The route that the suite is run against. What it turns on beside the defaults is what the suite's optional tests ask for; each is a
 * choice of a route, and none is a default.
 */
export const suiteOptions = (older: boolean): Readonly<Record<string, string>> => ({
  setCookie: `'store'`, // headers-store-Set-Cookie, other-set-cookie
  heuristic: 'true', // heuristic-*-cached
  vary: `{ 'accept-language': languages(['de', 'fr']) }`, // vary-normalise-lang-select
  // partial-store-partial-reuse-partial-*: five bytes that say to be six; 304-etag-update-response-ETag of the older suite.
  tolerate: `['miscounted-206', 'mismatched-304']`,
  // age-parse-*: what the suite wants ignored, as RFC 9111 does, the older one wants stale.
  ...(older && { unreadableAge: `'stale'` }),
})

export const cacheWorker = (origin: string, store: string, options: Readonly<Record<string, string>>): string => `
import { pipeline, unknownClient } from 'sallyport'
import { door } from 'sallyport/door'
import { cache, durable, languages, memory, platform, tiered } from 'sallyport/cache'
import { cacheObject } from 'sallyport/cache/object'
import { origin } from 'sallyport/origin'

const route = pipeline(
  cache({ store: ${store}, ${Object.entries(options)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ')} }),
  origin({ url: '${origin}', allowPlaintext: true, through: (env) => env.NET }),
)
export default door(route, { client: unknownClient })
export const CacheObject = cacheObject()
`

export const stores: Readonly<Record<string, string>> = {
  memory: 'memory()',
  platform: '() => platform()',
  durable: '(env) => durable(env.CACHE)',
  tiered: '(env) => tiered(memory(), platform(), durable(env.CACHE))',
}
