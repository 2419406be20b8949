import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  impossibleOperators,
  impossibleVariables,
  operatorAliases,
  operators,
  transformationAliases,
  transformations,
  variableAliases,
  variables,
} from '../../lib/ir/names.ts'
import { actionReaders, ctlOptions, impossibleActions } from '../../lib/seclang/actions.ts'
import { ruleDirectives } from '../../lib/seclang/directives.ts'
import { impossibleDirectives, settingsDirectives, withoutEffect } from '../../lib/seclang/settings.ts'

const page = readFileSync('docs/seclang.md', 'utf8')

/** The paragraph behind a line that holds these words: a list of words in backticks. */
function wordsBehind(text: string): readonly string[] {
  const from = page.indexOf('\n\n', page.indexOf(text)) + 2
  const paragraph = page.slice(from, page.indexOf('\n\n', from))
  return [...paragraph.matchAll(/`([^`]+)`/g)].map((match) => (match[1] as string).toLowerCase())
}

const keys = (table: object): readonly string[] => Object.keys(table).map((key) => key.toLowerCase())
const removals = ['id', 'tag', 'msg'].flatMap((by) => [`ruleremoveby${by}`, `ruleremovetargetby${by}`])

const lists: readonly [behind: string, words: readonly string[]][] = [
  ['These make rules and change them', keys(ruleDirectives)],
  ['These set something', keys(settingsDirectives)],
  ['With members, of which', keys(variables).filter((name) => variables[name.toUpperCase()] === 'list')],
  ['Single values:', keys(variables).filter((name) => variables[name.toUpperCase()] === 'one')],
  ['## Operators', [...operators]],
  ['## Transformations', [...transformations]],
  ['## Actions', keys(actionReaders)],
  ['### ctl', [...ctlOptions, ...removals]],
]

test('docs/seclang.md lists the words that the compiler knows: 8 lists', () => {
  for (const [behind, words] of lists) {
    expect(page, behind).toContain(behind)
    expect([...wordsBehind(behind)].sort(), behind).toEqual([...words].sort())
  }
  expect(lists.length).toBe(8)
})

const reasons: readonly [table: Readonly<Record<string, string>>, prefix: string][] = [
  [withoutEffect, ''],
  [impossibleDirectives, ''],
  [impossibleVariables, ''],
  [impossibleOperators, '@'],
  [impossibleActions, ''],
]

test('and says of what cannot be had why, and of nothing else', () => {
  const rows = [...page.matchAll(/^\| `([^`]+)` \| (.*) \|$/gm)].map(
    ([, word = '', why]) => `${word.toLowerCase()} ${why}`,
  )
  const known = reasons.flatMap(([table, prefix]) =>
    Object.entries(table).map(([word, why]) => `${prefix}${word.toLowerCase()} ${why}`),
  )
  expect([...rows].sort()).toEqual([...known].sort())
})

test('and names the other spellings', () => {
  const all = [
    ...Object.entries(variableAliases),
    ...Object.entries(operatorAliases),
    ...Object.entries(transformationAliases),
  ]
  for (const [other, name] of all) expect(page.toLowerCase()).toContain(`\`${other}\` is \`${name}\``.toLowerCase())
})
