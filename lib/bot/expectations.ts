import type { Facts } from './facts.ts'

/**
 * What an engine of a version sends, as far as a missing or different field may be counted. Sources: the engines' release notes and own
 * recordings. Each question answers no where it is not known: what is not known is not condemned.
 */

/** Sec-CH-UA, -Mobile and -Platform: Chromium since 89, to secure addresses, and nobody else. */
export const sendsHints = ({ agent, secure, special }: Facts): boolean =>
  agent.family === 'chromium' && agent.version >= 90 && !agent.embedded && secure && !special

/** Sec-Fetch-Site, -Mode and -Dest: Chromium since 80, Firefox since 90, Safari since 16.4, to secure addresses. */
export function sendsFetchMetadata({ agent, secure, special }: Facts): boolean {
  if (!secure || special) return false
  const { family, version, minor, embedded } = agent
  if (family === 'chromium') return version >= 80
  if (family === 'firefox') return version >= 90 && !embedded
  return family === 'webkit' && !embedded && (version > 16 || (version === 16 && minor >= 4))
}

/** Upgrade-Insecure-Requests: with every navigation of Chromium (44) and Firefox (48). Safari sends it to insecure addresses only. */
export const sendsUpgrade = ({ agent, navigation, special }: Facts): boolean =>
  navigation &&
  !special &&
  ((agent.family === 'chromium' && agent.version >= 44) || (agent.family === 'firefox' && agent.version >= 48))

/** Priority (RFC 9218) with a page: Firefox since 128 always, Chromium since 124 over HTTP/2 and 3. */
export function sendsPriority({ agent, sighting, fields, special }: Facts): boolean {
  if (special || agent.embedded || fields['sec-fetch-dest'] !== 'document') return false
  if (agent.family === 'firefox') return agent.version >= 130
  return agent.family === 'chromium' && agent.version >= 125 && overMultiplexed(sighting.httpVersion)
}

/** `TE: trailers`: Firefox, over HTTP/2 and 3. */
export const sendsTrailers = ({ agent, sighting, special }: Facts): boolean =>
  agent.family === 'firefox' &&
  !agent.embedded &&
  !special &&
  sighting.connectionFields !== false &&
  overMultiplexed(sighting.httpVersion)

const overMultiplexed = (version: string | undefined): boolean =>
  version === '2' || version === '2.0' || version === '3'

/** Codings that must be among Accept-Encoding's, beside gzip and deflate. */
export function codings({ agent, secure }: Facts): readonly string[] {
  const { family, version } = agent
  if (!secure) return none
  if (family === 'chromium') return version >= 123 ? withZstd : version >= 80 ? withBrotli : none
  if (family === 'firefox') return version >= 126 ? withZstd : version >= 90 ? withBrotli : none
  return none // WebKit's differ with the system below it
}

const none: readonly string[] = []
const withBrotli: readonly string[] = ['br']
const withZstd: readonly string[] = ['br', 'zstd']

/** How a page is asked for. All three begin alike; what follows, and what must not, tells them apart. */
export const pageAccept = 'text/html,application/xhtml+xml,application/xml;q=0.9,'
