import { codeAt } from '../../text/code-at.ts'
import { isBlank, skipBlanks } from './bytes.ts'
import { type Finding, pastBound, surer } from './finding.ts'
import { Fact, type Needs } from './needs.ts'

export const xxeNeeds: Needs = { all: Fact.angle, any: 0, length: 12 }

/** Most markup declarations and elements looked at. */
const mostMarks = 100_000

/**
 * What makes an XML parser fetch or expand something: entities, external DTDs (XML 1.0, sections 2.8 and 4.2), XInclude, schema
 * locations that are no pairs, `xs:include`, XSLT imports. DOCTYPEs of HTML and SVG pass.
 */
export function xxe(value: string): Finding | undefined {
  let found: Finding | undefined
  let marks = 0
  for (let at = value.indexOf('<'); at >= 0; at = value.indexOf('<', at + 1)) {
    if (++marks > mostMarks) return surer(found, pastBound('xml', at, value.length))
    const next = codeAt(value, at + 1)
    const says = next === 33 ? declaration(value, at) : next === 63 ? stylesheet(value, at) : element(value, at)
    found = surer(found, says)
    if (found && found.confidence >= 0.95) return found
  }
  return found
}

function finding(context: string, reason: string, start: number, end: number, confidence: number): Finding {
  return { language: 'xml', context, reason, span: [start, end], confidence }
}

/** `<!DOCTYPE` and `<!ENTITY`; names in any case, since lenient parsers read them so. */
function declaration(value: string, at: number): Finding | undefined {
  const word = value.slice(at + 2, at + 9).toUpperCase()
  if (word === 'ENTITY ' || (word.startsWith('ENTITY') && isBlank(codeAt(value, at + 8)))) return entity(value, at)
  return word === 'DOCTYPE' ? doctype(value, at) : undefined
}

function entity(value: string, at: number): Finding | undefined {
  let next = skipBlanks(value, at + 8)
  if (codeAt(value, next) === 37) next = skipBlanks(value, next + 1)
  const name = nameEnd(value, next)
  const after = skipBlanks(value, name)
  if (name === next || after === name) return undefined
  const code = codeAt(value, after)
  if (code === 34 || code === 39) return finding('entity', 'an entity of its own', at, after + 1, 0.9)
  const id = value.slice(after, after + 6).toUpperCase()
  return id === 'SYSTEM' || id === 'PUBLIC' ? finding('entity', 'an external entity', at, after + 6, 0.97) : undefined
}

function doctype(value: string, at: number): Finding | undefined {
  const start = skipBlanks(value, at + 9)
  const end = nameEnd(value, start)
  if (end === start || start === at + 9) return undefined
  const id = skipBlanks(value, end)
  const word = value.slice(id, id + 6).toUpperCase()
  if (word === 'PUBLIC') {
    const quote = skipBlanks(value, id + 6)
    // The document types that editors write.
    if (/^["'](?:-\/\/(?:W3C|IETF|OASIS|WAPFORUM|Apple)|\+\/\/ISBN|ISO)/i.test(value.slice(quote, quote + 12)))
      return undefined
    return finding('doctype', 'an external document type', at, id + 6, 0.85)
  }
  if (word === 'SYSTEM') {
    const quote = skipBlanks(value, id + 6)
    // HTML's own legacy string (living standard, section 13.1.1).
    if (/^["']about:legacy-compat/i.test(value.slice(quote, quote + 22))) return undefined
    return finding('doctype', 'an external document type', at, id + 6, /^["']/.test(value[quote] ?? '') ? 0.9 : 0.5)
  }
  return undefined
}

/** `<?xml-stylesheet href="http://..."?>`. */
function stylesheet(value: string, at: number): Finding | undefined {
  if (!value.startsWith('xml-stylesheet', at + 2)) return undefined
  const href = /href\s{0,8}=\s{0,8}["'](?:https?:|file:|ftp:|\/\/|data:)/i.test(value.slice(at, at + 256))
  return href ? finding('stylesheet', 'a style sheet from elsewhere', at, at + 16, 0.7) : undefined
}

/** Elements by which XML takes in other documents, whatever their prefix. */
const including: ReadonlyMap<string, number> = new Map([
  ['xi:include', 0.9],
  ['xinclude:include', 0.9],
  ['xs:include', 0.85],
  ['xs:import', 0.6],
  ['xsd:include', 0.85],
  ['xsd:import', 0.6],
  ['xsl:include', 0.85],
  ['xsl:import', 0.85],
])

const longestTag = 2048

function element(value: string, at: number): Finding | undefined {
  const end = nameEnd(value, at + 1)
  if (end === at + 1) return undefined
  const name = value.slice(at + 1, end).toLowerCase()
  const sure = including.get(name)
  const tagEnd = Math.min(closing(value, end), at + longestTag)
  if (sure !== undefined) {
    const remote = /(?:href|schemalocation|namespace)\s{0,8}=/i.test(value.slice(end, tagEnd))
    if (remote) return finding('include', 'another document taken in', at, tagEnd, sure)
  }
  if (!isBlank(codeAt(value, end))) return undefined
  const tag = value.slice(end, tagEnd)
  if (name.endsWith(':include') && tag.includes('www.w3.org/2001/XInclude'))
    return finding('include', 'XInclude', at, tagEnd, 0.9)
  return tag.includes('schemaLocation') || tag.includes('SchemaLocation') ? schemaLocation(tag, at, tagEnd) : undefined
}

/** Where the tag ends: its `>`, or the next `<`, so that each byte is looked at for one tag. */
function closing(value: string, from: number): number {
  let at = from
  while (at < value.length && at - from < longestTag && codeAt(value, at) !== 62 && codeAt(value, at) !== 60) at++
  return at
}

/** `xsi:schemaLocation` holds pairs of namespace and address (XML Schema part 1, section 4.3.2): one alone is there to be fetched. */
function schemaLocation(tag: string, start: number, end: number): Finding | undefined {
  const text = /schemaLocation\s{0,8}=\s{0,8}["']([^"']{0,1024})/i.exec(tag)?.[1]
  if (text === undefined) return undefined
  const parts = text.trim().split(/\s+/)
  const single = parts.length % 2 === 1 && /^[a-z]{2,8}:|^\/\//i.test(parts[0] ?? '')
  return single ? finding('schema', 'a schema address without a namespace', start, end, 0.8) : undefined
}

function nameEnd(value: string, start: number): number {
  let at = start
  while (at < value.length && at - start < 128) {
    const code = codeAt(value, at)
    if (
      isBlank(code) ||
      code === 62 ||
      code === 60 ||
      code === 47 ||
      code === 91 ||
      code === 34 ||
      code === 39 ||
      code === 61
    )
      break
    at++
  }
  return at
}
