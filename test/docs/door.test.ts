import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { rowIds, rows } from '../../lib/door/rows.ts'

test('docs/door.md prints the table as it is in lib/door/rows.ts', () => {
  const cell = (text: string): string => text.replaceAll('|', '\\|')
  const lines = rowIds.map((id) => {
    const { meets, policies, canonical, status } = rows[id]
    const policy = policies.map((name) => (name === 'canonicalise' && canonical ? `${name} (${canonical})` : name))
    return `| \`${id}\` | ${cell(meets)} | **${policy[0]}** | ${policy.slice(1).join(', ')} | ${status ?? 400} |`
  })
  const table = [
    '| row | meets | default | other policies | status |',
    '| --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n')
  expect(readFileSync('docs/door.md', 'utf8')).toContain(table)
})
