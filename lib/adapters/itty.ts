import type { PlatformContext } from '../core/arrival.ts'
import { arrivalOf } from '../core/arrival.ts'
import type { Module } from '../core/module.ts'
import { type Pipeline, pipeline } from '../core/pipeline.ts'

/** A handler as itty-router calls it: `router.all('/api/*', itty(gate(), origin({ url })))`. */
// biome-ignore lint/suspicious/noExplicitAny: itty hands on whatever `fetch` was given
export type IttyHandler = (request: any, env: any, platform: any) => Response | Promise<Response>

/**
 * A pipeline for Router, IttyRouter and AutoRouter. AutoRouter hands on a Proxy that the platform does not take for a Request: the
 * pipeline gets the real one, as the door made it. The route is the pattern that itty put on the request.
 */
// biome-ignore lint/suspicious/noExplicitAny: Env is the worker's
export function itty<Env = any>(...modules: readonly [Pipeline<Env>] | readonly Module<Env>[]): IttyHandler {
  const [first] = modules
  const chain = first !== undefined && 'run' in first ? first : pipeline<Env>(...(modules as readonly Module<Env>[]))
  return (request: Request & { readonly route?: string }, env: Env, platform: PlatformContext) => {
    const real = arrivalOf(platform)?.request ?? request
    return chain.run(real, env, platform, undefined, typeof request.route === 'string' ? request.route : '')
  }
}
