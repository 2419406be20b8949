import { codeAt } from '../../../text/code-at.ts'
import { isBlank, isDigit, isLetter, isWord } from '../bytes.ts'
import { callingFilters, isDangerous, isDunder, isHolder, isOrdinary } from './names.ts'

export interface Verdict {
  readonly confidence: number
  readonly reason: string
}

/** What an expression is made of, as far as it was read. */
interface Shape {
  numbers: number
  strings: number
  names: number
  operators: number
  calls: number
  others: number
}

/**
 * What an expression between template delimiters does beyond naming a value: `user.name | upper` does nothing, `7*7` proves that it is
 * worked out, `''.__class__` leaves the template. One pass.
 */
export function judgeExpression(text: string): Verdict | undefined {
  const shape: Shape = { numbers: 0, strings: 0, names: 0, operators: 0, calls: 0, others: 0 }
  let best: Verdict | undefined
  let at = 0
  while (at < text.length) {
    const code = codeAt(text, at)
    let end = at + 1
    if (isLetter(code) || code === 95) {
      end = nameEnd(text, at)
      best = surer(best, name(text, at, end, shape))
    } else if (isDigit(code)) {
      while (isDigit(codeAt(text, end)) || codeAt(text, end) === 46) end++
      shape.numbers++
    } else if (code === 34 || code === 39) {
      end = stringEnd(text, at)
      shape.strings++
      best = surer(best, string(text, at, end))
    } else best = surer(best, mark(text, at, shape))
    at = end
  }
  return surer(best, whole(text, shape))
}

function surer(a: Verdict | undefined, b: Verdict | undefined): Verdict | undefined {
  if (!a || !b) return a ?? b
  return b.confidence > a.confidence ? b : a
}

function nameEnd(text: string, at: number): number {
  let end = at
  while (isWord(codeAt(text, end))) end++
  return end
}

function stringEnd(text: string, at: number): number {
  const quote = codeAt(text, at)
  let end = at + 1
  while (end < text.length && codeAt(text, end) !== quote) end += codeAt(text, end) === 92 ? 2 : 1
  return Math.min(end + 1, text.length)
}

/** The code of the next byte that is no blank; 0 at the end. */
function nextCode(text: string, at: number): number {
  let next = at
  while (isBlank(codeAt(text, next))) next++
  return next < text.length ? codeAt(text, next) : 0
}

function before(text: string, at: number): number {
  let last = at - 1
  while (last >= 0 && isBlank(codeAt(text, last))) last--
  return last < 0 ? 0 : codeAt(text, last)
}

const leaves: Verdict = { confidence: 0.95, reason: 'an expression that leaves the template' }

function name(text: string, at: number, end: number, shape: Shape): Verdict | undefined {
  const word = text.slice(at, Math.min(end, at + 64)).toLowerCase()
  const next = nextCode(text, end)
  const last = before(text, at)
  const called = next === 40
  const member = next === 46 || next === 91
  shape.names++
  if (called) shape.calls++
  if (isDunder(word)) return leaves
  if (word === 't' && called && isLetter(nextCode(text, text.indexOf('(', end) + 1)) && last !== 46) return leaves
  if (word === 'require' && /^\s+['"]\w/.test(text.slice(end, end + 16))) return leaves
  if (isDangerous(word) && (called || member || last === 91 || last === 46)) {
    if (!isOrdinary(word)) return leaves
    if (called && /^\s*\(\s*['"][^'"]/.test(text.slice(end, end + 24)))
      return word === 't' ? undefined : { confidence: 0.85, reason: leaves.reason }
    if (/^\.\w{1,32}\(\s*['"]/.test(text.slice(end, end + 48))) return { confidence: 0.85, reason: leaves.reason }
    if (member && codeAt(text, end) === 46) return { confidence: 0.7, reason: leaves.reason }
    return undefined
  }
  if ((last === 124 || last === 63) && called && callingFilters.has(word))
    return { confidence: last === 63 ? 0.95 : 0.85, reason: 'a filter that calls what it is given' }
  if (word === 'new' && isLetter(nextCode(text, end)) && /^\s+[\w.]+\s*\(/.test(text.slice(end, end + 96)))
    return { confidence: 0.8, reason: 'an object made' }
  if (word === 'java' || word === 'javax') return next === 46 ? { confidence: 0.9, reason: leaves.reason } : undefined
  if (isHolder(word) && last !== 46)
    return {
      confidence: member ? 0.85 : shape.names === 1 && next === 0 ? 0.7 : 0.3,
      reason: 'what the template is run with',
    }
  if (
    word === 'request' &&
    next === 46 &&
    /^\.\s*(?:application|environ|args|values|cookies|__)/.test(text.slice(end, end + 16))
  )
    return { confidence: 0.8, reason: 'what the template is run with' }
  return undefined
}

/** Files, class names and escapes that hide a name, as text. */
function string(text: string, at: number, end: number): Verdict | undefined {
  const inner = text.slice(at + 1, Math.min(end - 1, at + 129))
  if (inner.includes('__') || /\\x5f\\x5f|\\137|\\u005f/i.test(inner)) return { confidence: 0.9, reason: leaves.reason }
  if (/^(?:\/(?:etc|proc|var|root|home)\/|[a-z]:[\\/]|file:)/i.test(inner))
    return { confidence: 0.85, reason: 'a file of the machine' }
  if (/^(?:java|javax|freemarker|org|com)\.[\w.]+$/.test(inner))
    return { confidence: 0.85, reason: 'a class by its name' }
  if (/^(?:system|exec|passthru|shell_exec|popen|eval|assert|phpinfo|constructor|prototype)$/.test(inner))
    return { confidence: 0.85, reason: 'a function by its name' }
  // A member of a literal, by a name put together: ''['__cla'+'ss__'].
  return inner === '' && nextCode(text, end) === 91 ? { confidence: 0.85, reason: leaves.reason } : undefined
}

function mark(text: string, at: number, shape: Shape): Verdict | undefined {
  const code = codeAt(text, at)
  if (code === 42 || code === 43 || code === 45 || code === 47 || code === 37) shape.operators++
  else if (!isBlank(code) && code !== 40 && code !== 41 && code !== 46) shape.others++
  const next = codeAt(text, at + 1)
  // OGNL: #context, #_memberAccess; @class@method.
  if (
    code === 35 &&
    (isLetter(next) || next === 95) &&
    /^#(?:_memberaccess|context|application|session|request|attr|root|cmd|res|process)\b/i.test(text.slice(at, at + 16))
  )
    return { confidence: 0.9, reason: leaves.reason }
  if (code === 64 && isLetter(next) && /^@[\w.$]{2,80}@\w/.test(text.slice(at, at + 88))) return leaves
  if (code === 96) return { confidence: 0.85, reason: 'a command in backticks' }
  return undefined
}

/** Sums of numbers and strings alone show whether they are worked out; no template holds them. */
function whole(text: string, shape: Shape): Verdict | undefined {
  const { numbers, strings, names, operators, calls, others } = shape
  if (names === 0 && operators > 0 && numbers > 0 && numbers + strings > 1 && others === 0)
    return { confidence: /[*]/.test(text) ? 0.9 : 0.82, reason: 'a sum that a template works out' }
  if (strings === 1 && numbers === 0 && calls === 1 && /^\s*['"]/.test(text))
    return { confidence: 0.8, reason: 'a method of a literal' }
  return calls > 0 ? { confidence: 0.4, reason: 'a call' } : undefined
}
