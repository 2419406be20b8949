import type { Context as HonoContext, MiddlewareHandler } from 'hono'
import type { PlatformContext } from '../core/arrival.ts'
import type { Module } from '../core/module.ts'
import { type Pipeline, pipeline } from '../core/pipeline.ts'

/**
 * A pipeline as Hono middleware: `app.all('/api/*', hono(gate(), origin({ url })))`. Where its last module calls `next`, the
 * routes declared after it answer. Composed once, here. Do not `app.mount()` it: that shortens the URL that rules see.
 */
// biome-ignore lint/suspicious/noExplicitAny: Hono's own generics; any app may use it
export function hono<Env = any>(...modules: readonly [Pipeline<Env>] | readonly Module<Env>[]): MiddlewareHandler<any> {
  const [first] = modules
  const chain = first !== undefined && 'run' in first ? first : pipeline<Env>(...(modules as readonly Module<Env>[]))
  return async (c, next) => {
    const last = async (request: Request): Promise<Response> => {
      if (c.req.raw !== request) c.req.raw = request
      await next()
      return c.res
    }
    return chain.run(c.req.raw, c.env, platformOf(c), last, routeOf(c))
  }
}

const platformOf = (c: HonoContext): PlatformContext => c.executionCtx as unknown as PlatformContext

/** The pattern that brought the request here. Hono has it on the request until it is read through `hono/route`. */
const routeOf = (c: HonoContext): string => c.req.routePath
