import { acceptFits } from '../accept.ts'
import type { Signal } from '../signal.ts'

/** Accept is written as this browser writes it for what it asks for: a page, a style sheet, a picture. */
export const acceptAgree: Signal = {
  id: 'accept/agree',
  prior: 0.7,
  evaluate: (facts) =>
    facts.match === undefined && acceptFits(facts) === true ? { detail: 'Accept is this browser’s own' } : undefined,
}
