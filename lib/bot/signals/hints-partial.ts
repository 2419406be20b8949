import { sendsHints } from '../expectations.ts'
import type { Signal } from '../signal.ts'

/** Sec-CH-UA without Sec-CH-UA-Mobile or Sec-CH-UA-Platform beside it. Chromium sends the three together. */
export const hintsPartial: Signal = {
  id: 'hints/partial',
  prior: -1.5,
  evaluate: (facts) =>
    facts.browser &&
    sendsHints(facts) &&
    facts.agent.version >= 95 &&
    facts.fields['sec-ch-ua'] !== undefined &&
    (facts.fields['sec-ch-ua-mobile'] === undefined || facts.fields['sec-ch-ua-platform'] === undefined)
      ? { detail: 'only a part of the client hints that are sent together' }
      : undefined,
}
