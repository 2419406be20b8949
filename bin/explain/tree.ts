import type { WafVerdict } from '../../lib/core/verdicts.ts'
import { escapeText } from '../../lib/privacy/escape.ts'
import type { Match } from '../../lib/waf/match.ts'
import type { InspectedRequest } from '../../lib/waf/message.ts'
import type { Interruption } from '../../lib/waf/transaction.ts'

/** A line and what hangs below it. */
export interface Branch {
  readonly text: string
  readonly below?: readonly Branch[]
}

/** What is printed of one request. */
export interface Explained {
  readonly request: InspectedRequest
  readonly verdict: WafVerdict
  /** As many as `verdict.matches`, with the values that the verdict does not hold. */
  readonly matches: readonly Match[]
  /** What would have ended the request while only detecting. */
  readonly objection?: Interruption | undefined
  /** What ended it. */
  readonly interruption?: Interruption | undefined
}

/** How words are marked; each gives its text back where colours are not wanted. */
export interface Style {
  readonly bold: (text: string) => string
  readonly red: (text: string) => string
  readonly green: (text: string) => string
  readonly yellow: (text: string) => string
  readonly dim: (text: string) => string
}

export function printTree({ text, below = [] }: Branch, indent = ''): string {
  const lines = [text]
  below.forEach((branch, at) => {
    const last = at === below.length - 1
    lines.push(`${indent}${last ? '└─' : '├─'} ${printTree(branch, `${indent}${last ? '   ' : '│  '}`)}`)
  })
  return lines.join('\n')
}

/** @param show whether bytes of the request may be seen; escaped then, or else each is a bullet */
export function explain(explained: Explained, show: boolean, style: Style): Branch {
  const { request, verdict } = explained
  const { score, threshold, ruleSet, bounds, mode } = verdict
  const target = show ? escapeText(request.target, 200) : redactedTarget(request.target)
  const matches = matchesOf(explained, show, style)
  return {
    text: style.bold(`${escapeText(request.method, 32)} ${target}`),
    below: [
      { text: `verdict  ${outcome(explained, style)}` },
      {
        text: `score    ${ratio(score.inbound, threshold.inbound)} inbound, ${ratio(score.outbound, threshold.outbound)} outbound`,
      },
      { text: `mode     ${mode}` },
      { text: `rules    ${escapeText(`${ruleSet.name} ${ruleSet.version}`)}, hash ${ruleSet.hash.slice(0, 16)}` },
      { text: `bounds   ${bounds.length === 0 ? 'none' : style.yellow(bounds.join(', '))}` },
      { text: `matches  ${matches.length === 0 ? 'none' : matches.length}`, below: matches },
    ],
  }
}

const ratio = (score: number, threshold: number): string => (threshold > 0 ? `${score} of ${threshold}` : `${score}`)

/** The path is mostly a route's name; what stands behind the question mark is the visitor's. */
function redactedTarget(target: string): string {
  const mark = target.indexOf('?')
  return mark < 0
    ? escapeText(target, 200)
    : `${escapeText(target.slice(0, mark), 200)}?${bullets(target.length - mark - 1)}`
}

function outcome({ verdict, interruption, objection }: Explained, style: Style): string {
  const by = (end: Interruption | undefined) => {
    if (end === undefined) return ''
    return end.rule === 0 ? ', by a bound' : `, by rule ${end.rule}`
  }
  if (verdict.action === 'refuse') return style.red(`refused with ${verdict.status}${by(interruption)}`)
  if (objection) return style.yellow(`passed; would be refused with ${objection.status}${by(objection)}`)
  return verdict.action === 'log' ? style.green('passed, with matches') : style.green('passed')
}

const telling = /^(?:attack|language|platform|application)-|^paranoia-level\//

function matchesOf({ verdict, matches }: Explained, show: boolean, style: Style): readonly Branch[] {
  let total = 0
  return verdict.matches.map((seen, at) => {
    const match = matches[at]
    total += seen.score
    const message = show && match ? escapeText(match.message, 256) : seen.message
    const tags = seen.tags.filter((tag) => telling.test(tag))
    const below: Branch[] = [
      { text: `phase ${seen.phase}, ${place(seen.variable, seen.path)}` },
      ...(seen.why === undefined ? [] : [{ text: seen.why }]),
      ...(seen.transformations.length > 0 ? [{ text: `value → ${seen.transformations.join(' → ')}` }] : []),
      ...(match && seen.variable !== '' ? [{ text: `matched ${span(match, show, style)}` }] : []),
      ...(tags.length > 0 ? [{ text: style.dim(`tags ${tags.join(', ')}`) }] : []),
      { text: `score +${seen.score}, total ${total}` },
    ]
    return { text: `${style.bold(String(seen.id))}${message === '' ? '' : ` ${message}`}`, below }
  })
}

const place = (variable: string, path: string): string => {
  if (variable === '') return 'always'
  return path === '' || path === variable ? escapeText(variable) : `${path} (${escapeText(variable)})`
}

const mostShown = 60
const around = 16

const bullets = (count: number): string => (count > mostShown ? `${'•'.repeat(mostShown)}…` : '•'.repeat(count))

function span({ value, span: [start, end] }: Match, show: boolean, style: Style): string {
  const where = style.dim(`bytes ${start} to ${end} of ${value.length}`)
  if (!show) return `${bullets(end - start) || '(nothing)'} ${where}`
  const before = `${start > around ? '…' : ''}${escapeText(value.slice(Math.max(0, start - around), start))}`
  const after = `${escapeText(value.slice(end, end + around))}${end + around < value.length ? '…' : ''}`
  return `${before}[${style.red(escapeText(value.slice(start, end), 200))}]${after} ${where}`
}
