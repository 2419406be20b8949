import { codeAt } from '../../../text/code-at.ts'
import { skipBlanks } from '../bytes.ts'
import { type Finding, surer } from '../finding.ts'
import { Fact, type Needs } from '../needs.ts'
import { type Shape, shapeOf } from './shape.ts'

export const graphqlNeeds: Needs = { all: Fact.brace, any: 0, length: 8 }

/** From how many on a document asks for more than any page does. Clients of large schemas reach half of these. */
export const graphqlLimits: {
  readonly depth: number
  readonly aliases: number
  readonly directives: number
  readonly fields: number
  readonly batch: number
} = {
  depth: 20,
  aliases: 50,
  directives: 50,
  fields: 2000,
  batch: 20,
}

/**
 * Does this GraphQL query ask for the schema, or cost a server out of proportion: depth, aliases, directives, fragments that spread
 * themselves, batches? The text of a query, or the JSON of a request with one.
 */
export function graphql(value: string): Finding | undefined {
  const start = skipBlanks(value, 0)
  const first = codeAt(value, start)
  if (first === 91) return surer(batch(value, start), embedded(value, start))
  const found =
    first === 123 && /^\{\s{0,64}["']/.test(value.slice(start, start + 68)) ? embedded(value, start) : undefined
  if (found || !begins(value, start)) return found
  return judge(shapeOf(value, start), start, value.length)
}

/** `{`, `query`, `mutation`, `subscription`, `fragment`; or a name before a brace, as sloppy probes send it. */
const begins = (value: string, start: number): boolean =>
  /^(?:\{|(?:query|mutation|subscription|fragment)\b|[A-Z_]\w{0,64}\s{0,8}\{)/i.test(value.slice(start, start + 80))

/** The query in a JSON request, unescaped as far as quotes and line ends go. */
function embedded(value: string, start: number): Finding | undefined {
  const key = /"query"\s{0,8}:\s{0,8}"/.exec(value.slice(start, start + 65_536))
  if (!key) return undefined
  const from = start + key.index + key[0].length
  let end = from
  while (end < value.length && codeAt(value, end) !== 34) end += codeAt(value, end) === 92 ? 2 : 1
  const text = value.slice(from, end).replace(/\\(?:[nrt]|(["\\/]))/g, (_, char?: string) => char ?? ' ')
  return begins(text, skipBlanks(text, 0)) ? judge(shapeOf(text, 0), from, Math.min(end, value.length)) : undefined
}

function judge(shape: Shape, start: number, end: number): Finding | undefined {
  const finding = (context: string, reason: string, confidence: number): Finding => ({
    language: 'graphql',
    context,
    reason,
    span: [start, Math.max(end, start + 1)],
    confidence,
  })
  if (shape.introspects) return finding('introspection', 'the schema asked for', 0.85)
  if (!shape.document) return undefined
  const { depth, aliases, directives, fields } = graphqlLimits
  if (shape.cyclic) return finding('fragments', 'a fragment that spreads itself', 0.9)
  if (shape.bounded) return finding('size', 'more tokens than are read', 0.85)
  if (shape.depth > depth) return finding('depth', 'selections nested past all use', 0.85)
  if (shape.aliases > aliases) return finding('aliases', 'one thing asked for many times', 0.85)
  if (shape.directives > directives) return finding('directives', 'directives past all use', 0.85)
  if (shape.fields > fields) return finding('fields', 'fields past all use', 0.8)
  return shape.depth * 2 > depth ? finding('depth', 'deeply nested selections', 0.4) : undefined
}

/** `[{"query": ...}, ...]`: several operations in one request. */
function batch(value: string, start: number): Finding | undefined {
  if (!/^\[\s{0,64}\{\s{0,64}"(?:query|operationName|variables|extensions|id)"/.test(value.slice(start, start + 160)))
    return undefined
  let operations = 0
  for (let at = value.indexOf('"query"', start); at >= 0 && operations <= 1000; at = value.indexOf('"query"', at + 7)) {
    if (codeAt(value, skipBlanks(value, at + 7, Math.min(value.length, at + 16))) === 58) operations++
  }
  if (operations <= graphqlLimits.batch) return undefined
  return {
    language: 'graphql',
    context: 'batch',
    reason: 'many operations in one request',
    span: [start, value.length],
    confidence: 0.85,
  }
}
