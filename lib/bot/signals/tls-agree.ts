import type { Signal } from '../signal.ts'
import { tlsFits } from '../tls-fit.ts'

/** The TLS handshake (JA4) is the one of the browser in the User-Agent. Neutral where nobody says what it was. */
export const tlsAgree: Signal = {
  id: 'tls/agree',
  prior: 0.6,
  evaluate: (facts) =>
    tlsFits(facts) === 'agrees' ? { detail: 'TLS handshake of the browser that the User-Agent names' } : undefined,
}
