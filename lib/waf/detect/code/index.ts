import { codeAt } from '../../../text/code-at.ts'
import { isBlank, isWord, skipBlanks } from '../bytes.ts'
import { type Finding, pastBound, surer } from '../finding.ts'
import { beside, eachOf, Fact, type Needs } from '../needs.ts'
import { isProse, proseOf } from '../prose.ts'
import { calleeOf, isEveryday, telling } from './functions.ts'
import { mark } from './marks.ts'

export const codeNeeds: Needs = {
  all: 0,
  any: 0,
  // Of names and dots alone nothing is called: a file has a name like that.
  sets: [
    ...eachOf(Fact.paren | Fact.angle | Fact.dollar | Fact.percent),
    ...beside(
      Fact.dot,
      ~(Fact.letter | Fact.digit | Fact.dash | Fact.dot | Fact.dotDot | Fact.slash | Fact.escape | Fact.other),
    ),
  ],
  length: 4,
}

/** Most calls and marks of a value that are read. */
const most = 100_000

/** Longest comment between a name and its parenthesis. */
const longestComment = 64

/**
 * Would this value, handed to an interpreter (PHP, Node, Python, Ruby, Java, .NET, Perl, Lua) or put into its text, run something of its
 * own? Looks at every call and asks what is called, and with what; at PHP's tags and superglobals; at names put together out of pieces.
 */
export function code(value: string): Finding | undefined {
  let found = brokenOut(value)
  let ceiling: number | undefined
  let count = 0
  for (let at = 0, size = value.length; at < size; at++) {
    const byte = codeAt(value, at)
    const says =
      byte === 40
        ? call(value, at)
        : byte === 36 || byte === 60 || byte === 46 || byte === 37 || byte === 91
          ? mark(value, at)
          : undefined
    if (byte === 40 || byte === 36 || byte === 60) count++
    if (count > most) return surer(found, pastBound('code', at, value.length))
    if (!says) continue
    ceiling ??= ceilingOf(value)
    found = surer(found, {
      ...says,
      confidence: Math.min(says.confidence, fed(value, says) && ceiling === shared ? 1 : ceiling),
    })
    if (found && found.confidence >= 0.95) return found
  }
  return found
}

/** Longest value that is read as one call between two halves of a statement. */
const longestCall = 1024

/**
 * `';f(x);//`, `".f(x)."`: whatever is called. A string or a statement is ended, a call follows, and what stood behind it is made a comment
 * or a string again. Samples of code have words in their comments.
 */
function brokenOut(value: string): Finding | undefined {
  if (value.length > longestCall) return undefined
  const last = codeAt(value, value.length - 1)
  if (last !== 47 && last !== 35 && last !== 42 && last !== 34 && last !== 39) return undefined
  const start = /^[\w.-]{0,32}(['"]?)\s{0,4}([;.])\s{0,4}@?[a-z_][\w\\:]{0,40}\s?\(/i.exec(value)
  if (!start || (start[1] === '' && start[2] === '.')) return undefined
  const end = /\)\s{0,4}(?:;\s{0,4}(?:\/\/|#|\/\*)|\.\s{0,4}['"])$/.test(value.slice(-16))
  return end ? finding('call', 'a call between the halves of a statement', [0, value.length], 0.85) : undefined
}

/** What is written about code, and code that is shared, holds calls as well: sentences, or several lines. */
function ceilingOf(value: string): number {
  if (isProse(proseOf(value))) return 0.6
  let lines = 0
  let from = 0
  while (lines < 4) {
    const end = value.indexOf('\n', from)
    const stop = end < 0 ? value.length : end
    if (skipBlanks(value, from, stop) < stop) lines++
    if (end < 0) break
    from = end + 1
  }
  return lines > 3 ? shared : 1
}

/** Most for code on several lines. */
const shared = 0.75

/** A call that hands what the request brings to a shell or an interpreter: a back door, on however many lines. */
function fed(value: string, { span }: Finding): boolean {
  return /^(?:system|exec|shell_exec|passthru|popen|proc_open|eval|assert)\s*\(\s*@?\$_(?:get|post|request|cookie|server)\b/i.test(
    value.slice(span[0], span[0] + 64),
  )
}

function call(value: string, paren: number): Finding | undefined {
  const end = nameEnd(value, paren)
  const start = nameStart(value, end)
  if (end === start) return literalCall(value, paren)
  const name = value.slice(start, end).toLowerCase()
  const args = value.slice(paren + 1, paren + 161)
  const span: readonly [number, number] = [start, Math.min(value.length, paren + 1)]
  const asks = telling.get(name)
  if (asks?.test(args.toLowerCase())) return finding('call', 'a call that reaches out of the program', span, 0.85)
  const callee = calleeOf(name)
  if (callee === undefined) return undefined
  const spaced = end < paren && isBlank(codeAt(value, end))
  const given = argument(args)
  const sure = given === 'telling' ? callee.sure : given === 'none' && isEveryday(name) ? 0.4 : callee.alone
  return finding(
    'call',
    'a function that runs code or commands',
    span,
    spaced && given !== 'telling' ? Math.min(sure, 0.4) : sure,
  )
}

function finding(context: string, reason: string, span: readonly [number, number], confidence: number): Finding {
  return { language: 'code', context, reason, span, confidence }
}

/** Text, a variable, another call, a concatenation: what injected calls are given. */
function argument(args: string): 'telling' | 'word' | 'none' {
  const start = skipBlanks(args, 0)
  const first = codeAt(args, start)
  if (first === 41 || start === args.length) return 'none'
  if (first === 34 || first === 39 || first === 96 || first === 36 || first === 91) return 'telling'
  return /^\w{1,40}\s?[(.[]/.test(args.slice(start, start + 44)) ? 'telling' : 'word'
}

/** Where the name before a parenthesis ends: over blanks and one comment. */
function nameEnd(value: string, paren: number): number {
  let at = paren
  for (let guard = 0; guard < 32 && at > 0; guard++) {
    const code = codeAt(value, at - 1)
    if (isBlank(code)) at--
    else if (code === 47 && codeAt(value, at - 2) === 42) {
      const from = Math.max(0, at - longestComment)
      const open = value.slice(from, at - 2).lastIndexOf('/*')
      if (open < 0) break
      at = from + open
    } else break
  }
  return at
}

function nameStart(value: string, end: number): number {
  let at = end
  while (at > 0 && end - at < 40 && isWord(codeAt(value, at - 1))) at--
  return at
}

/** `('sys'.'tem')('id')`, `"system"("id")`: text that is called. */
function literalCall(value: string, paren: number): Finding | undefined {
  const before = codeAt(value, paren - 1)
  const quoted = /^\s?['"$]/.test(value.slice(paren + 1, paren + 4))
  if (!quoted) return undefined
  const text = value.slice(Math.max(0, paren - 48), paren)
  const called =
    before === 41 ? /\(\s?['"][\w\\]{1,32}['"](?:\s?\.\s?['"][\w\\]{1,32}['"])*\)$/ : /(?:^|[;{=(\s])['"]\w{2,32}['"]$/
  return called.test(text)
    ? finding('call', 'text that is called as a function', [Math.max(0, paren - 2), paren + 1], 0.85)
    : undefined
}
