/**
 * The part of `npm run bench:waf:start` that is bundled with a compiled module and run in a fresh process: CPU milliseconds of the main
 * thread, as JSON. The caller has noted the time before the bundle was read.
 */

import type { CompiledRules } from '../../lib/waf/compiled.ts'
import { conclude, inspectBody, inspectHead } from '../../lib/waf/inspection.ts'
import type { InspectedRequest } from '../../lib/waf/message.ts'
import { type Program, programOf } from '../../lib/waf/program.ts'

/** @param clock CPU time of this thread so far, in milliseconds */
export function firstRequest(
  rules: CompiledRules,
  requests: readonly InspectedRequest[],
  clock: () => number,
): { readonly link: number; readonly first: number; readonly second: number } {
  const before = clock()
  const program = programOf(rules, rules.library)
  const linked = clock()
  inspect(program, requests[0] as InspectedRequest)
  const first = clock()
  inspect(program, requests[1] as InspectedRequest)
  return { link: linked - before, first: first - linked, second: clock() - first }
}

function inspect(program: Program, request: InspectedRequest): void {
  const transaction = inspectHead(program, request, { detect: false, now: 1_790_000_000_000, random: () => 0.5 })
  inspectBody(program, transaction, request.body)
  conclude(program, transaction)
  if (transaction.interruption) throw new Error(`refused by rule ${transaction.interruption.rule}`)
}
