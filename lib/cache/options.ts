import { SallyportError } from '../core/errors.ts'
import { type KeyMaker, type KeyOptions, keyMaker } from './key.ts'
import { bounded, defaultTargets } from './policy/control.ts'
import type { Heuristic, RouteLifetime } from './policy/freshness.ts'
import type { StalePolicy } from './policy/reuse.ts'
import type { StoringPolicy } from './policy/storable.ts'
import type { Normalisers } from './policy/vary.ts'
import type { Relay } from './stores/relay.ts'
import type { Store } from './stores/store.ts'

/** Seconds by status (`404`, `5xx`) and by media type (`image/png`, `image/*`); a status outranks a type. */
export interface Lifetimes {
  readonly status?: Readonly<Record<string, number>>
  readonly type?: Readonly<Record<string, number>>
}

/**
 * `mismatched-304`: a 304 with another tag than was asked for is taken as a yes, and the stored tag kept (RFC 9111, section 4.3.4 says to ask
 * again). `miscounted-206`: a 206 that ends at the end and whose length is as declared, but not as long as its Content-Range says, is taken to
 * have miscounted the total.
 */
export type Tolerance = 'mismatched-304' | 'miscounted-206'

export interface CacheLimits {
  /** Bytes of a body; larger ones pass by. @default what the store takes */
  readonly maxObjectBytes?: number
  /** Characters of an answer's fields. @default 32768 */
  readonly maxHeaderLength?: number
  /** Characters of a key. @default 8192 */
  readonly maxKeyLength?: number
}

// biome-ignore lint/suspicious/noExplicitAny: Env is the worker's
export interface CacheOptions<Env = any> {
  /** @default memory() */
  readonly store?: Store | ((env: Env) => Store)
  /** Who we are in Cache-Status: a letter, then letters, digits, `.`, `_`, `-`. @default 'sallyport' */
  readonly name?: string
  /** Shows keys and tags, in Cache-Status and verdicts: they hold what visitors sent. @default false */
  readonly debug?: boolean
  /**
   * Targeted fields (RFC 9213), most specific first. @default Sallyport-CDN-Cache-Control, Cloudflare-CDN-Cache-Control, CDN-Cache-Control
   */
  readonly targets?: readonly string[]
  /** For answers whose origin gives no lifetime. @default none: they are not reused unasked */
  readonly lifetimes?: Lifetimes
  /** What browsers are told in place of the origin's Cache-Control, for answers that are stored here. @default what the origin says */
  readonly browser?: Lifetimes
  /** Guess a lifetime from Last-Modified: a tenth of the time since, at most a day. @default false */
  readonly heuristic?: boolean | Partial<Heuristic>
  /** Windows for stale answers where the origin names none. @default {whileRevalidate: 0, ifError: 0, ifUnreachable: 86400} */
  readonly stale?: Partial<StalePolicy>
  /** Whether a visitor's Cache-Control makes us ask the origin. `only-if-cached` and `no-store` always count. @default 'ignore' */
  readonly requestDirectives?: 'ignore' | 'honour'
  /** An answer that sets a cookie. @default 'refuse': it is not stored */
  readonly setCookie?: 'refuse' | 'strip' | 'store'
  readonly key?: KeyOptions
  /** Requests with such a cookie (names, or beginnings with `*`) pass by. @default none */
  readonly bypass?: { readonly cookies?: readonly string[] }
  /** What answers depend on of fields that Vary names: `languages`, `encodings`, `deviceClass`, or a function of one's own. */
  readonly vary?: Normalisers
  /** Refuse to store what is of another type than the suffix of its path promises. @default true */
  readonly armour?: boolean
  /** An Age that is no number, or comes twice: as if it were not there, as RFC 9111, section 5.1 says, or as old as can be. @default 'ignore' */
  readonly unreadableAge?: 'ignore' | 'stale'
  /** Contradictions of an origin that are put up with, where it is known to mean well. @default none */
  readonly tolerate?: readonly Tolerance[]
  readonly limits?: CacheLimits
  /** One request asks the origin for all that want the same. Seconds that the others wait. @default 10; 0: no collapsing */
  readonly collapseSeconds?: number
  /**
   * One request asks the origin for all isolates: `(env) => relay(env.CACHE)`. It takes a store that they share, and costs each request for
   * what is not stored a round trip to an object. @default each isolate asks for itself
   */
  readonly collapseAcross?: (env: Env) => Relay
  /** ms since the epoch, for when answers arrive. @default Date.now */
  readonly clock?: () => number
}

/** Options with defaults, checked. */
export interface Settings {
  readonly name: string
  readonly debug: boolean
  readonly targets: readonly string[]
  readonly storing: StoringPolicy
  readonly browser: RouteLifetime | undefined
  readonly stale: StalePolicy
  readonly honoursRequests: boolean
  readonly keyOf: KeyMaker
  readonly keyedFields: ReadonlySet<string>
  readonly bypasses: ((cookie: string) => boolean) | undefined
  readonly normalisers: Normalisers
  readonly strictAge: boolean
  readonly tolerated: ReadonlySet<Tolerance>
  readonly maxKeyLength: number
  readonly collapseMs: number
  readonly clock: () => number
}

