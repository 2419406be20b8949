import type { Head } from '../entry.ts'
import type { Target } from './store.ts'

/** Whether a stored answer is one that is purged. */
export function meets(head: Head, key: string, target: Target): boolean {
  switch (target.by) {
    case 'everything':
      return true
    case 'key':
      return key === target.value
    case 'url':
      return head.url === target.value
    case 'prefix':
      return head.url.startsWith(target.value)
    case 'host':
      return hostOf(head.url) === target.value
    case 'tag':
      return head.tags.includes(target.value)
  }
}

/** `host[:port]` of a canonical URL. */
export const hostOf = (url: string): string | undefined => /^[a-z]+:\/\/([^/?]*)/.exec(url)?.[1]

/** Whether a new head may be given to the body of an old one: nothing speaks against its being the same. */
export const sameBody = (old: Head, fresh: Head): boolean =>
  old.variant === fresh.variant &&
  old.bytes === fresh.bytes &&
  (old.etag === undefined || fresh.etag === undefined || old.etag === fresh.etag) &&
  (old.lastModified === undefined || fresh.lastModified === undefined || old.lastModified === fresh.lastModified)
