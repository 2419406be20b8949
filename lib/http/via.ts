/**
 * Adds this hop to `Via` (RFC 9110, section 7.6.3): the version in which the message came in, and a pseudonym instead of a host name.
 *
 * @param version as in `1.1` or `2`
 */
export const appendVia = (via: string | null, version: string, pseudonym: string): string =>
  via ? `${via}, ${version} ${pseudonym}` : `${version} ${pseudonym}`
