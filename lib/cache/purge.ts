import type { Room } from './room.ts'
import type { Target } from './stores/store.ts'
import { hostOf } from './stores/target.ts'

const noFields = { get: (): null => null }

/** A target as the keys of this route have it: `https://SHOP.test:443/a?b=2&a=1` is what a request for it would be. */
export function canonical(target: Target, { settings, variances }: Pick<Room, 'settings' | 'variances'>): Target {
  switch (target.by) {
    case 'host':
    case 'tag':
      return { by: target.by, value: target.value.toLowerCase() }
    case 'prefix':
      return { by: 'prefix', value: parse(target.value)?.href ?? target.value }
    case 'url': {
      const url = parse(target.value)
      if (url === undefined) return target
      const facts = { scheme: url.protocol.slice(0, -1), host: url.host, target: url.pathname + url.search }
      return { by: 'url', value: variances.applied(settings.keyOf({ ...facts, fields: noFields })).url }
    }
    default:
      return target
  }
}

function parse(text: string): URL | undefined {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined
  url.hash = ''
  return url
}

/** Whether what a URL is going to answer could be what is purged. */
export function mayMeet(target: Target, url: string): boolean {
  switch (target.by) {
    case 'url':
      return url === target.value
    case 'prefix':
      return url.startsWith(target.value)
    case 'host':
      return hostOf(url) === target.value
    default:
      return true
  }
}
