import type { Context } from '../core/context.ts'
import type { Module } from '../core/module.ts'
import { pipe } from '../core/pipe.ts'
import { problem } from '../core/respond.ts'
import { formatProxyStatus } from '../http/proxy-status.ts'
import { type Endpoint, endpointReader } from './endpoint.ts'
import { type After, exchange } from './exchange.ts'
import { type Fault, loopFault, protocolFault, upgradeFault } from './fault.ts'
import { type OriginOptions, readSettings, type Settings } from './options.ts'
import { requestFields } from './request-fields.ts'
import { responseFields } from './response-fields.ts'
import { certificateReader, type Fetcher, throughReader } from './tls.ts'
import { version } from './version.ts'

export type { OriginOptions, Timeouts } from './options.ts'
export { type BindingLike, type TlsOptions, withoutCertificate } from './tls.ts'

/**
 * The second door: sends the request on to the origin, encrypted again, and streams the answer back. It ends a pipeline. What is sent is
 * what was inspected: the canonical target, the fields and the body as modules saw them. Anything that fails is a 502 or 504 that says
 * nothing of the origin (docs/origin.md has the tables).
 *
 * @throws ERR_OPTION when the route is declared, for an unusable option; a plaintext `url` is one
 */
// biome-ignore lint/suspicious/noExplicitAny: Env is the worker's
export function origin<Env = any>(options: OriginOptions<Env>): Module<Env> {
  const settings = readSettings(options)
  const endpointOf = endpointReader(options.url, options.allowPlaintext ?? false)
  const certificateOf = certificateReader(options.tls)
  const throughOf = throughReader(options.through)

  return {
    name: 'origin',
    failure: 'closed',
    provides: 'origin',
    handle(request, context) {
      let endpoint: Endpoint | undefined
      let binding: Fetcher | undefined
      let fetcher: Fetcher
      try {
        endpoint = endpointOf(context.env)
        binding = certificateOf(context.env)
        fetcher = binding ?? throughOf?.(context.env) ?? platform
      } catch (error) {
        settle(context, endpoint, 'none', {
          fault: { error: 'proxy_configuration_error', detail: messageOf(error) },
          attempts: 0,
        })
        throw error
      }
      return send(request, context, endpoint, fetcher, binding !== undefined, settings)
    },
  }
}

const platform: Fetcher = { fetch: (input, init) => fetch(input, init) }

const after: After = (ms, task) => {
  const timer = setTimeout(task, ms)
  return () => clearTimeout(timer)
}

async function send(
  request: Request,
  context: Context,
  endpoint: Endpoint,
  fetcher: Fetcher,
  mutual: boolean,
  settings: Settings,
): Promise<Response> {
  const { name } = settings
  const tls = endpoint.scheme === 'http' ? 'none' : mutual ? 'mutual' : 'server'
  const { id, trace, client } = context
  const fields = requestFields(request.headers, {
    id,
    trace,
    client,
    host: context.host,
    scheme: context.scheme,
    name,
    version,
    fieldNames: context.fieldNames,
  })
  if (fields === undefined) return fail(request, context, endpoint, tls, loopFault, 0, name)
  const outgoing = {
    request,
    url: endpoint.prefix + context.target,
    fields,
    endpoint,
    fetcher,
    mutual,
  }
  const outcome = await exchange(outgoing, context, settings, after)
  const { attempts } = outcome
  if ('fault' in outcome) return fail(request, context, endpoint, tls, outcome.fault, attempts, name)
  const { upstream } = outcome
  const { webSocket } = upstream as { webSocket?: unknown }
  if (upstream.status === 101 && !webSocket) return fail(request, context, endpoint, tls, upgradeFault, attempts, name)
  let response: Response
  try {
    // The answer itself as the settings: status, socket and coded bytes carry over, and its header is copied by the platform.
    response = new Response(bodyOf(upstream, context, settings.exchangeMs), upstream)
  } catch {
    void upstream.body?.cancel().catch(() => undefined)
    return fail(request, context, endpoint, tls, protocolFault, attempts, name)
  }
  responseFields(response.headers, name)
  settle(context, endpoint, tls, { attempts, status: upstream.status })
  return response
}

/** The answer's body, under the time limit of the whole exchange where there is one. */
function bodyOf(upstream: Response, context: Context, exchangeMs: number | undefined): ReadableStream | null {
  const { body, headers, status } = upstream
  if (body === null || nullBody.has(status)) return null
  if (exchangeMs === undefined || headers.get('content-type')?.startsWith('text/event-stream')) return body
  return timed(body, headers.get('content-length'), exchangeMs - (Date.now() - context.now), context)
}

/** Piped by the platform, cut off after `ms`; the timer ends with the last byte. */
function timed(body: ReadableStream, length: string | null, ms: number, context: Context): ReadableStream {
  const { readable, writable } = pipe(length === null ? undefined : Number(length))
  const deadline = new AbortController()
  const stop = after(Math.max(0, ms), () => deadline.abort())
  context.waitUntil(
    body
      .pipeTo(writable, { signal: deadline.signal })
      .catch(() => undefined) // the client has been cut off; there is nobody else to tell
      .finally(stop),
  )
  return readable
}

/** Statuses whose answers have no body (Fetch, section 2.2.4): no Response can be made with one. */
const nullBody: ReadonlySet<number> = new Set([101, 204, 205, 304])

interface Ending {
  readonly attempts: number
  readonly status?: number
  readonly fault?: Pick<Fault, 'error' | 'detail'>
}

function settle(
  context: Context,
  endpoint: Endpoint | undefined,
  tls: 'none' | 'server' | 'mutual',
  ending: Ending,
): void {
  const { attempts, status, fault } = ending
  context.settle('origin', {
    pool: 'origin',
    endpoint: endpoint?.authority ?? '',
    attempts,
    tls,
    ...(status !== undefined && { status }),
    ...(fault && { error: fault.error, detail: fault.detail }),
  })
}

function fail(
  request: Request,
  context: Context,
  endpoint: Endpoint,
  tls: 'none' | 'server' | 'mutual',
  fault: Fault,
  attempts: number,
  name: string,
): Response {
  settle(context, endpoint, tls, { attempts, fault })
  return problem(request, {
    status: fault.status,
    id: context.id,
    headers: { 'proxy-status': formatProxyStatus(name, fault.error) },
  })
}

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : 'a selector threw').slice(0, 200)
