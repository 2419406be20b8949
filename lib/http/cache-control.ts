/**
 * What a Cache-Control field says (RFC 9111, section 5.2; RFC 5861; RFC 8246). Seconds are whole, 0 to 2^31. A lifetime that cannot be
 * read, or that is given twice with two values, is 0: section 4.2.1 lets a cache take it as stale.
 */
export interface CacheControl {
  readonly noStore: boolean
  /** `true`, or the fields it is limited to, in lower case. */
  readonly noCache: boolean | readonly string[]
  readonly private: boolean | readonly string[]
  readonly public: boolean
  readonly mustRevalidate: boolean
  readonly proxyRevalidate: boolean
  readonly mustUnderstand: boolean
  readonly noTransform: boolean
  readonly onlyIfCached: boolean
  readonly immutable: boolean
  readonly maxAge: number | undefined
  readonly sMaxage: number | undefined
  readonly staleWhileRevalidate: number | undefined
  readonly staleIfError: number | undefined
  readonly minFresh: number | undefined
  /** `Infinity` without a value: any staleness. */
  readonly maxStale: number | undefined
  /** Whether something in it cannot be told apart from what was meant: an open quote, or more than is read. */
  readonly doubtful: boolean
}

type Writable = { -readonly [Name in keyof CacheControl]: CacheControl[Name] }

/** RFC 9111, section 1.2.2: what does not fit counts as this. */
export const maxDeltaSeconds = 2_147_483_648

const maxLength = 8192
const maxDirectives = 64
const maxQualified = 32

/** A `delta-seconds`; `undefined` where it is none. */
export const parseDeltaSeconds = (text: string): number | undefined => {
  if (!/^\d+$/.test(text)) return undefined
  return Math.min(Number(text), maxDeltaSeconds) // Infinity for a million digits, which is too large as well
}

const empty: CacheControl = {
  noStore: false,
  noCache: false,
  private: false,
  public: false,
  mustRevalidate: false,
  proxyRevalidate: false,
  mustUnderstand: false,
  noTransform: false,
  onlyIfCached: false,
  immutable: false,
  maxAge: undefined,
  sMaxage: undefined,
  staleWhileRevalidate: undefined,
  staleIfError: undefined,
  minFresh: undefined,
  maxStale: undefined,
  doubtful: false,
}

/** One directive, name in lower case, value without its quotes. */
export type Directive = readonly [name: string, value: string | undefined]

/** Reads a Cache-Control field, of a request or of an answer; lines are joined by commas. What it does not know it leaves out. */
export function parseCacheControl(text: string | null): CacheControl {
  if (text === null) return empty
  const { directives, doubtful } = parseDirectives(text)
  return toCacheControl(directives, doubtful)
}

/** Puts directives, however they were written, in one record. */
export function toCacheControl(directives: readonly Directive[], doubtful = false): CacheControl {
  const read: Writable = { ...empty, doubtful }
  for (const [name, value] of directives) apply(read, name, value)
  return read
}

function apply(read: Writable, name: string, value: string | undefined): void {
  const flag = flags[name]
  if (flag !== undefined) {
    read[flag] = true
    return
  }
  const lifetime = lifetimes[name]
  if (lifetime !== undefined) {
    const seconds = value === undefined ? undefined : parseDeltaSeconds(value)
    if (seconds === undefined && lifetime === 'maxStale' && value === undefined)
      read.maxStale = Number.POSITIVE_INFINITY
    else read[lifetime] = once(read[lifetime], seconds ?? 0)
    return
  }
  if (name === 'no-cache') read.noCache = qualified(read.noCache, value)
  else if (name === 'private') read.private = qualified(read.private, value)
}

const flags: Readonly<
  Record<
    string,
    | 'noStore'
    | 'public'
    | 'mustRevalidate'
    | 'proxyRevalidate'
    | 'mustUnderstand'
    | 'noTransform'
    | 'onlyIfCached'
    | 'immutable'
  >
> = {
  // A map without a prototype: directives are anybody's words.
  __proto__: null as never,
  'no-store': 'noStore',
  public: 'public',
  'must-revalidate': 'mustRevalidate',
  'proxy-revalidate': 'proxyRevalidate',
  'must-understand': 'mustUnderstand',
  'no-transform': 'noTransform',
  'only-if-cached': 'onlyIfCached',
  immutable: 'immutable',
}

const lifetimes: Readonly<
  Record<string, 'maxAge' | 'sMaxage' | 'staleWhileRevalidate' | 'staleIfError' | 'minFresh' | 'maxStale'>
> = {
  __proto__: null as never,
  'max-age': 'maxAge',
  's-maxage': 'sMaxage',
  'stale-while-revalidate': 'staleWhileRevalidate',
  'stale-if-error': 'staleIfError',
  'min-fresh': 'minFresh',
  'max-stale': 'maxStale',
}

const once = (before: number | undefined, seconds: number): number =>
  before === undefined || before === seconds ? seconds : 0

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

/** `no-cache` or `private`, perhaps for some fields only. A list that cannot be read is taken as none: the whole answer is meant. */
function qualified(before: boolean | readonly string[], value: string | undefined): boolean | readonly string[] {
  if (before === true || value === undefined) return true
  const names = value.split(',').map((name) => name.trim().toLowerCase())
  const fields = [...(before === false ? [] : before), ...names]
  return fields.length <= maxQualified && names.every((name) => token.test(name)) ? fields : true
}

const forbids = /private|no-store|no-cache/i
/** Their values name fields. */
const lists: ReadonlySet<string> = new Set(['private', 'no-cache'])

/** Splits `name`, `name=token`, `name="quoted string"`, separated by commas. A part that is none of these is left out, and is a doubt where it names what forbids. */
export function parseDirectives(text: string): { directives: readonly Directive[]; doubtful: boolean } {
  const directives: Directive[] = []
  if (text.length > maxLength) return { directives, doubtful: true }
  let start = 0
  let quoted = false
  let garbled = false
  for (let at = 0; at <= text.length; at++) {
    const char = text[at]
    if (quoted) {
      if (char === '\\') at++
      else if (char === '"') quoted = false
      else if (char === undefined) return { directives, doubtful: true }
      continue
    }
    if (char === '"') quoted = true
    else if (char === ',' || char === undefined) {
      const part = text.slice(start, at).trim()
      const directive = parseDirective(part)
      if (directive !== undefined) {
        if (directives.length === maxDirectives) return { directives, doubtful: true }
        directives.push(directive)
      }
      // `"private"` in quotes, `max-age=9;private`: somebody meant to forbid.
      const odd = directive === undefined ? part : part.includes('"') ? '' : (directive[1] ?? '')
      if (forbids.test(odd) && !lists.has(directive?.[0] ?? '')) garbled = true
      start = at + 1
    }
  }
  return { directives, doubtful: quoted || garbled }
}

function parseDirective(part: string): Directive | undefined {
  const equals = part.indexOf('=')
  const name = equals < 0 ? part : part.slice(0, equals)
  if (!token.test(name)) return undefined
  const folded = name.toLowerCase()
  if (equals < 0) return [folded, undefined]
  const value = part.slice(equals + 1)
  if (!value.startsWith('"')) return [folded, value]
  return value.length > 1 && value.endsWith('"')
    ? [folded, value.slice(1, -1).replace(/\\(.)/g, '$1')]
    : [folded, value]
}
