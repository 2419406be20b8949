import { codeAt } from '../../../text/code-at.ts'
import { type Finding, pastBound, surer } from '../finding.ts'
import { Fact, type Needs } from '../needs.ts'
import { isProse, proseOf } from '../prose.ts'
import { judgeExpression, type Verdict } from './expression.ts'
import { isDumped } from './names.ts'
import { statement } from './statements.ts'

export const templateNeeds: Needs = {
  all: 0,
  any: Fact.brace | Fact.dollar | Fact.percent | Fact.hash | Fact.at | Fact.angle,
  length: 3,
}

interface Delimiter {
  readonly open: string
  readonly close: string
  readonly context: string
  /** What a call of an unknown name is worth. */
  readonly call: number
}

/** Longer openings first. */
const delimiters: readonly Delimiter[] = [
  { open: '{{', close: '}}', context: 'Jinja, Twig, Handlebars, Angular', call: 0.5 },
  { open: '{%', close: '%}', context: 'Jinja, Twig', call: 0.4 },
  { open: '<%', close: '%>', context: 'ERB, EJS, JSP', call: 0.6 },
  { open: '<#', close: '>', context: 'Freemarker', call: 0.6 },
  { open: '${', close: '}', context: 'EL, Freemarker, Mako, Velocity', call: 0.5 },
  { open: '#{', close: '}', context: 'EL, SpEL, Ruby, Pug', call: 0.5 },
  { open: '*{', close: '}', context: 'Thymeleaf', call: 0.6 },
  { open: '@{', close: '}', context: 'Thymeleaf, Razor', call: 0.5 },
  { open: '%{', close: '}', context: 'OGNL', call: 0.7 },
  { open: '@(', close: ')', context: 'Razor', call: 0.5 },
  { open: '{', close: '}', context: 'Smarty', call: 0.3 },
]

/** What Smarty's tags begin with that do more than print. */
const smarty = /^(?:system|exec|passthru|shell_exec|popen|phpinfo|self::|php\}|\$smarty|if\s{1,4}\w{1,16}\()/i

/** Longest expression read; what is longer is read so far. */
const longest = 1024

/** Most expressions of a value that are read. */
const most = 20_000

/**
 * Would a template engine or an expression language do more with this value than print it? Finds each pair of delimiters and reads what
 * stands between: a name to be filled in passes, a sum, a call into the platform or the class tree does not.
 */
export function template(value: string): Finding | undefined {
  let found = surer(surer(probe(value), statement(value)), dumped(value))
  const closers = new Map<string, number>()
  let count = 0
  let prose: boolean | undefined
  for (let at = 0; at < value.length - 2; at++) {
    const delimiter = opening(value, at)
    if (delimiter === undefined) continue
    if (++count > most) return surer(found, pastBound('template', at, value.length))
    const start = at + delimiter.open.length
    const end = Math.min(closing(value, start, delimiter, closers), start + longest)
    const verdict = judge(value, start, end, delimiter, at)
    if (verdict !== undefined) {
      prose ??= isProse(proseOf(value))
      // Who explains templates writes sums and calls; nobody takes the class tree for an example.
      const confidence = prose && verdict.confidence < 0.95 ? Math.min(verdict.confidence, 0.6) : verdict.confidence
      const finding = {
        language: 'template',
        context: delimiter.context,
        reason: verdict.reason,
        span: [at, end] as const,
        confidence,
      }
      found = surer(found, finding)
    }
    at = start - 1
    if (found && found.confidence >= 0.95) return found
  }
  return found
}

function opening(value: string, at: number): Delimiter | undefined {
  const code = codeAt(value, at)
  if (code !== 123 && code !== 60 && code !== 36 && code !== 35 && code !== 42 && code !== 64 && code !== 37)
    return undefined
  for (const delimiter of delimiters) if (value.startsWith(delimiter.open, at)) return delimiter
  return undefined
}

/** Where the expression ends: at its closing delimiter, or where another opens. Each closer is searched once for all before it. */
function closing(value: string, start: number, { open, close }: Delimiter, closers: Map<string, number>): number {
  const end = next(value, close, start, closers)
  const other = open.length > 1 ? next(value, open, start, closers) : end
  return Math.min(end, other)
}

function next(value: string, text: string, start: number, seen: Map<string, number>): number {
  const last = seen.get(text)
  if (last !== undefined && last >= start) return last
  const at = value.indexOf(text, start)
  const end = at < 0 ? value.length : at
  seen.set(text, end)
  return end
}

function judge(value: string, start: number, end: number, { open, call }: Delimiter, at: number): Verdict | undefined {
  if (open === '{' && !smarty.test(value.slice(start, start + 24)) && !(at === 0 && end + 1 >= value.length))
    return undefined
  const inner = value.slice(start, end)
  const verdict = judgeExpression(
    open === '<%' || open === '{{' ? inner.replace(/^[-=~#^&!]+/, '') : inner.replace(/^\{/, ''),
  )
  if (verdict === undefined) return undefined
  if (verdict.reason === 'a call') return { ...verdict, confidence: call }
  if (open !== '{') return verdict
  // A brace is JSON's, CSS's and every language's too: only what Smarty's tags look like.
  if (verdict.reason.startsWith('a sum'))
    return at === 0 && end + 1 >= value.length ? { ...verdict, confidence: 0.8 } : undefined
  return smarty.test(inner) ? verdict : undefined
}

/** `{{config}}` with nothing around it: what the engine was started with is printed. */
function dumped(value: string): Finding | undefined {
  if (value.length > 64) return undefined
  const match = /^\s*(?:\{\{|[$#]\{|<%=)\s*(\w{4,24})\s*(?:\}\}|\}|%>)\s*$/.exec(value)
  if (!match || !isDumped((match[1] as string).toLowerCase())) return undefined
  const reason = 'what the template is run with'
  return { language: 'template', context: 'whole value', reason, span: [0, value.length], confidence: 0.82 }
}

/** Several openings in a row, of different engines: a probe for any of them. */
function probe(value: string): Finding | undefined {
  const at = value.search(/\$\{\{<%|\{\{<%\[%|<%\[%'"|\$\{\{<%/)
  return at < 0
    ? undefined
    : {
        language: 'template',
        context: 'probe',
        reason: 'delimiters of several engines at once',
        span: [at, at + 4],
        confidence: 0.85,
      }
}
