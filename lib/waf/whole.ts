import type { BodyBounds, Circumstances } from './inspection.ts'
import type { InspectedRequest } from './message.ts'
import type { Runner } from './runner.ts'
import { inspectWhole, Session } from './session.ts'
import type { Transaction } from './transaction.ts'

/**
 * A whole request through one rule set, without an answer: for tools that look at the transaction itself.
 * @returns a status where a body over the limit is refused before any rule sees it
 */
export function inspectBy(
  runner: Runner,
  request: InspectedRequest,
  circumstances: Circumstances,
  bounds: BodyBounds,
): { readonly transaction: Transaction; readonly status?: number } {
  const session = new Session({ deciding: [runner], watched: [], custom: [] }, request, circumstances)
  return { transaction: session.lead, ...inspectWhole(session, request.body, bounds) }
}
