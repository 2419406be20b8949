import { codeAt } from '../../text/code-at.ts'
import { skipBlanks } from './bytes.ts'
import { type Finding, surer } from './finding.ts'
import { Fact, type Needs } from './needs.ts'

export const ssiNeeds: Needs = { all: Fact.angle, any: 0, length: 9 }

/** Directives of server-side includes (Apache mod_include, nginx ssi module). */
const directives: ReadonlySet<string> = new Set(
  'config echo exec fsize flastmod include printenv set if elif else endif block wait stub perl goto'.split(' '),
)

/** Elements of ESI 1.0, sections 3.1 to 3.6. */
const elements: ReadonlySet<string> = new Set(
  'include inline choose when otherwise try attempt except comment remove vars assign eval function text foreach'.split(
    ' ',
  ),
)

/** Server-side includes (`<!--#exec`) and edge-side includes (`<esi:include`, `<!--esi`): what a server or cache on the way works out. */
export function ssi(value: string): Finding | undefined {
  let found: Finding | undefined
  for (let at = value.indexOf('<'); at >= 0; at = value.indexOf('<', at + 1)) {
    found = surer(found, codeAt(value, at + 1) === 33 ? comment(value, at) : element(value, at))
    if (found && found.confidence >= 0.9) return found
  }
  return found
}

function comment(value: string, at: number): Finding | undefined {
  if (!value.startsWith('--', at + 2)) return undefined
  const start = skipBlanks(value, at + 4, Math.min(value.length, at + 12))
  if (/^esi\s/i.test(value.slice(start, start + 4))) return finding('esi', at, start + 3, 0.9)
  if (codeAt(value, start) !== 35) return undefined
  const word = /^#\s{0,4}([a-z]{2,9})\b/i.exec(value.slice(start, start + 16))
  const name = word?.[1]?.toLowerCase() ?? ''
  if (!directives.has(name)) return undefined
  // nginx's and Apache's directives have attributes, but for printenv and the ends of blocks.
  const given = /^[^>]{0,64}=/.test(value.slice(start, start + 80))
  return finding('ssi', at, start + (word as RegExpExecArray)[0].length, given || name === 'printenv' ? 0.95 : 0.6)
}

function element(value: string, at: number): Finding | undefined {
  const name = /^<\/?(?:esi):([a-z]{2,9})\b/i.exec(value.slice(at, at + 20))
  return name && elements.has((name[1] as string).toLowerCase())
    ? finding('esi', at, at + name[0].length, 0.9)
    : undefined
}

function finding(context: string, start: number, end: number, confidence: number): Finding {
  return { language: 'ssi', context, reason: 'an include that a server works out', span: [start, end], confidence }
}
