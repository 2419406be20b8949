import { escapeText } from '../../lib/privacy/escape.ts'
import type { Job } from './job.ts'
import type { Attack } from './run.ts'
import type { Reached } from './shop/server.ts'

const columns = (texts: readonly string[]): string =>
  texts.map((text, at) => (at === 0 ? text.padEnd(44) : text.padStart(9))).join('')

export const title: string = columns([
  'tool, job',
  'straight',
  'gate',
  'sent',
  'refused',
  'harmless',
  'broke',
  'changed',
])

const said = (run: Attack | undefined): string => (run ? (run.found ? 'finds' : run.ended ? 'ended' : 'nothing') : '-')

const figures = ({ refused, harmless, broke, changed }: Attack): readonly string[] =>
  [refused + harmless + broke.length + changed.length, refused, harmless, broke.length, changed.length].map(String)

export function row({ tool, name }: Job, straight: Attack | undefined, through: Attack, shown: number): string {
  const first = columns([`${tool}, ${name}`, said(straight), said(through), ...figures(through)])
  return [first, ...examples('changed', through.changed, shown), ...examples('broke', through.broke, shown)].join('\n')
}

/** Each value once. */
function examples(title: string, reached: readonly Reached[], shown: number): readonly string[] {
  const texts = new Set(
    reached.map((one) => `${one.hole}: ${one.method} ${readable(one.target)} ${readable(one.rest)}`),
  )
  return [...texts].slice(0, shown).map((text) => `    ${title} ${text}`)
}

function readable(target: string): string {
  try {
    return escapeText(decodeURIComponent(target.replaceAll('+', ' ')), 300)
  } catch {
    return escapeText(target, 300)
  }
}

/** For each tool: how often it found something where it could, and what became of its requests. */
export function sums(done: readonly (readonly [Job, Attack | undefined, Attack])[]): string {
  const tools = [...new Set(done.map(([{ tool }]) => tool))]
  return ['', columns(['sums', 'straight', 'gate', 'sent', 'refused', 'harmless', 'broke', 'changed'])]
    .concat(
      tools.map((tool) => {
        const runs = done.filter(([job]) => job.tool === tool)
        const proved = runs.flatMap(([, straight]) => (straight ? [straight] : []))
        const through = runs.map(([, , run]) => run)
        const sum = (count: (run: Attack) => number): number => through.reduce((all, run) => all + count(run), 0)
        const counts = [
          sum((run) => run.refused),
          sum((run) => run.harmless),
          sum((run) => run.broke.length),
          sum((run) => run.changed.length),
        ]
        return columns([
          `${tool}, ${runs.length} jobs`,
          `${proved.filter(({ found }) => found).length}/${proved.length}`,
          `${through.filter(({ found }) => found).length}/${runs.length}`,
          ...[counts.reduce((a, b) => a + b, 0), ...counts].map(String),
        ])
      }),
    )
    .join('\n')
}
