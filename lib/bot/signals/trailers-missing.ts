import { sendsTrailers } from '../expectations.ts'
import type { Signal } from '../signal.ts'

/**
 * A Firefox over HTTP/2 or 3 without `TE: trailers`, which it sends with every request. Counted only where the version of HTTP is known and
 * the field is not taken out before the worker.
 */
export const trailersMissing: Signal = {
  id: 'trailers/missing',
  prior: -4,
  evaluate: (facts) =>
    facts.browser && sendsTrailers(facts) && facts.fields.te === undefined
      ? { detail: 'no TE: trailers, which Firefox sends over HTTP/2' }
      : undefined,
}
