/**
 * Fields in which an intermediary tells an application who the visitor is, and which applications believe: address, country, scheme,
 * client certificate. From a stranger each is a lie in waiting, so whoever stands in front of the application takes them all out
 * and writes the few it knows to be true (RFC 7239, section 8.1; RFC 9440, section 4).
 */
export const visitorFields: ReadonlySet<string> = new Set([
  'client-cert',
  'client-cert-chain',
  'client-ip',
  'fastly-client-ip',
  'fly-client-ip',
  'forwarded',
  'forwarded-for',
  'forwarded-for-ip',
  'proxy-client-ip',
  'true-client-ip',
  'wl-proxy-client-ip',
  'x-appengine-user-ip',
  'x-azure-clientip',
  'x-azure-socketip',
  'x-client-ip',
  'x-cluster-client-ip',
  'x-envoy-external-address',
  'x-nf-client-connection-ip',
  'x-original-forwarded-for',
  'x-originating-ip',
  'x-proxyuser-ip',
  'x-real-ip',
  'x-real-port',
  'x-remote-addr',
  'x-remote-ip',
  'x-remote-user',
  'remote-addr',
  'remote-user',
  'x-scheme',
  'front-end-https',
  'x-url-scheme',
  'x-vercel-forwarded-for',
])

// cf-access-jwt-assertion is a signed token, which its reader checks; the other cf-* are plain claims of the platform's.
const families = /^(?:x-forwarded(?:$|-)|cf-(?!access-jwt-assertion$)|x-ssl-|ssl-client-|x-client-cert|x-vercel-ip-)/

/** Whether a field (in lower case) claims to say who the visitor is. CGI reads `_` as `-`, so both spellings count. */
export const tellsOfVisitor = (name: string): boolean => {
  const spelled = name.includes('_') ? name.replaceAll('_', '-') : name
  return visitorFields.has(spelled) || families.test(spelled)
}
