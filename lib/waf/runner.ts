import type { WafVerdict } from '../core/verdicts.ts'
import type { Settings } from '../ir/rule.ts'
import type { Circumstances } from './inspection.ts'
import type { InspectedRequest, InspectedResponse } from './message.ts'
import type { Transaction } from './transaction.ts'

/** One rule set, ready to look at requests: compiled from SecLang, or written in TypeScript. */
export interface Runner {
  readonly name: string
  readonly settings: Settings
  /** Does what the first request would otherwise wait for. */
  prepare(): void
  /** All but the body. */
  head(request: InspectedRequest, circumstances: Circumstances): Transaction
  /** A transaction in which nothing runs. */
  idle(request: InspectedRequest, circumstances: Circumstances): Transaction
  body(transaction: Transaction, text: string | undefined): void
  answerHead(transaction: Transaction, response: InspectedResponse): void
  answerBody(transaction: Transaction, text: string | undefined): void
  /** Nothing can be refused any more. */
  conclude(transaction: Transaction): void
  verdict(transaction: Transaction, mode: 'detect' | 'block'): WafVerdict
}
