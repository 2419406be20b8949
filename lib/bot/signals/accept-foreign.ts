import { acceptFits } from '../accept.ts'
import type { Signal } from '../signal.ts'

/** Accept is not written as the browser in the User-Agent writes it for what it asks for, such as any type at all (a star) for a page. */
export const acceptForeign: Signal = {
  id: 'accept/foreign',
  prior: -1.5,
  evaluate: (facts) =>
    facts.match === undefined && acceptFits(facts) === false ? { detail: 'Accept is not this browser’s' } : undefined,
}
