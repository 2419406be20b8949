import { SallyportError } from '../../core/errors.ts'
import { isPublicName } from '../../http/host-name.ts'
import type { DirectoryKey, KeyDirectory } from '../agents/web-bot-auth.ts'
import { type Fetch, fetchText } from './bounded-fetch.ts'

export interface KeyDirectoryOptions {
  /** @default the platform’s own */
  readonly fetch?: Fetch
  /** Only these hosts are asked. @default any public name */
  readonly hosts?: readonly string[]
  /** How long keys are kept. @default 3600 */
  readonly cacheSeconds?: number
  /** How long a host that gave none is not asked again. @default 300 */
  readonly retrySeconds?: number
  /** @default 3 */
  readonly timeoutSeconds?: number
  /** @default 65536 */
  readonly maxBytes?: number
  /** Directories read at the same time; others are taken for unreadable. @default 8 */
  readonly maxConcurrent?: number
  /** Hosts kept. @default 256 */
  readonly maxHosts?: number
}

// draft-meunier-http-message-signatures-directory, section 4.
const path = '/.well-known/http-message-signatures-directory'
const mediaType = 'application/http-message-signatures-directory+json'
const mostKeys = 32

interface Entry {
  readonly until: number
  readonly keys: readonly DirectoryKey[] | undefined
}

/**
 * Reads key directories over https, bounded and cached: the sender of a request chooses the host. A host that is an address, a single label, or a
 * name of a home or company network is never asked, and no redirect is followed. A public name may still lead to a private address: on the hosted edge
 * and in workerd’s default network those cannot be reached; in a network that allows `private`, name the `hosts`.
 *
 * @throws ERR_OPTION for a bound that is not over 0
 */
export function keyDirectory(options: KeyDirectoryOptions = {}): KeyDirectory {
  const {
    cacheSeconds = 3600,
    retrySeconds = 300,
    timeoutSeconds = 3,
    maxBytes = 65_536,
    maxConcurrent = 8,
    maxHosts = 256,
  } = options
  for (const [name, value] of Object.entries({
    cacheSeconds,
    retrySeconds,
    timeoutSeconds,
    maxBytes,
    maxConcurrent,
    maxHosts,
  })) {
    if (!(value > 0)) throw new SallyportError('ERR_OPTION', `keyDirectory: ${name} must be over 0`)
  }
  const fetcher: Fetch = options.fetch ?? ((url, init) => fetch(url, init))
  const allowed = options.hosts && new Set(options.hosts.map((host) => host.toLowerCase()))
  const cache = new Map<string, Entry>()
  let running = 0

  return async (host, now) => {
    if (!isPublicName(host) || (allowed && !allowed.has(host))) return undefined
    const known = cache.get(host)
    if (known !== undefined && known.until > now) return known.keys
    if (running >= maxConcurrent) return undefined
    running++
    try {
      const text = await fetchText(fetcher, `https://${host}${path}`, mediaType, { maxBytes, timeoutSeconds })
      const keys = text === undefined ? undefined : readKeys(text)
      cache.delete(host)
      cache.set(host, { until: now + (keys ? cacheSeconds : retrySeconds) * 1000, keys })
      if (cache.size > maxHosts) cache.delete(cache.keys().next().value as string)
      return keys
    } finally {
      running--
    }
  }
}

function readKeys(text: string): readonly DirectoryKey[] | undefined {
  try {
    const { keys } = JSON.parse(text) as { keys?: unknown }
    if (!Array.isArray(keys)) return undefined
    return keys.filter((key): key is DirectoryKey => typeof key === 'object' && key !== null).slice(0, mostKeys)
  } catch {
    return undefined
  }
}
