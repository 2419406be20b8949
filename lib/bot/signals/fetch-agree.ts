import { fetchFault } from '../fetch-metadata.ts'
import type { Signal } from '../signal.ts'
import { fetchNoReferrer } from './fetch-no-referrer.ts'

/**
 * Sec-Fetch-Site, -Mode and -Dest are there, possible together, and agree with Referer and Origin. Scripts of a page cannot set them, and
 * few programs take the trouble for each kind of request.
 */
export const fetchAgree: Signal = {
  id: 'fetch/agree',
  prior: 1.2,
  evaluate: (facts) =>
    facts.match === undefined &&
    facts.fields['sec-fetch-site'] !== undefined &&
    fetchFault(facts) === undefined &&
    fetchNoReferrer.evaluate(facts)?.strength !== 1
      ? { detail: 'Sec-Fetch-* are complete and agree' }
      : undefined,
}
