import type { Context } from '../core/context.ts'
import { formatForwarded } from '../http/forwarded.ts'
import { connectionOptions, hopByHop } from '../http/hop-by-hop.ts'
import { formatTraceParent, parseTraceParent } from '../http/trace-context.ts'

/** Version of the gate, as it says itself in `x-sallyport-gate`. */
export const gateVersion = '0.1.0'

/**
 * Fields in which applications look for the visitor's address, host or scheme. None is sent on as it came: the first hop that is trusted
 * writes them, and that is this one. Everything under `x-forwarded-` and `x-sallyport-` goes too.
 */
const claims: readonly string[] = [
  'forwarded',
  'x-real-ip',
  'true-client-ip',
  'x-client-ip',
  'client-ip',
  'x-cluster-client-ip',
  'fastly-client-ip',
  'x-originating-ip',
  'x-remote-ip',
  'x-remote-addr',
  'x-proxyuser-ip',
  'x-host',
  'cf-connecting-ip',
  'cf-connecting-ipv6',
  'cf-pseudo-ipv4',
  'cf-ipcountry',
  'cf-visitor',
  'cf-ray',
  'cf-ew-via',
  'cf-worker',
]

const dropped: ReadonlySet<string> = new Set([...hopByHop, ...claims])

/** Whether a field of a request stays behind. CGI reads `_` as `-`: so is it read here. */
function staysBehind(name: string): boolean {
  if (dropped.has(name) || name.startsWith('x-forwarded-') || name.startsWith('x-sallyport-')) return true
  return name.includes('_') && staysBehind(name.replaceAll('_', '-'))
}

/**
 * The fields that the origin is sent: what was inspected, less what arrived that belongs to the connection or claims to know the visitor, and
 * what this hop has to say. Only what *arrived* stays behind: a field that a module of one's own set is sent. `name` is the gate's own.
 */
export function forwardedHeaders(request: Request, context: Context, name: string): Headers {
  const headers = new Headers(request.headers)
  for (const field of context.fieldNames) {
    if (ordinary.has(field)) continue
    if (field === 'connection') dropConnection(headers)
    else if (field === 'upgrade') keepWebSocket(headers)
    else if (field === 'tracestate') keepTraceState(headers, context)
    else if (staysBehind(field)) headers.delete(field)
  }
  const { client } = context
  const scheme = client.scheme ?? (request.url.startsWith('https:') ? 'https' : 'http')
  const host = hostOf(request.url)
  headers.append('via', `${client.httpVersion ?? '1.1'} ${name}`)
  headers.append('cdn-loop', name)
  headers.set('forwarded', formatForwarded({ address: client.address, host, scheme }))
  if (client.address !== undefined) headers.set('x-forwarded-for', client.address.text)
  headers.set('x-forwarded-host', host)
  headers.set('x-forwarded-proto', scheme)
  headers.set('x-request-id', context.id)
  headers.set('x-sallyport-gate', gateVersion)
  headers.set('traceparent', formatTraceParent(context.trace))
  return headers
}

/** What nearly every request has and nobody drops: known at one look. */
const ordinary: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'content-length',
  'content-type',
  'cookie',
  'host',
  'origin',
  'pragma',
  'priority',
  'referer',
  'sec-fetch-dest',
  'sec-fetch-mode',
  'sec-fetch-site',
  'sec-fetch-user',
  'upgrade-insecure-requests',
  'user-agent',
])

function dropConnection(headers: Headers): void {
  for (const option of connectionOptions(headers.get('connection') ?? '')) {
    if (option !== 'upgrade') headers.delete(option)
  }
  headers.delete('connection') // the platform writes its own, also for a WebSocket
}

function keepWebSocket(headers: Headers): void {
  if (headers.get('upgrade')?.toLowerCase() !== 'websocket') headers.delete('upgrade')
}

/** tracestate belongs to the trace of the caller and goes on only with it (Trace Context, section 3.3). */
function keepTraceState(headers: Headers, { trace }: Context): void {
  if (parseTraceParent(headers.get('traceparent'))?.traceId !== trace.traceId) headers.delete('tracestate')
}

/** The authority of a canonical URL. */
const hostOf = (url: string): string => {
  const from = url.indexOf('://') + 3
  return url.slice(from, url.indexOf('/', from))
}
