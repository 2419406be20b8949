import type { Signal } from '../signal.ts'
import { tlsFits } from '../tls-fit.ts'

/** The TLS handshake (JA4) is none that is known, beside a browser whose handshake is. New versions and TLS inspection cause it. */
export const tlsUnfamiliar: Signal = {
  id: 'tls/unfamiliar',
  prior: -0.7,
  evaluate: (facts) => (tlsFits(facts) === 'unfamiliar' ? { detail: 'TLS handshake of no known program' } : undefined),
}
