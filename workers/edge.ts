import { core } from '@sallyport/rules-core'
import { Hono } from 'hono'
import { platformWhen } from 'sallyport'
import { cache, durable, memory, type ObjectNamespace, platform, purging, tiered } from 'sallyport/cache'
import type { Bucket } from 'sallyport/cache/object'
import { type Door, door } from 'sallyport/door'
import { failedOpen, gate } from 'sallyport/gate'
import { hono } from 'sallyport/hono'
import { type BindingLike, origin, withoutCertificate } from 'sallyport/origin'
import { consoleLines, telemetry } from 'sallyport/telemetry'
import { waf } from 'sallyport/waf'

/** Bindings and variables, as wrangler.toml declares them. */
export interface Env {
  /** `https://…`, without a query. */
  readonly ORIGIN_URL: string
  /** The client certificate: an `mtls_certificates` binding when deployed, the development CA's under `sallyport dev`. */
  readonly ORIGIN?: BindingLike
  /** `none` where the origin asks for no certificate. Any other value, and none, need the binding. */
  readonly ORIGIN_CERTIFICATE?: string
  /** `unknown` where no platform vouches for the visitor's address: wrangler dev believes a forged one. */
  readonly CLIENT?: string
  /** The Durable Object that all isolates share stored answers by; without it each keeps its own. */
  readonly CACHE?: ObjectNamespace
  /** An R2 bucket for long ones. */
  readonly CACHE_BODIES?: Bucket
  /** A secret of at least 24 characters: with it, stored answers can be purged. */
  readonly PURGE_TOKEN?: string
}

const shop = origin<Env>({
  url: (env) => env.ORIGIN_URL,
  tls: { certificate: (env) => (env.ORIGIN_CERTIFICATE === 'none' ? withoutCertificate : env.ORIGIN) },
  timeouts: { firstByteSeconds: 30 },
})
// One for all routes; a route with fields of its own, such as a CMS, declares another: waf({ rules: core(), fields: { 'body.post': 'markup' } }).
const wall = waf({ rules: core() })
const pages = cache<Env>({ store: ({ CACHE }) => (CACHE ? tiered(memory(), platform(), durable(CACHE)) : memory()) })
const careful = gate({ policies: [failedOpen('refuse')] })

const app = new Hono<{ Bindings: Env }>()
//      path               what looks at it, in order
app.all('/api/*', hono(wall, careful, shop))
app.all('/login', hono(wall, careful, shop))
app.all('*', hono(wall, gate(), pages, shop))

const worker: Door<Env> = door(app, {
  client: platformWhen((env: Env) => env.CLIENT !== 'unknown'),
  observe: telemetry(consoleLines()),
  reserved: { purge: purging<Env>({ caches: [pages], token: (env) => env.PURGE_TOKEN }) },
})

export { CacheObject } from './objects.ts'
export default worker
