import { maskOf } from '../../../regex/byte-classes.ts'
import { codeAt } from '../../../text/code-at.ts'
import type { Finding } from '../finding.ts'
import { Fact, type Needs } from '../needs.ts'
import type { Opening } from './conditions.ts'
import { type Reading, SqlReading } from './read.ts'

export const sqlNeeds: Needs = {
  all: 0,
  any:
    Fact.blank |
    Fact.newline |
    Fact.quote |
    Fact.backtick |
    Fact.paren |
    Fact.hash |
    Fact.star |
    Fact.semicolon |
    Fact.equals |
    Fact.pipe |
    Fact.ampersand,
  length: 3,
}

/** Values of these classes alone hold nothing that a statement could be made of: no blank, quote, bracket or comment. */
const single = maskOf('a0_-.@!?:,~\x80\\')
const longEnough = 5
/** Quotes of a kind that are tried as the end of the string around the value. */
const mostOpenings = 3

/**
 * Whether a value, put into a statement, changes its structure: bare (behind `=`, in ORDER BY, in parentheses), or inside
 * `'`, `"`, a backtick or the brackets of SQL Server. All common dialects at once. Confidence is 1 where nothing else reads so. Cost linear in the value.
 */
export function sql(value: string): Finding | undefined {
  if (value.length < longEnough && !/['"`]/.test(value)) return undefined
  const mask = maskOf(value)
  if ((mask & ~single) === 0) return undefined
  let best: Reading | undefined
  let at: Opening | undefined
  const attempt = (opening: Opening): void => {
    const reading = new SqlReading(value, opening).read()
    if (best !== undefined && reading.sum <= best.sum) return
    best = reading
    at = opening
  }
  attempt({ at: 0, quote: 0 })
  if ((best?.sum ?? 0) < enough)
    for (const quote of ["'", '"', '`', ']']) {
      if ((mask & maskOf(quote)) === 0) continue
      let from = -1
      for (let tried = 0; tried < mostOpenings; tried++) {
        from = value.indexOf(quote, from + 1)
        if (from < 0) break
        // A bracket that the value opens itself is an index, a range, a list.
        if (quote === ']' && value.lastIndexOf('[', from) >= 0) break
        attempt({ at: from + 1, quote: codeAt(quote, 0) })
        // A doubled quote stays in the string.
        if (codeAt(value, from + 1) === codeAt(quote, 0)) from++
      }
    }
  if (best === undefined || at === undefined || best.sum < least) return undefined
  return {
    language: 'sql',
    context: at.quote === 0 ? 'bare' : `inside ${String.fromCharCode(at.quote)}`,
    reason: best.reason,
    span: [at.at, best.end],
    confidence: Math.min(1, best.sum / enough),
  }
}

const enough = 0.95
const least = 0.3
