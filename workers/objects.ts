import { type CacheObjectClass, cacheObject } from 'sallyport/cache/object'
import type { Env } from './edge.ts'

/** What `durable(env.CACHE)` keeps its answers in; long bodies in the bucket, where one is bound. */
export const CacheObject: CacheObjectClass<Env> = cacheObject({ bodies: (env) => env.CACHE_BODIES })
