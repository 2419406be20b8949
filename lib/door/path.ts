import { percentEncode } from '../http/percent.ts'
import type { RowId } from './rows.ts'

/** A path in canonical form, and what was met on the way there. */
export interface CanonicalPath {
  /** Begins with a slash; only characters of RFC 3986's `path`; escapes in upper case and only where needed. */
  readonly path: string
  /** In the order in which they were met, each once. */
  readonly rows: readonly RowId[]
}

// Nothing in it that any row speaks of. Dots and double slashes are looked for apart.
const plain = /^\/[A-Za-z0-9\-._~!$&'()*+,=:@/]*$/
const nothing: readonly RowId[] = []

/**
 * The canonical form of a raw path. Idempotent; `new URL` leaves the result as it is; linear in its length.
 * Rows that the policy may refuse are canonicalised all the same, as their table says: the caller decides.
 *
 * @param keepEmpty leave `//` as it is
 */
export function canonicalPath(raw: string, keepEmpty = false): CanonicalPath {
  if (plain.test(raw) && !raw.includes('/.') && !raw.includes('//')) return { path: raw, rows: nothing }
  const met = new Set<RowId>()
  const path = resolve(normaliseCharacters(raw, met), keepEmpty, met)
  return { path, rows: [...met] }
}

const unreserved = /[A-Za-z0-9\-._~]/
const allowed = /[A-Za-z0-9\-._~!$&'()*+,=:@/]/
// A run of escapes or one other character.
const piece = /(?:%[0-9A-Fa-f]{2})+|[^%]|%/gsu

function normaliseCharacters(raw: string, met: Set<RowId>): string {
  let out = ''
  for (const [text] of raw.matchAll(piece)) {
    if (text.length > 1 && text[0] === '%') out += normaliseEscapes(text, met)
    else if (allowed.test(text)) out += text
    else out += normaliseOther(text, met)
  }
  // `%` + `25` + two literal hex digits: the second decoding would find an escape.
  if (/%25[0-9A-F]{2}/i.test(out)) met.add('double-encoding')
  return out
}

function normaliseOther(text: string, met: Set<RowId>): string {
  const code = text.codePointAt(0) as number
  if (text === ';') met.add('path-parameter')
  else if (text === '\\') met.add('backslash')
  else if (text === '%') met.add('bad-escape')
  else met.add(code <= 0x20 || code === 0x7f ? 'raw-control' : 'raw-text')
  if (text === ';') return text
  return text === '\\' ? '/' : percentEncode(text)
}

function normaliseEscapes(run: string, met: Set<RowId>): string {
  let out = ''
  let high: number[] = []
  for (let at = 0; at < run.length; at += 3) {
    const digits = run.slice(at + 1, at + 3)
    const byte = Number.parseInt(digits, 16)
    if (byte >= 0x80) high.push(byte)
    else if (high.length > 0) high = checkUtf8(high, met)
    const char = String.fromCharCode(byte)
    const upper = digits.toUpperCase()
    if (byte < 0x80 && unreserved.test(char)) {
      met.add('needless-escape')
      out += char
    } else {
      if (byte < 0x80) meetEscape(byte, met)
      if (upper !== digits) met.add('needless-escape')
      out += `%${upper}`
    }
  }
  checkUtf8(high, met)
  return out
}

function meetEscape(byte: number, met: Set<RowId>): void {
  if (byte === 0) met.add('encoded-nul')
  else if (byte < 0x20 || byte === 0x7f) met.add('encoded-control')
  else if (byte === 0x2f) met.add('encoded-slash')
  else if (byte === 0x5c) met.add('encoded-backslash')
  else if (byte === 0x3b) met.add('path-parameter')
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function checkUtf8(bytes: number[], met: Set<RowId>): number[] {
  if (bytes.length === 0) return bytes
  try {
    strictUtf8.decode(Uint8Array.from(bytes))
  } catch {
    met.add(bytes.some((byte, at) => isOverlong(byte, bytes[at + 1])) ? 'overlong-utf8' : 'not-utf8')
  }
  return []
}

/** First bytes with which a longer form of a shorter sequence begins (RFC 3629, section 3). */
const isOverlong = (first: number, second: number | undefined): boolean =>
  second !== undefined &&
  (((first === 0xc0 || first === 0xc1) && isContinuation(second)) ||
    (first === 0xe0 && second >= 0x80 && second < 0xa0) ||
    (first === 0xf0 && second >= 0x80 && second < 0x90))

const isContinuation = (byte: number): boolean => byte >= 0x80 && byte < 0xc0

function resolve(path: string, keepEmpty: boolean, met: Set<RowId>): string {
  const out: string[] = []
  const segments = path.split('/').slice(1) // the path begins with a slash
  for (const [index, segment] of segments.entries()) {
    const last = index === segments.length - 1
    if (segment === '.' || segment === '..') {
      met.add('dot-segment')
      if (segment === '..' && out.pop() === undefined) met.add('above-root')
      if (last) out.push('')
    } else if (segment === '' && !last) {
      met.add('empty-segment')
      if (keepEmpty) out.push('')
    } else {
      if (/^\.\.?(?:;|%3B)/.test(segment)) met.add('dot-parameter')
      out.push(segment)
    }
  }
  return `/${out.join('/')}`
}
