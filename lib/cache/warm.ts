import type { PlatformContext } from '../core/arrival.ts'

/** A worker, as far as it answers: a door is one. */
export interface Warmed {
  // biome-ignore lint/suspicious/noExplicitAny: Env is the worker's
  fetch(request: Request, env: any, platform: PlatformContext): Response | Promise<Response>
}

export interface WarmOptions {
  /** Fields that each request has: a language, a coding, what a door needs. @default Accept-Encoding: gzip */
  readonly headers?: Readonly<Record<string, string>>
  /** Requests at a time. @default 4 */
  readonly concurrency?: number
  /** URLs that are asked for; those after it are not. @default 1000 */
  readonly limit?: number
}

/** What a list came to. */
export interface Warmth {
  /** Stored now, or there already. */
  readonly warm: number
  /** Answered, and not stored. */
  readonly cold: readonly string[]
  /** Not answered, or with an error. */
  readonly failed: readonly string[]
}

/**
 * Fills the cache by a list of URLs: `scheduled: (_, env, ctx) => ctx.waitUntil(warm(worker, urls, env, ctx))`. Each goes through the door like
 * anybody's request, so rules see it, and nothing is stored that a visitor's request would not have stored. A memory store is
 * filled in the isolate where this runs; for all of them, use a store that they share.
 *
 * @param urls absolute
 */
export async function warm(
  worker: Warmed,
  urls: readonly string[],
  env: unknown,
  platform: PlatformContext,
  { headers = { 'accept-encoding': 'gzip' }, concurrency = 4, limit = 1000 }: WarmOptions = {},
): Promise<Warmth> {
  const list = urls.slice(0, limit)
  const outcomes: Outcome[] = []
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < list.length) {
      const at = next++
      outcomes[at] = await ask(worker, list[at] as string, headers, env, platform)
    }
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, list.length) }, lane))
  const those = (outcome: Outcome): readonly string[] => list.filter((_, at) => outcomes[at] === outcome)
  return { warm: those('warm').length, cold: those('cold'), failed: those('failed') }
}

type Outcome = 'warm' | 'cold' | 'failed'

async function ask(
  worker: Warmed,
  url: string,
  headers: Readonly<Record<string, string>>,
  env: unknown,
  platform: PlatformContext,
): Promise<Outcome> {
  try {
    const response = await worker.fetch(new Request(url, { headers }), env, platform)
    await response.arrayBuffer() // what is sent while it is stored is stored when it has been sent
    const said = response.headers.get('cache-status') ?? ''
    if (/; (?:hit|stored)(?:;|$)/.test(said)) return 'warm'
    return response.ok ? 'cold' : 'failed'
  } catch {
    return 'failed'
  }
}
