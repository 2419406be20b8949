import { codeAt } from '../../text/code-at.ts'
import { isBlank, isWord } from './bytes.ts'
import { type Finding, surer } from './finding.ts'
import { Fact, type Needs } from './needs.ts'

export const prototypeNeeds: Needs = { all: 0, any: Fact.underscore | Fact.dot | Fact.bracket | Fact.brace, length: 9 }

/**
 * Would this name, path or JSON reach the prototype that all objects share? `__proto__` as a key in any notation, and `constructor`
 * followed by `prototype`. A word in a sentence is no key. In Java's binding of parameters to beans, the loader that all classes share.
 */
export function prototypePollution(value: string): Finding | undefined {
  const shared = surer(each(value, '__proto__', proto), each(value, 'constructor', constructorKey))
  return surer(shared, each(value, 'classLoader', loaderKey))
}

function each(
  value: string,
  word: string,
  judge: (value: string, start: number, end: number) => Finding | undefined,
): Finding | undefined {
  let found: Finding | undefined
  for (let at = value.indexOf(word); at >= 0; at = value.indexOf(word, at + word.length)) {
    const end = at + word.length
    if (isWord(codeAt(value, at - 1)) || isWord(codeAt(value, end))) continue
    found = surer(found, judge(value, at, end))
    if (found && found.confidence >= 0.9) return found
  }
  return found
}

function finding(context: string, start: number, end: number, confidence: number): Finding {
  return {
    language: 'javascript',
    context,
    reason: "a key that reaches every object's prototype",
    span: [start, end],
    confidence,
  }
}

function proto(value: string, start: number, end: number): Finding | undefined {
  if (start === 0 && end === value.length) return finding('name', start, end, 0.9)
  const context = keyNotation(value, start, end)
  return context ? finding(context, start, end, 0.9) : finding('word', start, end, 0.3)
}

/** `constructor[prototype]`, `constructor.prototype.x`, `"constructor":{"prototype":`. */
function constructorKey(value: string, start: number, end: number): Finding | undefined {
  const rest = value.slice(end, end + 48)
  if (/^\]?\[['"]?prototype['"]?\]/.test(rest)) return finding('parameter name', start, end, 0.9)
  if (/^['"]\s{0,8}:\s{0,8}\{\s{0,8}['"]prototype['"]\s{0,8}:/.test(rest)) return finding('document', start, end, 0.9)
  if (!/^\.prototype(?:\.\w|\[|$)/.test(rest)) return undefined
  // As a name of its own it is a path; in code it is JavaScript like any other.
  return finding('path', start, end, /\s|[(;]/.test(value.slice(0, 64) + rest) ? 0.4 : 0.85)
}

/** `class.classLoader`, `class.module.classLoader`, `class['classLoader']`, as a name or at the end of one. */
function loaderKey(value: string, start: number, end: number): Finding | undefined {
  return /(?:^|[.[])class(?:\.module)?(?:\.|\[['"]?)$/i.test(value.slice(Math.max(0, start - 24), start))
    ? { ...finding('path', start, end, 0.9), language: 'java', reason: 'a path to the loader of all classes' }
    : undefined
}

function keyNotation(value: string, start: number, end: number): string | undefined {
  const last = codeAt(value, start - 1)
  const next = codeAt(value, end)
  const quoted = (last === 34 || last === 39) && next === last
  const from = quoted ? start - 2 : start - 1
  const to = quoted ? end + 1 : end
  if (codeAt(value, from) === 91 && codeAt(value, to) === 93) return 'parameter name'
  if (quoted && codeAt(value, skip(value, to)) === 58) return 'document'
  // `__proto__.x`, `__proto__[x]`, `a.__proto__.b`: a path, unless a sentence is around it.
  const spaced = isBlank(codeAt(value, start - 1)) || isBlank(next)
  return !quoted &&
    !spaced &&
    (next === 91 || next === 46) &&
    (start === 0 || last === 46 || last === 91 || last === 38 || last === 63) &&
    isWord(codeAt(value, end + 1))
    ? 'path'
    : undefined
}

function skip(value: string, from: number): number {
  let at = from
  while (at - from < 16 && isBlank(codeAt(value, at))) at++
  return at
}
