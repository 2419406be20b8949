import type { BodyBounds, Circumstances } from './inspection.ts'
import type { InspectedRequest } from './message.ts'
import type { Runner } from './runner.ts'
import type { Transaction } from './transaction.ts'

/**
 * A whole request through one rule set, without an answer: for tools that look at the transaction itself.
 * @returns a status where a body over the limit is refused before any rule sees it
 */
export function inspectBy(
  runner: Runner,
  request: InspectedRequest,
  circumstances: Circumstances,
  { limit: own, overLimit }: BodyBounds,
): { readonly transaction: Transaction; readonly status?: number } {
  const transaction = runner.head(request, circumstances)
  const { body } = request
  const limit = own ?? transaction.requestBodyLimit
  const read = transaction.requestBodyAccess && !transaction.interruption && transaction.engine !== 'off'
  const long = read && body !== undefined && body.length > limit
  if (long) transaction.bounds.push('request-body')
  const whole = overLimit === 'refuse' && runner.settings.requestBodyLimitAction === 'reject'
  const refused = long && whole && transaction.engine === 'on'
  if (!refused) runner.body(transaction, body?.slice(0, limit))
  runner.conclude(transaction)
  return refused ? { transaction, status: 413 } : { transaction }
}
