import type { Arrival } from '../core/arrival.ts'
import { SallyportError } from '../core/errors.ts'
import { problem } from '../core/respond.ts'
import { sameSecret } from './secret.ts'
import type { Purge, Target } from './stores/store.ts'

// biome-ignore lint/suspicious/noExplicitAny: Env is the worker's
export interface PurgingOptions<Env = any> {
  /** The caches that a purge reaches: what `cache()` gave. */
  readonly caches: readonly { purge(purge: Purge, env: Env): Promise<number> }[]
  /**
   * What `Authorization: Bearer` has to bring, from a secret: at least 24 characters; several during rotation. `undefined`, or too short: the
   * path is not there at all.
   */
  readonly token: (env: Env) => string | readonly string[] | undefined
  /** Purge requests a minute that one isolate takes; more are told to come back. @default 600 */
  readonly perMinute?: number
}

/** Shortest token that is taken for a secret. */
export const minTokenLength = 24

/** Targets of one request, and characters of one. */
export const purgeLimits: { readonly targets: number; readonly length: number; readonly bytes: number } = {
  targets: 100,
  length: 8192,
  bytes: 262_144,
}

/**
 * Answers the reserved path `purge`: `door(app, { reserved: { purge: purging({ caches: [pages], token: (env) => env.PURGE_TOKEN }) } })`.
 * POST with JSON: lists `urls`, `prefixes`, `hosts`, `tags`, or `everything: true`; `soft: true` keeps what it meets, to be revalidated. When
 * it has answered 200, no request that begins later is given what it named (docs/cache-stores.md says for which isolates).
 *
 * @throws ERR_OPTION for no caches
 */
// biome-ignore lint/suspicious/noExplicitAny: as above
export function purging<Env = any>(
  options: PurgingOptions<Env>,
): (request: Request, arrival: Arrival, env: Env) => Promise<Response> {
  if (options.caches.length === 0) throw new SallyportError('ERR_OPTION', 'purging: there are no caches to purge')
  const perMinute = options.perMinute ?? 600
  let minute = 0
  let taken = 0
  return async (request, arrival, env) => {
    const { id, now } = arrival
    const bound = options.token(env)
    const tokens = (typeof bound === 'string' ? [bound] : (bound ?? [])).filter(
      ({ length }) => length >= minTokenLength,
    )
    if (tokens.length === 0) return problem(request, { status: 404, id })
    if (!(await authorised(request.headers.get('authorization'), tokens))) {
      const headers = { 'www-authenticate': 'Bearer realm="purge"' }
      return problem(request, { status: 401, id, detail: 'The token is missing or wrong.', headers })
    }
    if (request.method !== 'POST') return problem(request, { status: 405, id, headers: { allow: 'POST' } })
    const current = Math.floor(now / 60_000)
    if (current !== minute) [minute, taken] = [current, 0]
    if (++taken > perMinute) return problem(request, { status: 429, id, headers: { 'retry-after': '60' } })
    const head = await arrival.body.read(purgeLimits.bytes)
    const asked = head.complete
      ? read(new TextDecoder().decode(head.bytes))
      : 'The list is longer than is accepted here.'
    if (typeof asked === 'string') return problem(request, { status: 400, id, detail: asked })
    return carriedOut(request, asked, options, env, id)
  }
}

async function authorised(field: string | null, tokens: readonly string[]): Promise<boolean> {
  const given = /^Bearer +([\x21-\x7e]{1,1024})$/i.exec(field ?? '')?.[1] ?? ''
  let same = false
  for (const token of tokens) same = (await sameSecret(given, token)) || same
  return same
}

async function carriedOut<Env>(
  request: Request,
  purges: readonly Purge[],
  { caches }: PurgingOptions<Env>,
  env: Env,
  id: string,
): Promise<Response> {
  let met = 0
  try {
    for (const purge of purges) for (const cache of caches) met += await cache.purge(purge, env)
  } catch {
    const detail = 'The store could not be reached: purge again, it does no harm to do it twice.'
    return problem(request, { status: 503, id, detail, headers: { 'retry-after': '1' } })
  }
  const body = `${JSON.stringify({ targets: purges.length, soft: purges[0]?.soft ?? false, purged: met })}\n`
  return new Response(body, { headers: { 'content-type': 'application/json', 'cache-control': 'no-store' } })
}

const lists: Readonly<Record<string, 'url' | 'prefix' | 'host' | 'tag'>> = {
  __proto__: null as never,
  urls: 'url',
  prefixes: 'prefix',
  hosts: 'host',
  tags: 'tag',
}

/** What is asked for, each target once; or what is wrong with it. Texts of ours only. */
function read(text: string): readonly Purge[] | string {
  let asked: unknown
  try {
    asked = JSON.parse(text)
  } catch {
    return 'The body is no JSON.'
  }
  if (typeof asked !== 'object' || asked === null || Array.isArray(asked)) return 'The body is no JSON object.'
  const { everything = false, soft = false, ...named } = asked as Record<string, unknown>
  if (typeof everything !== 'boolean' || typeof soft !== 'boolean') return 'everything and soft are true or false.'
  const targets = new Map<string, Target>()
  for (const [name, values] of Object.entries(named)) {
    const by = lists[name]
    if (by === undefined) return 'There is urls, prefixes, hosts, tags, everything and soft.'
    if (!Array.isArray(values)) return 'urls, prefixes, hosts and tags are lists.'
    for (const value of values) {
      const target = targetOf(by, value)
      if (target === undefined)
        return 'urls and prefixes begin with http:// or https:// and a host; no target is empty or longer than 8192.'
      targets.set(`${by} ${value}`, target)
      if (targets.size > purgeLimits.targets) return `At most ${purgeLimits.targets} targets in one request.`
    }
  }
  if (everything) return [{ target: { by: 'everything' }, soft }]
  return targets.size === 0
    ? 'There is nothing to purge in it.'
    : [...targets.values()].map((target) => ({ target, soft }))
}

function targetOf(by: 'url' | 'prefix' | 'host' | 'tag', value: unknown): Target | undefined {
  if (typeof value !== 'string' || value === '' || value.length > purgeLimits.length) return undefined
  // A prefix has the whole host in it: `https://shop.test` would be `https://shop.test.evil` too.
  if (by === 'url' || by === 'prefix') return /^https?:\/\/[^/]+\//.test(value) ? { by, value } : undefined
  return { by, value }
}
