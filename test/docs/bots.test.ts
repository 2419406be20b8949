import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { bookPage, docsFile } from '../../bin/bot/docs.ts'
import { headerSignals, knownSignals, tlsSignals } from '../../lib/bot/signals/index.ts'

const page = readFileSync(docsFile, 'utf8')

test('docs/bots.md lists every signal, in the words of its doc comment: npm run bot:docs', () => {
  expect(bookPage(page)).toBe(page)
  const all = [...headerSignals, ...tlsSignals, ...knownSignals]
  expect(all.length).toBeGreaterThan(60)
  for (const { id } of all)
    expect(page).toMatch(new RegExp(`\\*\\*\`${id}\`\\*\\* \\(-?\\d\\.\\d\\d, [^)]+\\)\\. [A-Z][^\\n]{40}`))
  expect(page).not.toContain('undefined')
})
