import { codingsFit } from '../codings.ts'
import type { Signal } from '../signal.ts'

/** Accept-Encoding names what this version of the browser can decode. Neutral where something before the worker rewrites the field. */
export const encodingAgree: Signal = {
  id: 'encoding/agree',
  prior: 0.4,
  evaluate: (facts) =>
    facts.browser && codingsFit(facts) === true ? { detail: 'Accept-Encoding is this browser’s' } : undefined,
}
