import { codeAt } from '../../text/code-at.ts'
import { isWord, skipBlanks } from './bytes.ts'
import { type Finding, pastBound, surer } from './finding.ts'
import { Fact, type Needs } from './needs.ts'

export const nosqlNeeds: Needs = { all: 0, any: Fact.dollar | Fact.quote | Fact.pipe, length: 4 }

/** Operators of MongoDB's query language (manual, "Query and Projection Operators"), without the dollar; how sure each is as a key. */
const operators: ReadonlyMap<string, number> = new Map([
  ...'where function accumulator expr jsonschema'.split(' ').map((name) => [name, 0.95] as const),
  ...'ne gt gte lt lte in nin regex exists not nor or and all size type mod text elemmatch options'
    .split(' ')
    .map((name) => [name, 0.85] as const),
  ...'lookup out merge set unset push pull inc rename'.split(' ').map((name) => [name, 0.6] as const),
])

/** They order. Below a number or a date they are a filter, as many APIs have them; below anything else they let everything through. */
const ordering: ReadonlySet<string> = new Set(['gt', 'gte', 'lt', 'lte'])
/** They join and choose, and widen nothing by themselves: filters in the names of fields have them as well. */
const filtering: ReadonlySet<string> = new Set('in or and all size type mod text elemmatch options'.split(' '))
const filter = 0.6

/** Where a name stands, and what stands under it, as `Where` of the rules has it. */
interface Named {
  readonly place: string
  readonly value?: string
}

const isOrdered = (value: string): boolean => /^\s{0,8}["']?[-+]?\.?\d/.test(value)

/** Most ends of strings that are looked at. */
const most = 50_000

/**
 * Would this value become an operator of a document database? In names of parameters (`user[$ne]`, which parsers make `{user: {$ne: ..}}`
 * of, and keys of JSON), in JSON within a value, broken out of a string of a query, and as JavaScript for `$where`.
 */
export function nosql(value: string, where?: Named): Finding | undefined {
  if (where?.place.endsWith('-name')) return key(value, where)
  let found = script(value)
  for (let at = value.indexOf('$'); at >= 0; at = value.indexOf('$', at + 1)) {
    found = surer(found, operator(value, at))
    if (found && found.confidence >= 0.95) return found
  }
  return found
}

/** A name such as `user[$ne]` or, of a member of JSON, `user.$ne`. */
function key(name: string, { place, value = '' }: Named): Finding | undefined {
  let found: Finding | undefined
  for (const { 0: written, 1: word = '', index } of name.matchAll(/\$(\w{1,16})/g)) {
    const sure = operators.get(word.toLowerCase())
    if (sure === undefined) continue
    const end = index + written.length
    const before = name[index - 1]
    const behind = name[end]
    const bracketed = before === '[' && behind === ']'
    const dotted =
      place === 'json-name' && (before === undefined || before === '.') && (behind === undefined || /[.[]/.test(behind))
    if (!bracketed && !dotted) continue
    const low = word.toLowerCase()
    const isFilter = filtering.has(low) || (ordering.has(low) && isOrdered(value))
    const confidence = isFilter ? Math.min(sure, filter) : sure
    const reason = 'an operator of a document database as key'
    found = surer(found, { language: 'nosql', context: 'parameter name', reason, span: [index, end], confidence })
  }
  return found
}

function operator(value: string, at: number): Finding | undefined {
  let end = at + 1
  while (end - at < 16 && isWord(codeAt(value, end))) end++
  const word = value.slice(at + 1, end).toLowerCase()
  const sure = operators.get(word)
  if (sure === undefined) return undefined
  const context = keyContext(value, at, end)
  if (context === undefined) return undefined
  return {
    language: 'nosql',
    context,
    reason: 'an operator of a document database as key',
    span: [at, end],
    confidence: ordering.has(word) && isOrdered(argumentOf(value, end)) ? Math.min(sure, filter) : sure,
  }
}

/** What stands behind the colon. */
function argumentOf(value: string, end: number): string {
  const colon = value.indexOf(':', end)
  return colon < 0 || colon - end > 16 ? '' : value.slice(colon + 1, colon + 24)
}

/** Whether a word stands where a key stands: `[$ne]`, `{"$ne":`, `, $or:`; as a whole name with a dot before it. */
function keyContext(value: string, at: number, end: number): string | undefined {
  const last = codeAt(value, at - 1)
  const next = codeAt(value, end)
  if (last === 91 && next === 93) return 'parameter name'
  // Sass and shells have variables of these names.
  const plain = /^(?:size|in|options|text|type|mod|all|set|out|merge|push|pull|inc|rename|lookup)$/i.test(
    value.slice(at + 1, end),
  )
  const quoted = (last === 34 || last === 39) && next === last
  const after = codeAt(value, skipBlanks(value, quoted ? end + 1 : end))
  if (after !== 58 || (plain && !quoted)) return undefined
  let before = (quoted ? at - 1 : at) - 1
  while (before >= 0 && at - before < 32 && codeAt(value, before) <= 32) before--
  const opener = codeAt(value, before)
  if (opener === 123) return 'document'
  // After a comma: in a document, or broken out of the string before it.
  return opener === 44 && (quoted || /['"}\]]\s{0,8},\s{0,8}$/.test(value.slice(Math.max(0, at - 24), at)))
    ? 'broken out of a string'
    : undefined
}

/** JavaScript that a string of a `$where` clause is ended for. Comparisons of literals are the SQL detector's too. */
const scripts: readonly (readonly [pattern: RegExp, confidence: number])[] = [
  [/^['"][\s)}]{0,8}[;}]\s{0,8}(?:return\b|while\s?\(|sleep\s?\(|var\s+\w+\s?=|it\s?=\s?new|db\.)/i, 0.9],
  [
    /^['"]\s{0,8}(?:\|\||&&)\s{0,8}(?:this\.|['"]?\w{0,16}['"]?\s{0,4}[=!]==?\s{0,4}['"\w]|1\s{0,4}(?:$|['"/;]))/i,
    0.85,
  ],
  [/^['"]\s{0,8}(?:\|\||&&)\s{0,8}(?:sleep\s?\(|!?\(|function|true\b|!0)/i, 0.8],
]

function script(value: string): Finding | undefined {
  let count = 0
  for (let at = 0, size = value.length; at < size; at++) {
    const code = codeAt(value, at)
    if (code !== 34 && code !== 39) continue
    const next = codeAt(value, skipBlanks(value, at + 1, Math.min(value.length, at + 9)))
    if (next !== 59 && next !== 125 && next !== 124 && next !== 38 && next !== 41) continue
    if (++count > most) return pastBound('nosql', at, value.length)
    const text = value.slice(at, at + 96)
    for (const [pattern, confidence] of scripts)
      if (pattern.test(text))
        return {
          language: 'nosql',
          context: 'script',
          reason: 'JavaScript after the end of a string',
          span: [at, Math.min(value.length, at + 2)],
          confidence,
        }
  }
  return undefined
}
