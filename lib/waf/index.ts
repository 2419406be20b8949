import type { BodyHead } from '../core/body.ts'
import type { Context } from '../core/context.ts'
import { SallyportError } from '../core/errors.ts'
import type { Handler, Module } from '../core/module.ts'
import { problem } from '../core/respond.ts'
import type { WafVerdict } from '../core/verdicts.ts'
import { bytesOf, fieldsOf, inspectsBody, pairsOf } from './answer.ts'
import { toByteString } from './body/bytes.ts'
import { decodeBody } from './body/decode.ts'
import { exclude } from './exclude.ts'
import {
  conclude,
  inspectAnswerBody,
  inspectAnswerHead,
  inspectBody,
  inspectHead,
  inspectRequest,
} from './inspection.ts'
import type { InspectedRequest } from './message.ts'
import { checkOptions, type WafOptions } from './options.ts'
import { type Program, programOf } from './program.ts'
import { contentOf } from './request-content.ts'
import type { Transaction } from './transaction.ts'
import { verdictOf } from './verdict.ts'

export type { CompiledRules } from './compiled.ts'
export type { Exclusion } from './exclude.ts'
export type { InspectedRequest, InspectedResponse, Pair } from './message.ts'
export type { WafOptions } from './options.ts'
export type { CollectionStore } from './transaction.ts'

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
  const rules = { ...options.rules, rules: exclude(options.rules.rules, options.exclude ?? []) }
  // Made at the first request: a worker that only answers health checks pays nothing.
  let linked: Program | undefined
  const program = (): Program => {
    linked ??= programOf(rules, rules.library, { all: options.rules.rules })
    return linked
  }
  const detect = mode === 'detect' || rules.settings.engine === 'detect'
  const verdict = (transaction: Transaction) => verdictOf(transaction, rules, detect ? 'detect' : 'block')

  /** Reads and inspects the body. @returns a status where it is refused before any rule */
  const body = async (transaction: Transaction, context: Context): Promise<number | undefined> => {
    const limit = options.bodyLimit ?? transaction.requestBodyLimit
    const over = transaction.settings.requestBodyLimitAction === 'partial' ? 'head' : overLimit
    const head = await received(transaction, context, limit)
    const coding = transaction.header('content-encoding')
    const content = await contentOf(head.bytes, head.complete, coding, limit, over, unknownCoding)
    if (content.kind === 'refused') {
      transaction.bounds.push(content.status === 413 ? 'request-body' : 'content-coding')
      if (transaction.engine === 'on') return content.status
    } else if (content.kind === 'unread') transaction.bounds.push('content-coding')
    else {
      if (content.cut) transaction.bounds.push('request-body')
      inspectBody(program(), transaction, content.text)
      return undefined
    }
    inspectBody(program(), transaction, undefined)
    return undefined
  }

  /** A body that breaks off goes nowhere, but what rules say of the head is still recorded. */
  const received = async (transaction: Transaction, context: Context, limit: number): Promise<BodyHead> => {
    try {
      return await context.body.read(limit)
    } catch (error) {
      transaction.bounds.push('request-body')
      inspectBody(program(), transaction, undefined)
      conclude(program(), transaction)
      context.settle('waf', { ...verdict(transaction), action: 'refuse', status: 400 })
      throw error
    }
  }

  const refuse = (request: Request, context: Context, transaction: Transaction, status?: number): Response => {
    conclude(program(), transaction)
    const settled = verdict(transaction)
    const interruption = transaction.interruption
    const answered = status ?? interruption?.status ?? 403
    context.settle('waf', { ...settled, action: 'refuse', status: answered })
    if (interruption?.location !== undefined && interruption.status < 400) return redirect(interruption)
    return problem(request, { status: answered < 400 ? 403 : answered, id: context.id })
  }

  const answer = async (
    request: Request,
    context: Context,
    transaction: Transaction,
    response: Response,
  ): Promise<Response> => {
    const { status, statusText, headers } = response
    inspectAnswerHead(program(), transaction, {
      status,
      protocol: 'HTTP/1.1',
      reason: statusText,
      headers: pairsOf(headers),
    })
    let sent = response
    if (response.status === 101) transaction.bounds.push('websocket')
    else if (!transaction.interruption) {
      if (
        options.responseBodies &&
        transaction.responseBodyAccess &&
        inspectsBody(request, response, transaction.settings)
      ) {
        const held = await hold(response, transaction.responseBodyLimit)
        sent = held.response
        if (held.cut) transaction.bounds.push('response-body')
        if (held.cut && transaction.settings.responseBodyLimitAction === 'reject' && !detect)
          return refuse(request, context, transaction, 502)
        inspectAnswerBody(program(), transaction, held.text)
      } else inspectAnswerBody(program(), transaction, undefined)
    }
    if (transaction.interruption) {
      void sent.body?.cancel().catch(() => undefined)
      return refuse(request, context, transaction)
    }
    conclude(program(), transaction)
    context.settle('waf', verdict(transaction))
    return sent
  }

  const handle = async (request: Request, context: Context, next: Handler): Promise<Response> => {
    const transaction = inspectHead(program(), asInspected(request, context), {
      detect,
      now: context.now,
      random: context.random,
      store,
    })
    if (transaction.interruption) return refuse(request, context, transaction)
    if (context.body.present && transaction.requestBodyAccess && transaction.engine !== 'off') {
      const status = await body(transaction, context)
      if (status !== undefined) return refuse(request, context, transaction, status)
    } else inspectBody(program(), transaction, undefined)
    if (transaction.interruption) return refuse(request, context, transaction)
    return answer(request, context, transaction, await next(request, context))
  }

  return {
    name: 'waf',
    failure: 'closed',
    provides: 'waf',
    handle,
    async inspect(request, { now = 0, random = () => 0.5 } = {}) {
      const circumstances = { detect, now, random, store }
      const bounds = { limit: options.bodyLimit, overLimit }
      const { transaction, status } = inspectRequest(program(), request, circumstances, bounds)
      return status === undefined ? verdict(transaction) : { ...verdict(transaction), action: 'refuse', status }
    },
  }
}

function asInspected(request: Request, context: Context): InspectedRequest {
  const { cf } = request as { cf?: { httpProtocol?: string } }
  const address = context.client.address?.text
  return {
    method: request.method,
    target: bytesOf(context.rawTarget),
    // What the origin gets: `/x/../admin` is /admin to it, and to rules about file names.
    path: bytesOf(context.target.split('?', 1)[0] as string),
    protocol: cf?.httpProtocol || 'HTTP/1.1',
    headers: fieldsOf(request, context.received),
    namesFolded: true,
    client: address === undefined ? {} : { address },
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
