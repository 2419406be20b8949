import type { WafVerdict } from '../core/verdicts.ts'
import type { Settings } from '../ir/rule.ts'
import type { CompiledRules } from './compiled.ts'
import {
  type Circumstances,
  conclude,
  inspectAnswerBody,
  inspectAnswerHead,
  inspectBody,
  inspectHead,
} from './inspection.ts'
import type { InspectedRequest, InspectedResponse } from './message.ts'
import { type Program, programOf } from './program.ts'
import { Transaction } from './transaction.ts'
import { verdictOf } from './verdict.ts'

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

/** @param all the rules before a route's exclusions: see `guardsOf` */
export function compiledRunner(rules: CompiledRules, all: CompiledRules): Runner {
  // Made at the first request: a worker that only answers health checks pays nothing.
  let linked: Program | undefined
  const program = (): Program => {
    linked ??= programOf(rules, rules.library, { all: all.rules })
    return linked
  }
  return {
    name: rules.name,
    settings: rules.settings,
    prepare: () => void program(),
    head: (request, circumstances) => inspectHead(program(), request, circumstances),
    idle: (request, circumstances) =>
      new Transaction(request, { ...circumstances, settings: rules.settings, tx: nothing }),
    body: (transaction, text) => inspectBody(program(), transaction, text),
    answerHead: (transaction, response) => inspectAnswerHead(program(), transaction, response),
    answerBody: (transaction, text) => inspectAnswerBody(program(), transaction, text),
    conclude: (transaction) => conclude(program(), transaction),
    verdict: (transaction, mode) => verdictOf(transaction, rules, mode),
  }
}

const nothing: ReadonlyMap<string, string> = new Map()
