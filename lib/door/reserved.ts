import type { Arrival } from '../core/arrival.ts'
import { problem } from '../core/respond.ts'

/** RFC 8615: a name of ours under /.well-known/, so that no site's own path can be meant. */
export const defaultPrefix = '/.well-known/sallyport/'

/**
 * Answers what lies under the reserved prefix, before any route: `health` says that the gate runs. Nothing under it is ever forwarded;
 * what is not there is 404.
 */
export function answerReserved(arrival: Arrival, prefix: string): Response | undefined {
  const { request, target } = arrival
  if (!target.startsWith(prefix)) return undefined
  const { id } = arrival
  if (target.replace(/\?.*$/, '') !== `${prefix}health`) return problem(request, { status: 404, id })
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return problem(request, { status: 405, id, headers: { allow: 'GET, HEAD' } })
  }
  return new Response(request.method === 'HEAD' ? null : '{"status":"ok"}\n', {
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
  })
}
