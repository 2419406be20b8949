import type { Situation } from './policy.ts'

const files =
  /^\/(?:robots\.txt|ads\.txt|app-ads\.txt|humans\.txt|security\.txt|favicon\.ico|sitemap[\w.-]*\.xml(?:\.gz)?)$/
const feeds = /(?:\.(?:rss|atom|rdf|ics)|\/(?:feed|feeds|rss|atom)(?:\.xml|\.json)?\/?)$/
const apis = /^\/(?:api|graphql|rpc|webhooks?|v\d{1,2})(?:\/|$)/

/**
 * Why a request is never sent a challenge, or `undefined` where it may be: whoever asks for robots.txt, a feed, a well-known file or an API cannot
 * solve one. Told by the path, and by Accept where no browser says that a page's script asks.
 */
export function unchallenged({ url, headers }: Pick<Situation, 'url' | 'headers'>): string | undefined {
  const { pathname } = url
  if (pathname.startsWith('/.well-known/')) return 'a well-known file'
  if (files.test(pathname)) return 'a file for programs'
  if (feeds.test(pathname)) return 'a feed'
  if (apis.test(pathname)) return 'an API'
  const accept = headers.get('accept')
  if (accept === null || headers.has('sec-fetch-mode') || accept.length > 1024) return undefined
  if (/^application\/(?:rss|atom)\+xml/.test(accept)) return 'a feed'
  return /^application\/(?:[\w.+-]*\+)?json/.test(accept) ? 'an API' : undefined
}
