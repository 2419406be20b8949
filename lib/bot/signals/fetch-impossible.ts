import { fetchFault } from '../fetch-metadata.ts'
import type { Signal } from '../signal.ts'

/**
 * Sec-Fetch-* in a combination that no browser sends: a part of the three only, a page asked for in a script's mode, a user's click on an
 * image, a site that contradicts Referer or Origin. They were written by hand.
 */
export const fetchImpossible: Signal = {
  id: 'fetch/impossible',
  prior: -3,
  evaluate: (facts) => (facts.match === undefined ? fetchFault(facts) : undefined),
}
