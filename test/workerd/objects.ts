/** The worker that tests in workerd run beside: its Durable Objects. */
import { type Bucket, type CacheObjectClass, cacheObject } from '../../lib/cache/object.ts'
import type { ObjectNamespace } from '../../lib/cache/stores/durable.ts'

export interface TestEnv {
  readonly CACHE: ObjectNamespace
  /** Long bodies in a bucket, and little room. */
  readonly SMALL: ObjectNamespace
  readonly BODIES: Bucket
}

export const CacheObject: CacheObjectClass<TestEnv> = cacheObject()

export const SmallCacheObject: CacheObjectClass<TestEnv> = cacheObject({
  bodies: (env) => env.BODIES,
  bucketFromBytes: 100_000,
  maxBytes: 1_000_000,
})

export default { fetch: (): Response => new Response(null, { status: 404 }) }
