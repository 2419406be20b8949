import type { Facts } from './facts.ts'
import { readJa4, stackOf } from './tls-stacks.ts'

/** How the TLS handshake goes with the User-Agent; `undefined` where there is no JA4, or nothing is known of the browser's. */
export function tlsFits({ agent, match, sighting, special }: Facts): 'agrees' | 'foreign' | 'unfamiliar' | undefined {
  const ja4 = sighting.ja4 === undefined ? undefined : readJa4(sighting.ja4)
  if (ja4 === undefined || match !== undefined) return undefined
  const expected = stackOf(agent)
  // QUIC offers the three ciphers of TLS 1.3 whoever wrote it; a WebSocket's handshake offers HTTP/1.1 only.
  if (expected === undefined || ja4.transport !== 't' || special) return undefined
  if (isModern(agent.family, agent.version) && (ja4.version < '13' || ja4.alpn !== 'h2')) return 'foreign'
  if (ja4.stack === undefined) return 'unfamiliar'
  if (expected === 'gnutls' && ja4.stack === 'openssl') return undefined // WebKitGTK goes with either
  return ja4.stack === expected ? 'agrees' : 'foreign'
}

// TLS 1.3 and HTTP/2 by default, and long since.
const isModern = (family: string, version: number): boolean =>
  (family === 'chromium' && version >= 80) ||
  (family === 'firefox' && version >= 80) ||
  (family === 'webkit' && version >= 14)
