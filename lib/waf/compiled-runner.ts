import type { CompiledRules } from './compiled.ts'
import { conclude, inspectAnswerBody, inspectAnswerHead, inspectBody, inspectHead } from './inspection.ts'
import { type Program, programOf } from './program.ts'
import type { Runner } from './runner.ts'
import { Transaction } from './transaction.ts'
import { verdictOf } from './verdict.ts'

/** @param all the rules before a route's exclusions: see `guardsOf` */
export function compiledRunner(rules: CompiledRules, all: CompiledRules): Runner {
  // Made when it is first asked for: whoever only reads what a rule set says does not pay for it.
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
