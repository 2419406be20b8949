import { expect } from 'vitest'
import type { WafMatch, WafVerdict } from '../core/verdicts.ts'

/** `sallyport/vitest`: what tests of a route's rules say. Import it in a test or name it among vitest's `setupFiles`. */
export interface WafMatchers<R = unknown> {
  /** Each of these rules matched; others may have as well. */
  toMatchRules(ids: readonly number[]): R
  toMatchNoRules(): R
  /** @param status the status answered; any when left out */
  toBeRefused(status?: number): R
}

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> extends WafMatchers<R> {}
}

interface Outcome {
  readonly pass: boolean
  readonly message: () => string
}

/** The matchers, for an `expect` of one's own: `expect.extend(wafMatchers)`. */
export const wafMatchers: {
  toMatchRules(received: unknown, ids: readonly number[]): Outcome
  toMatchNoRules(received: unknown): Outcome
  toBeRefused(received: unknown, status?: number): Outcome
} = {
  toMatchRules(received, ids) {
    const verdict = verdictOf(received)
    const matched = new Set(verdict.matches.map(({ id }) => id))
    const missing = ids.filter((id) => !matched.has(id))
    const pass = missing.length === 0
    const what = pass ? `not all of the rules ${ids.join(', ')} to match` : `${rulesOf(missing)} to match`
    return { pass, message: () => `expected ${what}\n${shown(verdict)}` }
  },
  toMatchNoRules(received) {
    const verdict = verdictOf(received)
    const pass = verdict.matches.length === 0
    return { pass, message: () => `expected ${pass ? 'some rule' : 'no rule'} to match\n${shown(verdict)}` }
  },
  toBeRefused(received, status) {
    const verdict = verdictOf(received)
    const pass = verdict.action === 'refuse' && (status === undefined || verdict.status === status)
    const how = status === undefined ? '' : ` with ${status}`
    return { pass, message: () => `expected the request ${pass ? 'not ' : ''}to be refused${how}\n${shown(verdict)}` }
  },
}

expect.extend(wafMatchers)

/** @throws TypeError */
function verdictOf(received: unknown): WafVerdict {
  const { matches, ruleSet, then } = (received ?? {}) as Partial<WafVerdict> & { readonly then?: unknown }
  if (Array.isArray(matches) && ruleSet) return received as WafVerdict
  const hint = typeof then === 'function' ? ': it is a promise, await it' : ''
  throw new TypeError(`this is no verdict of a WAF${hint}; waf().inspect() and context.verdicts.waf give one`)
}

const rulesOf = (ids: readonly number[]): string => `rule${ids.length === 1 ? '' : 's'} ${ids.join(', ')}`

/** Lines of one failure; a verdict holds a thousand matches at most. */
const mostShown = 20

function shown({ action, status, mode, score, threshold, ruleSet, bounds, matches }: WafVerdict): string {
  const end = action === 'refuse' ? `refuse with ${status}` : action
  const limit = threshold.inbound > 0 ? ` of ${threshold.inbound}` : ''
  const lines = [
    `verdict: ${end}, score ${score.inbound}${limit}, mode ${mode}, rules ${ruleSet.name} ${ruleSet.version}`,
    ...(bounds.length > 0 ? [`bounds: ${bounds.join(', ')}`] : []),
    matches.length === 0 ? 'no rule matched' : 'matched:',
    ...matches.slice(0, mostShown).map(line),
    ...(matches.length > mostShown ? [`  and ${matches.length - mostShown} more`] : []),
  ]
  return lines.join('\n')
}

function line({ id, message, variable, path, transformations, score }: WafMatch): string {
  const where = path || variable || 'always'
  const steps = transformations.length > 0 ? `, t:${transformations.join(' t:')}` : ''
  return `  ${id} on ${where}${steps}, score +${score}${message === '' ? '' : `: ${message}`}`
}
