import { codeAt } from '../../text/code-at.ts'
import { type Finding, pastBound, surer } from './finding.ts'
import { beside, eachOf, Fact, type Needs } from './needs.ts'

export const xpathNeeds: Needs = {
  all: 0,
  any: 0,
  // The end of a predicate, a union, an axis, and a function behind `and` or `or`.
  sets: [...eachOf(Fact.bracket | Fact.pipe | Fact.colon), ...beside(Fact.paren, Fact.blank | Fact.newline)],
  length: 5,
}

/** Most places that are looked at. */
const most = 50_000

/** Axes of XPath 1.0, section 2.2. */
const axis =
  /^(?:ancestor|ancestor-or-self|attribute|child|descendant|descendant-or-self|following|following-sibling|namespace|parent|preceding|preceding-sibling|self)::(?:[\w*]|node\(|text\()/

/** What a predicate asks of the document, after a logical operator: functions with a path or nothing as argument. */
const asks =
  /^(?:and|or)\s{1,8}(?:not\s{0,4}\(\s{0,4})?(?:count|name|local-name|string-length|substring|contains|starts-with|position|last|doc|doc-available|normalize-space|string)\s{0,4}\(\s{0,4}(?:\/|\.|\)|@|name\(|local-name\(|child::|parent::|\w{1,24}\s{0,2}\/|\w{1,24}\[)/i

/**
 * Would this value, put into an XPath expression, leave its string or predicate? `'] | //*[`, `' or count(/*)=1`, axes. Comparisons such
 * as `' or '1'='1` read the same in SQL and are found there.
 */
export function xpath(value: string): Finding | undefined {
  let found: Finding | undefined
  let count = 0
  for (let at = 0, size = value.length; at < size; at++) {
    if (count > most) return surer(found, pastBound('xpath', at, value.length))
    const code = codeAt(value, at)
    // `]`, `|`, `o`, `a`, `)` and the first letters of axes; everything else begins nothing.
    if (code === 93 || code === 124) {
      count++
      found = surer(found, union(value, at))
    } else if ((code | 32) === 111 || (code | 32) === 97) {
      if (!boundary(value, at) || !asks.test(value.slice(at, at + 64))) continue
      count++
      found = surer(
        found,
        finding('predicate', 'a question about the document', at, at + 2, broken(value, at) ? 0.9 : 0.6),
      )
    } else if (code === 58 && codeAt(value, at + 1) === 58) {
      count++
      const start = wordStart(value, at)
      if (axis.test(value.slice(start, at + 8)))
        found = surer(found, finding('path', 'an axis', start, at + 2, axisSure(value, start)))
    }
    if (found && found.confidence >= 0.9) return found
  }
  return found
}

function finding(context: string, reason: string, start: number, end: number, confidence: number): Finding {
  return { language: 'xpath', context, reason, span: [start, end], confidence }
}

/** `'] | //user`, `")]|//*`, `| //x` with a path that begins at the root. */
function union(value: string, at: number): Finding | undefined {
  const after =
    /^[\])\s]{0,8}\|\s{0,8}(?:\/\/?(?:\*|[a-z@][\w-]{0,32}(?:[[/:\s]|$)|node\(|text\(|child::)|\w{1,16}\s{0,2}=)/i.exec(
      value.slice(at, at + 64),
    )
  if (!after) return undefined
  const quoted =
    at > 0 && /['"]\s{0,4}[\])]{0,4}$/.test(value.slice(Math.max(0, at - 8), at + (codeAt(value, at) === 93 ? 1 : 0)))
  return quoted ? finding('union', 'a path added to the one asked for', at, at + after[0].length, 0.9) : undefined
}

const boundary = (value: string, at: number): boolean => at === 0 || !/[\w-]/.test(value[at - 1] as string)

/** Whether a quote, a parenthesis or a number stands before the operator: something was ended there. */
const broken = (value: string, at: number): boolean =>
  /(?:['"\])]|(?:^|\s)\d{1,8})\s{0,8}$/.test(value.slice(Math.max(0, at - 24), at))

function wordStart(value: string, colon: number): number {
  let at = colon
  while (at > 0 && colon - at < 20 && /[a-z-]/i.test(value[at - 1] as string)) at--
  return at
}

/** An axis within a path (`/child::`), after a breakout, or in a comparison. C++ and PHP have `parent::` and `self::` too. */
function axisSure(value: string, start: number): number {
  const before = value.slice(Math.max(0, start - 24), start)
  if (/['"\])]\s{0,4}(?:or|and|\||\[)?\s{0,4}\/{0,2}$/i.test(before) && !/^(?:self|parent)/.test(value.slice(start)))
    return 0.85
  return /\/$/.test(before) ? 0.8 : 0.3
}
