import { lower } from './ascii.ts'
import { runPhase } from './engine.ts'
import type { InspectedRequest, InspectedResponse } from './message.ts'
import type { Program } from './program.ts'
import { readBody } from './request-body.ts'
import { type CollectionStore, Transaction } from './transaction.ts'

/** What an inspection may know besides the messages. */
export interface Circumstances {
  readonly detect: boolean
  readonly now: number
  readonly random: () => number
  readonly store?: CollectionStore | undefined
}

/** Phase 1: all but the body. */
export function inspectHead(program: Program, request: InspectedRequest, circumstances: Circumstances): Transaction {
  const { settings, tx, state } = program
  const transaction = new Transaction(request, { ...circumstances, settings, tx, ...(state && { state }) })
  transaction.processor = usualProcessor(transaction.header('content-type'))
  runPhase(program, transaction, 1)
  return transaction
}

/** Phase 2, with the body where there is one. */
export function inspectBody(program: Program, transaction: Transaction, body: string | undefined): void {
  if (transaction.interruption) return
  if (body !== undefined && transaction.requestBodyAccess) {
    transaction.setBody(
      readBody(body, transaction.processor, transaction.header('content-type') ?? '', transaction.settings),
    )
    for (const bound of transaction.body?.bounds ?? []) transaction.bounds.push(bound)
    if (transaction.processor === 'URLENCODED' || transaction.forceBodyVariable) transaction.bodyText = body
  }
  runPhase(program, transaction, 2)
  refuseUnread(program, transaction)
}

/** What could not be read, where no rule asks whether it could: the origin may read it in its own way. */
function refuseUnread({ guards }: Program, transaction: Transaction): void {
  const { body, engine, allowed, queryExceeded } = transaction
  if (transaction.interruption || engine === 'off' || allowed !== 'no') return
  const unread = !guards.body && (body?.error !== undefined || queryExceeded)
  const ambiguous = !guards.multipart && (body?.multipart?.flags.strict_error ?? 0) !== 0
  if (unread || ambiguous) transaction.overrun('body-error')
}

/** How much of a body is inspected in process: `waf().inspect` and `sallyport explain`. */
export interface BodyBounds {
  /** @default what the rules say */
  readonly limit?: number | undefined
  readonly overLimit: 'refuse' | 'head'
}

/** Phase 3: the answer's status and fields. */
export function inspectAnswerHead(program: Program, transaction: Transaction, response: InspectedResponse): void {
  transaction.response = response
  runPhase(program, transaction, 3)
}

/** Phase 4, with the body as far as it is inspected. */
export function inspectAnswerBody(program: Program, transaction: Transaction, body: string | undefined): void {
  if (body !== undefined && transaction.response) transaction.response = { ...transaction.response, body }
  runPhase(program, transaction, 4)
}

/** Phase 5: nothing can be refused any more. */
export function conclude(program: Program, transaction: Transaction): void {
  runPhase(program, transaction, 5)
}

/** What ModSecurity chooses before phase 1; rules choose JSON and XML. */
function usualProcessor(contentType: string | undefined): string {
  if (contentType === undefined) return ''
  const type = lower(contentType)
  if (type.startsWith('application/x-www-form-urlencoded')) return 'URLENCODED'
  return type.startsWith('multipart/form-data') ? 'MULTIPART' : ''
}
