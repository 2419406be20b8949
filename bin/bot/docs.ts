import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { headerSignals, knownSignals, tlsSignals } from '../../lib/bot/signals/index.ts'
import { weights } from '../../lib/bot/weights.ts'

/** What `npm run bot:docs` writes between its marks: the doc comment of each signal is what operators read. */
export const docsFile = 'docs/bots.md'
const begin = '<!-- Written by `npm run bot:docs` from the doc comments in lib/bot/signals: do not edit. -->'
const end = '<!-- End of what is written. -->'

/** The page with its list of signals made anew. */
export function bookPage(page: string): string {
  const [before, rest] = cut(page, begin)
  const [, after] = cut(rest, end)
  return `${before}${begin}\n\n${list()}\n\n${end}${after}`
}

function cut(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark)
  if (at < 0) throw new Error(`${docsFile} lacks the mark ${mark}`)
  return [text.slice(0, at), text.slice(at + mark.length)]
}

function list(): string {
  const comments = readComments()
  const rows = [...headerSignals, ...tlsSignals, ...knownSignals].map(({ id, prior }) => {
    const weight = (weights[id] ?? prior).toFixed(2)
    const fitted = weights[id] === undefined ? 'not in the recordings' : 'fitted'
    return `**\`${id}\`** (${weight}, ${fitted}). ${comments.get(id)}`
  })
  return rows.join('\n\n')
}

/** The doc comment before each signal, as one paragraph, by id. */
function readComments(): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const file of globSync('lib/bot/signals/*.ts')) {
    const text = readFileSync(file, 'utf8')
    for (const [, comment = '', id = ''] of text.matchAll(
      /\/\*\*([\s\S]*?)\*\/\nexport const \w+: Signal = \{\n {2}id: '([^']+)'/g,
    )) {
      found.set(
        id,
        comment
          .replace(/\s*\n? \* ?/g, ' ')
          .replace(/\s+/g, ' ')
          .trim(),
      )
    }
  }
  return found
}

if (import.meta.main) {
  writeFileSync(docsFile, bookPage(readFileSync(docsFile, 'utf8')))
  console.log(`${docsFile} written`)
}
