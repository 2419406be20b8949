import type { Signal } from '../signal.ts'
import { tlsFits } from '../tls-fit.ts'

/**
 * The TLS handshake (JA4) is that of a library or of another browser than the User-Agent names, or offers no HTTP/2, as every browser does.
 * A company's proxy or virus scanner that opens TLS shows its own handshake instead of the browser's.
 */
export const tlsForeign: Signal = {
  id: 'tls/foreign',
  prior: -4,
  evaluate: (facts) =>
    tlsFits(facts) === 'foreign' ? { detail: 'TLS handshake of another program than the User-Agent names' } : undefined,
}
