import type { Context } from '../core/context.ts'
import type { Module } from '../core/module.ts'
import { problem } from '../core/respond.ts'
import { formatProxyStatus } from '../http/proxy-status.ts'
import { type Endpoint, endpointReader } from './endpoint.ts'
import { type After, exchange } from './exchange.ts'
import { type Fault, loopFault, protocolFault, upgradeFault } from './fault.ts'
import { type OriginOptions, readSettings, type Settings } from './options.ts'
import { requestFields } from './request-fields.ts'
import { responseFields } from './response-fields.ts'
import { certificateReader, type Fetcher } from './tls.ts'
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
  const fetcherOf = certificateReader(options.tls)

  return {
    name: 'origin',
    failure: 'closed',
    provides: 'origin',
    handle(request, context) {
      let endpoint: Endpoint | undefined
      let binding: Fetcher | undefined
      try {
        endpoint = endpointOf(context.env)
        binding = fetcherOf(context.env)
      } catch (error) {
        settle(context, endpoint, 'none', {
          fault: { error: 'proxy_configuration_error', detail: messageOf(error) },
          attempts: 0,
        })
        throw error
      }
      return send(request, context, endpoint, binding, settings)
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
  binding: Fetcher | undefined,
  settings: Settings,
): Promise<Response> {
  const { name } = settings
  const tls = endpoint.scheme === 'http' ? 'none' : binding ? 'mutual' : 'server'
  const { url: seen } = request
  const scheme = seen.startsWith('https:') ? 'https' : 'http'
  const from = scheme.length + 3
  const { id, trace, client } = context
  const fields = requestFields(request.headers, {
    id,
    trace,
    client,
    host: seen.slice(from, seen.indexOf('/', from)),
    scheme,
    name,
    version,
  })
  if (fields === undefined) return fail(request, context, endpoint, tls, loopFault, 0, name)
  const outgoing = {
    request,
    url: endpoint.prefix + context.target,
    fields,
    endpoint,
    fetcher: binding ?? platform,
    mutual: binding !== undefined,
  }
  const { upstream, fault, attempts } = await exchange(outgoing, context, settings, after)
  if (upstream === undefined) return fail(request, context, endpoint, tls, fault as Fault, attempts, name)
  const { webSocket } = upstream as { webSocket?: unknown }
  if (upstream.status === 101 && !webSocket) return fail(request, context, endpoint, tls, upgradeFault, attempts, name)
  let response: Response
  try {
    response = new Response(nullBody.has(upstream.status) ? null : upstream.body, {
      status: upstream.status,
      statusText: upstream.statusText,
      headers: upstream.headers,
      webSocket,
      encodeBody: 'manual',
    } as ResponseInit)
  } catch {
    void upstream.body?.cancel().catch(() => undefined)
    return fail(request, context, endpoint, tls, protocolFault, attempts, name)
  }
  responseFields(response.headers, name)
  settle(context, endpoint, tls, { attempts, status: upstream.status })
  return response
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
