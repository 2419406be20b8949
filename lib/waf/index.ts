import type { BodyHead } from '../core/body.ts'
import type { Context } from '../core/context.ts'
import { SallyportError } from '../core/errors.ts'
import type { Handler, Module } from '../core/module.ts'
import { problem } from '../core/respond.ts'
import type { WafVerdict } from '../core/verdicts.ts'
import { bytesOf, fieldsOf, inspectsBody, pairsOf } from './answer.ts'
import { benchOf } from './bench.ts'
import { toByteString } from './body/bytes.ts'
import { decodeBody } from './body/decode.ts'
import type { InspectedRequest } from './message.ts'
import { checkOptions, type WafOptions } from './options.ts'
import { rehearse } from './rehearsal.ts'
import { contentOf } from './request-content.ts'
import type { Runner } from './runner.ts'
import { inspectWhole, Session } from './session.ts'

export type { CompiledRules } from './compiled.ts'
export type { Exclusion } from './exclude.ts'
export type { InspectedRequest, InspectedResponse, Pair } from './message.ts'
export type { AnyRules, WafOptions } from './options.ts'
export type { CollectionStore } from './transaction.ts'
export { type AddressList, addressList } from './typed/addresses.ts'
export type { Conditions, CustomRule } from './typed/custom.ts'
export type { FieldKind, Fields } from './typed/fields.ts'
export type { TypedRules } from './typed/rule-set.ts'

/** The module, and the same rules without a platform. */
export interface Waf extends Module {
  /** The verdict on a request, in process: for tests and tools. Text is byte strings; header order is as given. */
  inspect(
    request: InspectedRequest,
    circumstances?: { readonly now?: number; readonly random?: () => number },
  ): Promise<WafVerdict>
}

/**
 * Runs a compiled rule set on requests and answers. Fails closed: what cannot be read is refused.
 * WebSocket frames are not inspected; the verdict's bounds then say `websocket`.
 * @throws ERR_OPTION, ERR_RULE, ERR_RULE_ABI
 */
export function waf(options: WafOptions): Waf {
  checkOptions(options)
  const { mode = 'block', overLimit = 'refuse', unknownCoding = 'refuse', store } = options
  const bench = benchOf(options)
  const settings = (bench.deciding[0] as Runner).settings
  const detect = mode === 'detect' || settings.engine === 'detect'
  const verdict = (session: Session) => session.verdict(detect ? 'detect' : 'block')

  /** Reads and inspects the body. @returns a status where it is refused before any rule */
  const body = async (session: Session, context: Context): Promise<number | undefined> => {
    const transaction = session.lead
    const limit = options.bodyLimit ?? transaction.requestBodyLimit
    const over = transaction.settings.requestBodyLimitAction === 'partial' ? 'head' : overLimit
    const head = await received(session, context, limit)
    const coding = transaction.header('content-encoding')
    const content = await contentOf(head.bytes, head.complete, coding, limit, over, unknownCoding)
    if (content.kind === 'refused') {
      transaction.bounds.push(content.status === 413 ? 'request-body' : 'content-coding')
      if (transaction.engine === 'on') return content.status
    } else if (content.kind === 'unread') transaction.bounds.push('content-coding')
    else {
      if (content.cut) transaction.bounds.push('request-body')
      session.body(content.text)
      return undefined
    }
    session.body(undefined)
    return undefined
  }

  /** A body that breaks off goes nowhere, but what rules say of the head is still recorded. */
  const received = async (session: Session, context: Context, limit: number): Promise<BodyHead> => {
    try {
      return await context.body.read(limit)
    } catch (error) {
      session.lead.bounds.push('request-body')
      session.body(undefined)
      session.conclude()
      context.settle('waf', { ...verdict(session), action: 'refuse', status: 400 })
      throw error
    }
  }

  const refuse = (request: Request, context: Context, session: Session, status?: number): Response => {
    session.conclude()
    const settled = verdict(session)
    const interruption = session.interruption
    const answered = status ?? interruption?.status ?? 403
    context.settle('waf', { ...settled, action: 'refuse', status: answered })
    if (interruption?.location !== undefined && interruption.status < 400) return redirect(interruption)
    // A 400 has many causes here; which it was, the visitor is not told.
    const detail = answered === 400 ? { detail: 'The request was refused.' } : {}
    return problem(request, { status: answered < 400 ? 403 : answered, id: context.id, ...detail })
  }

  const answer = async (
    request: Request,
    context: Context,
    session: Session,
    response: Response,
  ): Promise<Response> => {
    const transaction = session.lead
    const { status, statusText, headers } = response
    session.answerHead({ status, protocol: 'HTTP/1.1', reason: statusText, headers: pairsOf(headers) })
    let sent = response
    if (response.status === 101) transaction.bounds.push('websocket')
    else if (!session.interruption) {
      if (
        options.responseBodies &&
        transaction.responseBodyAccess &&
        inspectsBody(request, response, transaction.settings)
      ) {
        const held = await hold(response, transaction.responseBodyLimit)
        sent = held.response
        if (held.cut) transaction.bounds.push('response-body')
        if (held.cut && transaction.settings.responseBodyLimitAction === 'reject' && !detect)
          return refuse(request, context, session, 502)
        session.answerBody(held.text)
      } else session.answerBody(undefined)
    }
    if (session.interruption) {
      void sent.body?.cancel().catch(() => undefined)
      return refuse(request, context, session)
    }
    session.conclude()
    context.settle('waf', verdict(session))
    return sent
  }

  const handle = async (request: Request, context: Context, next: Handler): Promise<Response> => {
    const session = new Session(bench, asInspected(request, context), {
      detect,
      now: context.now,
      random: context.random,
      store,
    })
    if (session.interruption) return refuse(request, context, session)
    if (context.body.present && session.readsBody) {
      const status = await body(session, context)
      if (status !== undefined) return refuse(request, context, session, status)
    } else session.body(undefined)
    if (session.interruption) return refuse(request, context, session)
    return answer(request, context, session, await next(request, context))
  }

  return {
    name: 'waf',
    failure: 'closed',
    provides: 'waf',
    prepare() {
      for (const runner of [...bench.deciding, ...bench.watched]) rehearse(runner)
    },
    handle,
    async inspect(request, { now = 0, random = () => 0.5 } = {}) {
      const session = new Session(bench, request, { detect, now, random, store })
      const { status } = inspectWhole(session, request.body, { limit: options.bodyLimit, overLimit })
      return status === undefined ? verdict(session) : { ...verdict(session), action: 'refuse', status }
    },
  }
}

