/**
 * A `Proxy-Status` value of one member (RFC 9209, section 2): who answers, and why. `details` is left out on purpose: what the platform
 * tells of an origin is for the operator's log, not for visitors.
 *
 * @param identifier a token of Structured Fields: it begins with a letter
 * @param error an error type of section 2.3
 */
export const formatProxyStatus = (identifier: string, error: string): string => `${identifier}; error=${error}`
