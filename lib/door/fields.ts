import { collectFields, type FieldSource } from '../http/field-names.ts'
import { codeAt } from '../text/code-at.ts'
import type { RowId } from './rows.ts'

/** Bounds on what a request head may hold. The platform has none that would help (300 kB of header, 10,000 fields). */
export interface FieldLimits {
  /** Fields, repeated ones counted once. @default 128 */
  readonly maxFields: number
  /** Names and values together, in UTF-16 units. @default 65536 */
  readonly maxHeaderLength: number
  /** One value. @default 32768 */
  readonly maxFieldLength: number
}

export const defaultFieldLimits: FieldLimits = { maxFields: 128, maxHeaderLength: 65_536, maxFieldLength: 32_768 }

/** One change that makes the header harmless; `value` undefined takes the field out. */
export interface FieldChange {
  /** The row that asks for it; none for a trusted front door's field, which is always taken out. */
  readonly row?: RowId
  readonly name: string
  readonly value: string | undefined
}

/** Fields that the door itself reads, found on the way: a look-up each would cost more than the loop. */
export interface KnownFields {
  host?: string
  'x-request-id'?: string
  traceparent?: string
  'content-length'?: string
  'transfer-encoding'?: string
  'max-forwards'?: string
}

export interface FieldReading {
  readonly rows: readonly RowId[]
  readonly changes: readonly FieldChange[]
  readonly known: KnownFields
  /** Of all fields, as they were iterated. */
  readonly names: readonly string[]
  readonly values: readonly string[]
}

// Any C0 control but tab, DEL, or the mark that stands for a byte that was not UTF-8.
const unusual = /[\x00-\x08\x0a-\x1f\x7f\ufffd]/
const control = /[\x00-\x08\x0a-\x1f\x7f]/
const controls = new RegExp(control, 'g')

/** Fields that some origins take their route or method from, whatever the request line says. */
const rewriting: ReadonlySet<string> = new Set(['x-original-url', 'x-rewrite-url', 'x-original-uri', 'x-forwarded-uri'])
const overriding: ReadonlySet<string> = new Set(['x-http-method-override', 'x-http-method', 'x-method-override'])

/** Connection options that say something of the connection itself, and no field that anybody else needs. */
const ordinaryOptions: ReadonlySet<string> = new Set([
  'keep-alive',
  'close',
  'upgrade',
  'te',
  'http2-settings',
  'proxy-connection',
])

/**
 * What Connection must never name: a field that decides who somebody is, where the request goes, or what its body is. Naming it is an
 * attempt to have it taken out after it was checked (RFC 9110, section 7.6.1).
 */
const forOrigin =
  /^(?:host|cookie|authorization|content-.*|x-forwarded-.*|x-real-ip|x-sallyport-.*|cf-.*|forwarded|via|cdn-loop|true-client-ip)$/

/** What CGI-like origins read as one of ours when `-` is written `_`; beside it the sets above, and a front door's fields. */
export const guarded: RegExp =
  /^(?:x-sallyport-.*|x-forwarded-.*|x-real-ip|forwarded|cf-.*|true-client-ip|x-client-ip|client-ip|content-length|content-type|transfer-encoding|host|x-http-method.*|x-request-id)$/

/**
 * Looks at every field once. Fields named in `trusted` (a front door's, which have been read) are taken out as well.
 * Values are as the platform gives them: names in lower case, repeated fields joined by `, `.
 */
export function readFields(headers: FieldSource, limits: FieldLimits, trusted: readonly string[]): FieldReading {
  const { names, values, whole } = collectFields(headers, limits.maxFields)
  const known: KnownFields = {}
  // Bounded: what comes after is not looked at, because this row can only be refused.
  if (!whole) return { rows: ['header-length'], changes: none, known, names, values }
  let found: Found | undefined
  let length = 0
  for (let at = 0; at < names.length; at++) {
    const name = names[at] as string
    let value = values[at] as string
    length += name.length + value.length
    if (length > limits.maxHeaderLength || value.length > limits.maxFieldLength) {
      return { rows: ['header-length'], changes: none, known, names, values }
    }
    if (unusual.test(value)) {
      found ??= new Found(known, names, values)
      value = readBytes(name, value, found)
    }
    // A front door's field may have any name, and a second spelling.
    if (!mayMatter(name) && !(trusted.length > 0 && name.includes('_'))) continue
    const kind = kinds.get(name)
    if (kind === 'known') known[name as keyof KnownFields] = value
    else if (kind !== undefined || name.includes('_') || name.startsWith('x-sallyport-')) {
      found ??= new Found(known, names, values)
      readField(name, value, kind, trusted, found)
    }
  }
  if (trusted.length > 0) {
    found ??= new Found(known, names, values)
    for (const name of trusted) found.changes.push({ name, value: undefined })
  }
  return found ?? { rows: none, changes: none, known, names, values }
}

const none: readonly never[] = []