function asInspected(request: Request, context: Context): InspectedRequest {
  const { cf } = request as { cf?: { httpProtocol?: string } }
  const { address, country, asn } = context.client
  return {
    method: request.method,
    target: bytesOf(context.rawTarget),
    // What the origin gets: `/x/../admin` is /admin to it, and to rules about file names.
    path: bytesOf(context.target.split('?', 1)[0] as string),
    protocol: cf?.httpProtocol || 'HTTP/1.1',
    headers: fieldsOf(request, context),
    namesFolded: true,
    client: {
      ...(address && { address: address.text }),
      ...(country && { country }),
      ...(asn !== undefined && { asn }),
    },
    id: context.id,
  }
}

interface Held {
  readonly response: Response
  readonly text: string
  /** The body is longer than was inspected, or in a coding that was not read. */
  readonly cut: boolean
}

/** The head of an answer's body for the rules, and an answer that still sends the origin's own bytes. */
async function hold(response: Response, limit: number): Promise<Held> {
  const [seen, sent] = (response.body as ReadableStream<Uint8Array>).tee()
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = seen.getReader()
  let broken = false
  for (;;) {
    try {
      const { done, value } = await reader.read()
      if (done) break
      chunks.push(value)
      length += value.length
    } catch {
      // The origin broke off: what came is inspected, and the visitor sees the same end.
      broken = true
      break
    }
    if (length > limit) break
  }
  void reader.cancel().catch(() => undefined)
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  const rest = new Response(sent, response)
  const coding = response.headers.get('content-encoding')
  if (!coding || length > limit)
    return { response: rest, text: toByteString(bytes.subarray(0, limit)), cut: broken || length > limit }
  const decoded = await decodeBody(bytes, bytesOf(coding), limit)
  if ('error' in decoded) return { response: rest, text: '', cut: true }
  return { response: rest, text: toByteString(decoded.bytes), cut: decoded.exceeded }
}

/** A rule's own address: made of macros, so what a client sent may be in it. */
function redirect({ location = '', status }: { readonly location?: string; readonly status: number }): Response {
  if (!/^[\x21-\x7e]+$/.test(location))
    throw new SallyportError('ERR_RULE', 'waf: a redirect rule made no usable address')
  return new Response(null, { status, headers: { location, 'cache-control': 'no-store' } })
}