const known: ReadonlySet<string> = new Set<keyof CacheOptions>([
  'store',
  'name',
  'debug',
  'targets',
  'lifetimes',
  'browser',
  'heuristic',
  'stale',
  'requestDirectives',
  'setCookie',
  'key',
  'bypass',
  'vary',
  'armour',
  'unreadableAge',
  'tolerate',
  'limits',
  'collapseSeconds',
  'collapseAcross',
  'clock',
])

/**
 * @param clock where the options name none
 * @throws ERR_OPTION
 */
export function readSettings(options: CacheOptions, clock: () => number): Settings {
  for (const name of Object.keys(options)) if (!known.has(name)) throw unusable(`there is no option "${name}"`)
  const { name = 'sallyport', key = {}, limits = {}, stale = {}, vary = {}, targets = defaultTargets } = options
  if (!/^[A-Za-z][A-Za-z0-9._-]{0,63}$/.test(name)) throw unusable(`name "${name}" is no token`)
  if (key.ignoreQuery && key.keepQuery) throw unusable('key: give ignoreQuery or keepQuery, not both')
  const numbers: readonly (readonly [string, number | undefined])[] = [
    ...Object.entries(limits).map(([limit, value]) => [`limits.${limit}`, value as number] as const),
    ...Object.entries(stale).map(([window, value]) => [`stale.${window}`, value as number] as const),
    ['collapseSeconds', options.collapseSeconds],
  ]
  for (const [what, value] of numbers) {
    if (value !== undefined && !(value >= 0)) throw unusable(`${what} must be a number, 0 or more`)
  }
  const keyed = new Set((key.headers ?? []).map((header) => header.toLowerCase()))
  const fields = targets.map((target) => target.toLowerCase())
  return {
    name,
    debug: options.debug ?? false,
    targets: fields,
    storing: {
      lifetime: routeLifetime(options.lifetimes, 'lifetimes'),
      heuristic: readHeuristic(options.heuristic),
      setCookie: options.setCookie ?? 'refuse',
      authorizationKeyed: keyed.has('authorization'),
      armour: options.armour ?? true,
      maxObjectBytes: limits.maxObjectBytes ?? Number.POSITIVE_INFINITY,
      maxHeaderLength: limits.maxHeaderLength ?? 32_768,
    },
    browser: routeLifetime(options.browser, 'browser'),
    stale: {
      whileRevalidate: stale.whileRevalidate ?? 0,
      ifError: stale.ifError ?? 0,
      ifUnreachable: stale.ifUnreachable ?? 86_400,
    },
    honoursRequests: options.requestDirectives === 'honour',
    keyOf: keyMaker(key),
    keyedFields: keyed,
    bypasses: options.bypass?.cookies && nameMatcher(options.bypass.cookies),
    normalisers: Object.fromEntries(Object.entries(vary).map(([field, map]) => [field.toLowerCase(), map])),
    strictAge: options.unreadableAge === 'stale',
    tolerated: new Set(options.tolerate ?? []),
    maxKeyLength: limits.maxKeyLength ?? 8192,
    collapseMs: (options.collapseSeconds ?? 10) * 1000,
    clock: options.clock ?? clock,
  }
}

const readHeuristic = (heuristic: CacheOptions['heuristic']): Heuristic | undefined => {
  if (!heuristic) return undefined
  const { fraction = 0.1, maxSeconds = 86_400 } = heuristic === true ? {} : heuristic
  if (!(fraction > 0 && fraction <= 1)) throw unusable('heuristic.fraction must be over 0 and at most 1')
  return { fraction, maxSeconds: bounded(maxSeconds) }
}

function routeLifetime(lifetimes: Lifetimes | undefined, option: string): RouteLifetime | undefined {
  if (lifetimes === undefined) return undefined
  const status = new Map(Object.entries(lifetimes.status ?? {}))
  const type = new Map(Object.entries(lifetimes.type ?? {}))
  for (const [name, seconds] of [...status, ...type]) {
    if (!(seconds >= 0)) throw unusable(`${option}: "${name}" must be a number of seconds, 0 or more`)
  }
  for (const name of status.keys()) {
    if (!/^[1-5](?:\d\d|xx)$/.test(name)) throw unusable(`${option}.status: "${name}" is no status, such as 404 or 5xx`)
  }
  for (const name of type.keys()) {
    if (!/^[a-z0-9.+-]+\/(?:[a-z0-9.+-]+|\*)$|^\*\/\*$/.test(name)) {
      throw unusable(`${option}.type: "${name}" is no media type, such as text/css or image/*`)
    }
  }
  return (code, media) =>
    status.get(String(code)) ??
    status.get(`${Math.floor(code / 100)}xx`) ??
    // A type is given a lifetime for what it is, not for an error that looks like it.
    (code === 200 || code === 206 || code === 203
      ? (type.get(media) ?? type.get(media.replace(/\/.*$/, '/*')) ?? type.get('*/*'))
      : undefined)
}

/** Whether a name is among names and beginnings with `*`. */
export function nameMatcher(patterns: readonly string[]): (name: string) => boolean {
  const exact = new Set(patterns.filter((pattern) => !pattern.endsWith('*')))
  const prefixes = patterns.filter((pattern) => pattern.endsWith('*')).map((pattern) => pattern.slice(0, -1))
  return (name) => exact.has(name) || prefixes.some((prefix) => name.startsWith(prefix))
}

const unusable = (what: string): SallyportError => new SallyportError('ERR_OPTION', `cache: ${what}`)
