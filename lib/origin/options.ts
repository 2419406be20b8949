import { SallyportError } from '../core/errors.ts'
import type { BindingLike, TlsOptions } from './tls.ts'

export interface Timeouts {
  /**
   * Seconds from the moment when the origin has all of the request until the head of its answer: 504 after that. While the
   * first 16 MiB of a body are sent, seconds in which the origin takes none of it; waiting for the visitor does not count. @default 30
   */
  readonly firstByteSeconds?: number
  /**
   * Seconds for the whole exchange: 504 where the answer has not begun, else it is cut off, visibly. Never for
   * WebSockets and event streams. It takes the body through a pipe, which costs CPU. @default no limit
   */
  readonly exchangeSeconds?: number
}

// biome-ignore lint/suspicious/noExplicitAny: Env is the worker's
export interface OriginOptions<Env = any> {
  /** `https://host[:port][/base]`, or a selector of one. No credentials, query or fragment. */
  readonly url: string | ((env: Env) => string)
  /** Without it the platform's own `fetch` is used: the origin is verified, and shown no certificate. */
  readonly tls?: TlsOptions<Env>
  /**
   * Sends through a binding instead of the platform's own `fetch`, with no client certificate: a network of one's own box, a tunnel, another
   * worker. Not beside `tls`.
   */
  readonly through?: (env: Env) => BindingLike | undefined
  readonly timeouts?: Timeouts
  /** How often an idempotent request is sent again after a connection broke before any answer. @default 1 */
  readonly retry?: 0 | 1
  /** The Host that the origin is sent. No platform lets a worker send another than the URL's. @default 'origin' */
  readonly host?: 'origin'
  /**
   * Our name in Via, CDN-Loop and Proxy-Status: a letter, then letters, digits, `.`, `_`, `-`. Two gates in one chain need two names,
   * or the second takes the first for a loop. @default 'sallyport'
   */
  readonly name?: string
  /** Lets `url` be `http://`. @default false */
  readonly allowPlaintext?: boolean
}

/** Options with defaults, checked. */
export interface Settings {
  readonly firstByteMs: number
  /** `undefined`: no limit. */
  readonly exchangeMs: number | undefined
  readonly retries: number
  readonly name: string
}

const known: readonly (keyof OriginOptions)[] = [
  'url',
  'tls',
  'through',
  'timeouts',
  'retry',
  'host',
  'name',
  'allowPlaintext',
]
const maxSeconds = 604_800 // a week; timers count in 31 bits of ms

/** @throws ERR_OPTION */
export function readSettings(options: OriginOptions): Settings {
  for (const key of Object.keys(options)) {
    if (!known.includes(key as keyof OriginOptions)) throw unusable(`there is no option "${key}"`)
  }
  for (const key of Object.keys(options.timeouts ?? {})) {
    if (key !== 'firstByteSeconds' && key !== 'exchangeSeconds') throw unusable(`there is no option timeouts.${key}`)
  }
  if (options.tls !== undefined && options.through !== undefined) {
    throw unusable('give tls.certificate or through, not both: each says what sends the request')
  }
  const { timeouts = {}, retry = 1, host = 'origin', name = 'sallyport' } = options
  if (retry !== 0 && retry !== 1) throw unusable('retry must be 0 or 1')
  if (host !== 'origin') {
    throw unusable(`host can only be 'origin': the platform always sends the URL's host; the visitor's is in Forwarded`)
  }
  if (!/^[A-Za-z][A-Za-z0-9._-]{0,63}$/.test(name)) {
    throw unusable('name must be a letter, then up to 63 letters, digits, ".", "_" or "-"')
  }
  return {
    firstByteMs: milliseconds('firstByteSeconds', timeouts.firstByteSeconds ?? 30),
    exchangeMs:
      timeouts.exchangeSeconds === undefined ? undefined : milliseconds('exchangeSeconds', timeouts.exchangeSeconds),
    retries: retry,
    name,
  }
}

function milliseconds(option: string, seconds: number): number {
  if (!(seconds > 0 && seconds <= maxSeconds))
    throw unusable(`timeouts.${option} must be over 0 and at most ${maxSeconds}`)
  return Math.ceil(seconds * 1000)
}

const unusable = (what: string): SallyportError => new SallyportError('ERR_OPTION', `origin: ${what}`)
