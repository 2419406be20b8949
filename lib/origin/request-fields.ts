import type { Client } from '../core/client.ts'
import { appendCdnLoop, loops } from '../http/cdn-loop.ts'
import { formatForwarded } from '../http/forwarded.ts'
import { connectionOptions, hopByHop } from '../http/hop-by-hop.ts'
import { formatTraceParent, parseTraceParent, type TraceParent } from '../http/trace-context.ts'
import { appendVia } from '../http/via.ts'
import { tellsOfVisitor } from '../http/visitor-fields.ts'
import { codeAt } from '../text/code-at.ts'

/** What we know of a request ourselves, and tell the origin in place of what the visitor said. */
export interface Known {
  readonly id: string
  readonly trace: TraceParent
  readonly client: Client
  /** The canonical host, as in a URL. */
  readonly host: string
  readonly scheme: 'http' | 'https'
  /** Our name in Via and CDN-Loop. */
  readonly name: string
  /** Printed in `x-sallyport-gate`. */
  readonly version: string
  /** Names of the fields that arrived; only of these are any taken out, what modules have added is sent. @default all of `received` */
  readonly fieldNames?: Iterable<string>
}

/**
 * The fields that the origin is sent; `undefined` when the request has been through here before (RFC 8586). Hop-by-hop fields and all
 * claims about the visitor go, ours come in; the rest stays as the rules saw it.
 */
export function requestFields(received: Headers, known: Known): Headers | undefined {
  const { client, name } = known
  const fields = new Headers(received)
  let via: string | null = null
  let cdnLoop: string | null = null
  let tracestate = false
  // The door has taken out what came from outside under our name: what bears it behind the door is a module's, whoever sent one like it.
  const outsider = known.fieldNames === undefined
  // One pass over the names: a look-up for each field that must go would cost more (over thirty of them, and three families).
  for (const field of known.fieldNames ?? received.keys()) {
    if (!mayStayBehind(field)) continue
    if (hopByHop.has(field)) {
      if (field === 'connection') dropNamed(fields, received.get(field))
      if (field !== 'upgrade' || received.get(field)?.toLowerCase() !== 'websocket') fields.delete(field)
    } else if (field === 'via') via = received.get(field)
    else if (field === 'cdn-loop') cdnLoop = received.get(field)
    else if (field === 'tracestate') tracestate = true
    // The platform writes the Host of the URL.
    else if (field === 'host' || (outsider && field.startsWith('x-sallyport-')) || tellsOfVisitor(field))
      fields.delete(field)
  }
  if (cdnLoop !== null && loops(cdnLoop, name)) return undefined

  const { address } = client
  fields.set('forwarded', formatForwarded({ for: address, host: known.host, proto: known.scheme }))
  if (address !== undefined) fields.set('x-forwarded-for', address.text)
  fields.set('x-forwarded-host', known.host)
  fields.set('x-forwarded-proto', known.scheme)
  fields.set('via', appendVia(via, client.httpVersion ?? '1.1', name))
  fields.set('cdn-loop', appendCdnLoop(cdnLoop, name))
  fields.set('x-request-id', known.id)
  // A vendor's state is of use only in the trace that it was made for (Trace Context, section 3.3.1.1).
  if (tracestate && parseTraceParent(received.get('traceparent'))?.traceId !== known.trace.traceId) {
    fields.delete('tracestate')
  }
  fields.set('traceparent', formatTraceParent(known.trace))
  fields.set('x-sallyport-gate', known.version)
  return fields
}

/**
 * Whether a field may have to be taken out, or read; most of what a browser sends may not, and is told apart here without a look-up. May
 * say yes too often, never no to a name in `hopByHop` or of `tellsOfVisitor`: a test holds that.
 */
export function mayStayBehind(name: string): boolean {
  switch (codeAt(name, 0)) {
    case 0x61: // a: accept*, authorization
    case 0x69: // i: if-*
    case 0x6f: // o: origin
      return false
    case 0x70: // p: proxy-*, not priority or pragma
      return name.startsWith('proxy')
    case 0x72: // r: remote-*, not referer or range
      return name.startsWith('remote')
    case 0x73: // s: ssl-*, not sec-*
      return name.startsWith('ssl')
    case 0x75: // u: upgrade, not user-agent or upgrade-insecure-requests
      return name === 'upgrade'
    default:
      return true
  }
}

function dropNamed(fields: Headers, connection: string | null): void {
  if (connection === null || connection === 'keep-alive') return
  for (const option of connectionOptions(connection)) {
    if (option !== 'upgrade') fields.delete(option)
  }
}
