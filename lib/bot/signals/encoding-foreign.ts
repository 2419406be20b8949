import { codingsFit } from '../codings.ts'
import type { Signal } from '../signal.ts'

/**
 * Accept-Encoding is absent, or lacks a coding that this version of the browser names (br, zstd). Neutral where something before the worker
 * rewrites the field; virus scanners and proxies on the visitor's side may do so too.
 */
export const encodingForeign: Signal = {
  id: 'encoding/foreign',
  prior: -1.3,
  evaluate: (facts) =>
    facts.browser && codingsFit(facts) === false ? { detail: 'Accept-Encoding is not this browser’s' } : undefined,
}
