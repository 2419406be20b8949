import {
  type CacheControl,
  type Directive,
  maxDeltaSeconds,
  parseCacheControl,
  parseDirectives,
  toCacheControl,
} from '../../http/cache-control.ts'
import { parseTargeted } from '../../http/targeted.ts'

interface Fields {
  get(name: string): string | null
}

/** The one field that governs an answer here. */
export interface Control {
  /** Its name, in lower case. */
  readonly source: string
  readonly directives: CacheControl
  /** Whether it speaks to caches of our kind only: then Cache-Control and Expires say nothing to us (RFC 9213, section 2.2). */
  readonly targeted: boolean
}

/** Most specific first, as RFC 9213, section 2.2 lets a cache choose. */
export const defaultTargets: readonly string[] = [
  'sallyport-cdn-cache-control',
  'cloudflare-cdn-cache-control',
  'cdn-cache-control',
]

/** Meant for this hop alone, so they end here. */
export const ownTargets: readonly string[] = ['sallyport-cdn-cache-control', 'surrogate-control']

/**
 * Chooses the field that governs an answer: the first of `targets` that is there and can be read, then Surrogate-Control, then
 * Cache-Control.
 */
export function controlOf(fields: Fields, targets: readonly string[]): Control {
  for (const source of targets) {
    const text = fields.get(source)
    const directives = text === null ? undefined : parseTargeted(text)
    if (directives !== undefined) return { source, directives, targeted: true }
  }
  const surrogate = fields.get('surrogate-control')
  if (surrogate !== null) {
    return { source: 'surrogate-control', directives: parseSurrogate(surrogate), targeted: true }
  }
  return { source: 'cache-control', directives: parseCacheControl(fields.get('cache-control')), targeted: false }
}

/** `Surrogate-Control: max-age=fresh+extension, no-store, no-store-remote` (Edge Architecture Specification, section 2.2). */
function parseSurrogate(text: string): CacheControl {
  const { directives, doubtful } = parseDirectives(text)
  const translated: Directive[] = []
  for (const [name, value] of directives) {
    if (name === 'no-store-remote') translated.push(['no-store', undefined])
    else if (name === 'max-age' && value !== undefined) {
      const [fresh = '', extension] = value.split('+')
      translated.push(['max-age', fresh])
      if (extension !== undefined) translated.push(['stale-if-error', extension])
    } else translated.push([name, value])
  }
  return toCacheControl(translated, doubtful)
}

/** A lifetime that an operator gives, held to what the arithmetic is made for. */
export const bounded = (seconds: number): number => Math.min(Math.max(0, Math.floor(seconds)), maxDeltaSeconds)
