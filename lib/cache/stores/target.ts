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

/** Whether two heads are of the same body, as far as length and validators tell; without any validator, only where they came together. */
export const sameBody = (one: Head, other: Head): boolean =>
  one.variant === other.variant &&
  one.bytes === other.bytes &&
  one.etag === other.etag &&
  one.lastModified === other.lastModified &&
  (one.etag !== undefined || one.lastModified !== undefined || one.received === other.received)
