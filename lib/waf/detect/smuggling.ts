import { codeAt } from '../../text/code-at.ts'
import { isLetter, skipBlanks } from './bytes.ts'
import { type Finding, surer } from './finding.ts'
import { Fact, type Needs } from './needs.ts'
import { isProse, proseOf } from './prose.ts'

export const smugglingNeeds: Needs = { all: Fact.newline, any: Fact.slash | Fact.digit, length: 8 }

const methods: ReadonlySet<string> = new Set(
  'GET POST PUT HEAD DELETE OPTIONS PATCH TRACE CONNECT PROPFIND PRI'.split(' '),
)

/** Longest request target that is read for its version. */
const longestTarget = 256

/**
 * Does this body or value hold what another reader of the connection would take for the next request (RFC 9112, section 11.2): a request
 * line after an empty line or after a last chunk, or the frame of a request at its head?
 */
export function smuggling(value: string): Finding | undefined {
  if (!value.includes('\n')) return undefined
  const prose = lazy(() => isProse(proseOf(value)))
  let found = requestAt(value, 0, 'head', prose)
  for (let at = value.indexOf('\n'); at >= 0; at = value.indexOf('\n', at + 1)) {
    const next = codeAt(value, at + 1)
    if (isLetter(next)) found = surer(found, requestAt(value, at + 1, before(value, at), prose))
    if (found && found.confidence >= 0.9) return found
  }
  return found
}

/** Asked at most once for a value. */
function lazy(ask: () => boolean): () => boolean {
  let answer: boolean | undefined
  return () => {
    answer ??= ask()
    return answer
  }
}

/** What stands before a line: the last chunk, an empty line, or text. */
function before(value: string, lineEnd: number): 'chunk' | 'empty' | 'line' {
  const text = value.slice(Math.max(0, lineEnd - 12), lineEnd + 1)
  if (/(?:^|\n)0+(?:;.{0,6})?\r?\n\r?\n$/.test(text)) return 'chunk'
  return /\n\r?\n$/.test(text) || lineEnd <= 1 ? 'empty' : 'line'
}

function requestAt(
  value: string,
  start: number,
  place: 'head' | 'chunk' | 'empty' | 'line',
  prose: () => boolean,
): Finding | undefined {
  let end = start
  while (end - start < 9 && isLetter(codeAt(value, end))) end++
  if (codeAt(value, end) !== 32 || !methods.has(value.slice(start, end))) return undefined
  const target = skipBlanks(value, end, end + 4)
  const first = codeAt(value, target)
  if (first !== 47 && first !== 42 && !/^https?:/i.test(value.slice(target, target + 6)) && place !== 'chunk')
    return undefined
  const line = value.slice(target, target + longestTarget).split('\n', 1)[0] as string
  const versioned = / HTTP\/\d(?:\.\d)?\s*$/.test(line)
  if (!versioned && place !== 'chunk') return undefined
  const fields = /^[\w-]{2,40}:\s?\S/.test(value.slice(target + line.length + 1, target + line.length + 64))
  return {
    language: 'http',
    context: place === 'chunk' ? 'after a last chunk' : 'request line',
    reason: 'a request within a value',
    span: [start, target + line.length],
    confidence: sure(prose, place, versioned, fields),
  }
}

/** People quote requests in what they write; after a last chunk none of them stands. */
function sure(prose: () => boolean, place: string, versioned: boolean, fields: boolean): number {
  if (place === 'chunk') return versioned ? 0.95 : 0.85
  if (prose()) return 0.5
  if (place === 'line') return fields ? 0.7 : 0.5
  return fields ? 0.82 : 0.6
}

export const chunkHeaderNeeds: Needs = { all: Fact.newline | Fact.digit, any: 0, length: 5 }

/** A whole chunked body within a value: sizes in hex, each followed by as many bytes, and a last chunk of none. */
export function chunkHeader(value: string): Finding | undefined {
  let at = skipBlanks(value, 0)
  for (let chunks = 0; chunks < 10_000; chunks++) {
    let end = at
    while (end - at < 8 && /[\da-f]/i.test(value[end] ?? '')) end++
    if (end === at || !value.startsWith('\r\n', end)) return undefined
    const size = Number.parseInt(value.slice(at, end), 16)
    if (size === 0) return chunks === 0 ? undefined : found(end)
    at = end + 2 + size
    if (!value.startsWith('\r\n', at)) return undefined
    at += 2
  }
  return undefined
}

const found = (end: number): Finding => ({
  language: 'http',
  context: 'chunked',
  reason: 'a chunked body within a value',
  span: [0, end],
  confidence: 0.85,
})
