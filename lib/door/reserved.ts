import type { Arrival } from '../core/arrival.ts'
import { problem } from '../core/respond.ts'

/** RFC 8615: a name of ours under /.well-known/, so that no site's own path can be meant. */
export const defaultPrefix = '/.well-known/sallyport/'

/** Answers one reserved path, and all below it. */
export type Reserved<Env = unknown> = (request: Request, arrival: Arrival, env: Env) => Response | Promise<Response>

/**
 * Answers what lies under the reserved prefix, before any route: `health` says that the gate runs, `more` has what modules brought. Nothing under it is
 * ever forwarded; what is not there is 404.
 */
export function answerReserved(
  arrival: Arrival,
  prefix: string,
  more: Readonly<Record<string, Reserved>> = {},
  env?: unknown,
): Response | Promise<Response> | undefined {
  const { request, target } = arrival
  if (!target.startsWith(prefix)) return undefined
  const { id } = arrival
  const name = target.slice(prefix.length).replace(/[?/].*$/, '')
  if (Object.hasOwn(more, name)) return (more[name] as Reserved)(request, arrival, env)
  if (target.replace(/\?.*$/, '') !== `${prefix}health`) return problem(request, { status: 404, id })
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return problem(request, { status: 405, id, headers: { allow: 'GET, HEAD' } })
  }
  return new Response(request.method === 'HEAD' ? null : '{"status":"ok"}\n', {
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
  })
}
