import type { Finding } from '../finding.ts'
import { Fact, type Needs } from '../needs.ts'

export const stackTraceNeeds: Needs = { all: Fact.letter, any: Fact.colon | Fact.paren, length: 12 }

/** One frame, as each platform prints it. */
const frames: readonly (readonly [language: string, frame: RegExp])[] = [
  ['java', /\bat [\w$.<>]{3,160}\([\w$]{1,80}\.(?:java|kt|scala|groovy):\d{1,6}\)/g],
  [
    'node',
    /\bat (?:async )?(?:[\w$.<>[\] ]{1,120} )?\(?(?:file:\/\/|node:|[a-z]:\\|\/)[^\s():]{1,200}:\d{1,6}:\d{1,6}\)?/gi,
  ],
  ['python', /File "[^"\n]{1,200}\.py", line \d{1,6}, in [\w<>]{1,80}/g],
  ['.net', /\bat [\w.`<>[\]+]{3,160}\([^()\n]{0,200}\) in [^\n:]{0,4}:?[^\n:]{1,200}:line \d{1,6}/g],
  ['php', /#\d{1,3} [^\s():]{1,200}\.php\(\d{1,6}\): /g],
  ['ruby', /\.rb:\d{1,6}:in [`'][^'\n]{1,80}'/g],
  ['go', /\n\t[^\s:]{1,200}\.go:\d{1,6} \+0x[\da-f]{1,8}/g],
]

/** Headings that stand over one. With one of these a single frame is enough. */
const headings =
  /Traceback \(most recent call last\):|Unhandled exception at |<title>(?:[^<\n]{0,80} at \/|Runtime Error|Action Controller: Exception|Whoops|Server Error in)|Server Error in '\/|(?:Fatal error|Parse error|Warning|Notice)(?:<\/b>)?: {1,2}[^\n]{1,300} in (?:<b>)?[^\s<]{1,200}\.php(?:<\/b>)? on line (?:<b>)?\d|goroutine \d{1,6} \[running\]:|Exception in thread "/

/** Most of an answer that is searched: an error comes instead of a page. */
const longest = 1 << 18

/** Does this answer tell where in which file it failed? Two frames of one platform, or one under a heading. */
export function stackTrace(value: string): Finding | undefined {
  const text = value.length > longest ? value.slice(0, longest) : value
  const heading = headings.exec(text)
  for (const [language, frame] of frames) {
    frame.lastIndex = 0
    const first = frame.exec(text)
    if (!first) continue
    const second = frame.exec(text)
    const confidence = second || heading ? 0.85 : 0.5
    return {
      language: 'answer',
      context: `${language} stack`,
      reason: 'where in the program it failed',
      span: [first.index, (second?.index ?? first.index) + (second ?? first)[0].length],
      confidence,
    }
  }
  if (!heading) return undefined
  return {
    language: 'answer',
    context: 'error page',
    reason: 'where in the program it failed',
    span: [heading.index, heading.index + heading[0].length],
    confidence: heading[0].startsWith('Trace') ? 0.6 : 0.82,
  }
}
