import { sendsHints } from '../expectations.ts'
import type { Signal } from '../signal.ts'

/**
 * The User-Agent is of a Chromium (90 or later), which sends Sec-CH-UA to every secure address, and there is none. Proxies that remove the
 * field for privacy, and extensions that change the User-Agent, can cause it.
 */
export const hintsMissing: Signal = {
  id: 'hints/missing',
  prior: -2,
  evaluate: (facts) =>
    facts.browser && sendsHints(facts) && facts.fields['sec-ch-ua'] === undefined
      ? { detail: 'no Sec-CH-UA, which this version of Chromium sends' }
      : undefined,
}