class Found implements FieldReading {
  readonly rows: RowId[] = []
  readonly changes: FieldChange[] = []
  readonly known: KnownFields
  readonly names: readonly string[]
  readonly values: readonly string[]

  constructor(known: KnownFields, names: readonly string[], values: readonly string[]) {
    this.known = known
    this.names = names
    this.values = values
  }

  meet(row: RowId): void {
    if (!this.rows.includes(row)) this.rows.push(row)
  }

  change(row: RowId, name: string, value: string | undefined): void {
    this.meet(row)
    this.changes.push({ row, name, value })
  }
}

/**
 * Whether any row, or the door itself, speaks of fields that begin like this one; most of what a browser sends does not, and is told apart
 * here without a look-up. May say yes too often, never no to a name in `kinds` or `guarded`: a test holds that.
 */
export function mayMatter(name: string): boolean {
  switch (codeAt(name, 0)) {
    case 0x63: // c: connection, cookie, content-*, cf-*, client-ip
    case 0x66: // f: forwarded
    case 0x68: // h: host
    case 0x6d: // m: max-forwards
    case 0x74: // t: traceparent, transfer-encoding, true-client-ip
    case 0x78: // x
      return true
    default:
      return false
  }
}

function readBytes(name: string, value: string, found: Found): string {
  const row = control.test(value) ? 'control-byte' : 'unseen-byte'
  // Also where nothing changes: written from the string that rules see, or the platform would send the raw byte.
  const mended = value.replace(controls, ' ')
  found.change(row, name, mended)
  return mended
}

function readField(
  name: string,
  value: string,
  kind: Exclude<Kind, 'known'> | undefined,
  trusted: readonly string[],
  found: Found,
): void {
  if (kind === 'connection') readConnection(value, found)
  else if (kind === 'cookie') {
    const joined = rejoinCookies(value)
    if (joined !== value) found.change('second-cookie', name, joined)
  } else if (kind === 'content-type') {
    if (hasBareComma(value)) found.meet('two-content-types')
  } else if (kind !== undefined) found.change(kind, name, undefined)
  else if (name.startsWith('x-sallyport-')) found.change('own-field', name, undefined)
  else if (name.includes('_') && isGuarded(name.replaceAll('_', '-'), trusted))
    found.change('underscore-field', name, undefined)
}

const isGuarded = (spelled: string, trusted: readonly string[]): boolean =>
  guarded.test(spelled) || rewriting.has(spelled) || overriding.has(spelled) || trusted.includes(spelled)

type Kind = 'known' | 'connection' | 'cookie' | 'content-type' | 'rewrite-field' | 'method-override'

/** Exported for the test that holds `mayMatter` to it. */
export const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['host', 'known'],
  ['x-request-id', 'known'],
  ['traceparent', 'known'],
  ['content-length', 'known'],
  ['transfer-encoding', 'known'],
  ['max-forwards', 'known'],
  ['connection', 'connection'],
  ['cookie', 'cookie'],
  ['content-type', 'content-type'],
  ...[...rewriting].map((name): [string, Kind] => [name, 'rewrite-field']),
  ...[...overriding].map((name): [string, Kind] => [name, 'method-override']),
])

function readConnection(value: string, found: Found): void {
  const options = new Set(value.split(',').map((option) => option.trim().toLowerCase()))
  options.delete('')
  const others = [...options].filter((name) => !ordinaryOptions.has(name))
  for (const name of others) {
    const row = forOrigin.test(name.replaceAll('_', '-')) ? 'connection-forbidden' : 'connection-named'
    // A name that is no token cannot be a field: there is nothing to take out.
    if (token.test(name)) found.change(row, name, undefined)
    else found.meet(row)
  }
  // What it named is gone. Named any longer, a field that a module adds under that name would go as well, at the client's word.
  if (others.length > 0) {
    const ordinary = [...options].filter((name) => ordinaryOptions.has(name))
    found.changes.push({ name: 'connection', value: ordinary.join(', ') || undefined })
  }
}

const token = /^[!#$%&'*+.^_`|~0-9a-z-]+$/

/**
 * Undoes the platform's joining of Cookie fields. `, ` begins another field exactly where a cookie's name and `=` follow; a comma inside a
 * value stays. Either way rules and origin then read the same pairs.
 */
export const rejoinCookies = (value: string): string =>
  value.includes(', ') ? value.replace(/, (?=[!#$%&'*+.^_`|~0-9A-Za-z-]+=)/g, '; ') : value

/** A comma outside a quoted string: only a second field brings one into a media type (RFC 9110, section 8.3.1). */
export const hasBareComma = (value: string): boolean => {
  if (!value.includes(',')) return false
  let quoted = false
  for (let at = 0, size = value.length; at < size; at++) {
    const char = value[at]
    if (quoted && char === '\\') at++
    else if (char === '"') quoted = !quoted
    else if (char === ',' && !quoted) return true
  }
  return quoted // an unclosed quote hides the rest from one reader and not from another
}
