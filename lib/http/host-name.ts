// Labels of RFC 1123, section 2.1, at least two of them.
const name = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/

// RFC 6761, RFC 6762, RFC 8375, RFC 9476, and names that routers and clouds use for what is inside.
const inside =
  /(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|private|home\.arpa|in-addr\.arpa|ip6\.arpa|test|invalid|onion|alt)$/

/**
 * Whether a host (no port, in lower case) is a name that may be of a public server: no address, no single label, nothing of a home or company
 * network. Where a name leads is another question, which only whoever connects can answer.
 */
export const isPublicName = (host: string): boolean => name.test(host) && !inside.test(host)
