import { sendsUpgrade } from '../expectations.ts'
import type { Signal } from '../signal.ts'

/** A page is asked for without Upgrade-Insecure-Requests, which Chromium and Firefox send with every navigation. */
export const upgradeMissing: Signal = {
  id: 'upgrade/missing',
  prior: -1.3,
  evaluate: (facts) =>
    facts.browser && sendsUpgrade(facts) && facts.fields['upgrade-insecure-requests'] === undefined
      ? { detail: 'no Upgrade-Insecure-Requests with a page' }
      : undefined,
}
