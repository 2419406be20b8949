/**
 * The part of `npm run bench:waf:start` that is bundled with a compiled module and run in a fresh process: CPU milliseconds of the main
 * thread, as JSON. The caller has noted the time before the bundle was read. Linking and the rehearsal are what `pipeline(waf({ rules }))`
 * does while a worker starts.
 */

import { runnerOf } from '../../lib/waf/bench.ts'
import type { InspectedRequest } from '../../lib/waf/message.ts'
import type { AnyRules } from '../../lib/waf/options.ts'
import { rehearse } from '../../lib/waf/rehearsal.ts'
import type { Runner } from '../../lib/waf/runner.ts'

/** @param clock CPU time of this thread so far, in milliseconds */
export function firstRequest(
  rules: AnyRules,
  requests: readonly InspectedRequest[],
  clock: () => number,
): Readonly<Record<'link' | 'rehearsal' | 'first' | 'second', number>> {
  const before = clock()
  const runner = runnerOf(rules)
  runner.prepare()
  const linked = clock()
  rehearse(runner)
  const rehearsed = clock()
  inspect(runner, requests[0] as InspectedRequest)
  const first = clock()
  inspect(runner, requests[1] as InspectedRequest)
  return { link: linked - before, rehearsal: rehearsed - linked, first: first - rehearsed, second: clock() - first }
}

function inspect(runner: Runner, request: InspectedRequest): void {
  const transaction = runner.head(request, { detect: false, now: 1_790_000_000_000, random: () => 0.5 })
  runner.body(transaction, request.body)
  runner.conclude(transaction)
  if (transaction.interruption) throw new Error(`refused by rule ${transaction.interruption.rule}`)
}
