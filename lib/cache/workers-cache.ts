import type { Context, RequestContext } from '../core/context.ts'
import { SallyportError } from '../core/errors.ts'
import type { Module } from '../core/module.ts'

export interface WorkersCacheOptions {
  /** Name of the exported class that stands behind the platform's cache. @default 'Cached' */
  readonly entrypoint?: string
}

/** What the platform puts into its key beside the URL's path and query. */
export interface CachedProps {
  readonly host: string
  readonly scheme: 'http' | 'https'
}

type Loopback = (options: { readonly props: CachedProps }) => { fetch(request: Request): Promise<Response> }

/**
 * The safe shape for Cloudflare's Workers Cache, which stands before an entrypoint: before the default one, a hit would never meet rules, bots or
 * jails. So the default entrypoint is not cached, and this module, at the end of its pipeline, hands the request to an inner one that is, through
 * `ctx.exports`. The platform leaves the host out of its key, so host and scheme go along as props, which are in it. Nothing of the visitor goes along.
 *
 * `npx sallyport check routes wrangler.toml` and `sallyport dev` refuse a configuration that caches the default entrypoint (docs/cache.md).
 *
 * @throws ERR_BINDING at a request, where the worker exports no such entrypoint
 */
export function workersCache({ entrypoint = 'Cached' }: WorkersCacheOptions = {}): Module {
  return {
    name: 'workers-cache',
    failure: 'closed',
    async handle(request, context) {
      const inner = loopbackOf(context, entrypoint)({ props: { host: context.host, scheme: context.scheme } })
      const response = await inner.fetch(request)
      return new Response(response.body, response)
    },
  }
}

function loopbackOf(context: Context, entrypoint: string): Loopback {
  const { platform } = (context as RequestContext).arrival
  const { exports } = platform as { readonly exports?: Readonly<Record<string, unknown>> }
  const found = exports?.[entrypoint]
  if (typeof found === 'function') return found as Loopback
  throw new SallyportError(
    'ERR_BINDING',
    `workers-cache: the worker exports no entrypoint "${entrypoint}": export class ${entrypoint} extends WorkerEntrypoint, and cache it alone`,
  )
}
