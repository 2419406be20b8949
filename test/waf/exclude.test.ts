import { expect, test } from 'vitest'
import { type Exclusion, exclude } from '../../lib/waf/exclude.ts'
import { compiled, idsOf, request, wafOf } from '../support/rules.ts'

const rules = `SecRule ARGS|REQUEST_COOKIES|ARGS_NAMES x "id:1,tag:'a/b'"
SecRule ARGS:q x "id:2,tag:'a/b'"
SecRule REQUEST_METHOD . "id:3,chain,tag:'c'"
SecRule ARGS|REQUEST_URI x
SecAction "id:4,tag:'c',skipAfter:END"
SecAction "id:5"
SecMarker END
SecAction "id:6"`

const sent = request('/?q=x&x=1', { headers: [{ name: 'Cookie', value: 'c=x' }] })

const rows: readonly [title: string, exclusions: readonly Exclusion[], ids: readonly number[]][] = [
  ['nothing', [], [1, 1, 1, 2, 3, 3, 4, 6]],
  ['a rule', [{ rules: [1] }], [2, 3, 3, 4, 6]],
  ['two rules', [{ rules: [1, 2] }], [3, 3, 4, 6]],
  ['a tag', [{ tag: 'a/b' }], [3, 3, 4, 6]],
  ['a field', [{ rules: [1], fields: ['ARGS:q'] }], [1, 1, 2, 3, 3, 4, 6]],
  ['a field without case', [{ rules: [1], fields: ['args:Q'] }], [1, 1, 2, 3, 3, 4, 6]],
  ['a variable', [{ rules: [1], fields: ['REQUEST_COOKIES', 'ARGS_NAMES'] }], [1, 2, 3, 3, 4, 6]],
  ['all that the rule looks at', [{ rules: [2], fields: ['ARGS:q'] }], [1, 1, 1, 3, 3, 4, 6]],
  ['all by the variable', [{ rules: [2], fields: ['ARGS'] }], [1, 1, 1, 3, 3, 4, 6]],
  ['in a link of the chain', [{ rules: [3], fields: ['ARGS:q'] }], [1, 1, 1, 2, 3, 4, 6]],
  ['fields by tag', [{ tag: 'a/b', fields: ['ARGS:q'] }], [1, 1, 3, 3, 4, 6]],
  [
    'two for one rule',
    [
      { rules: [1], fields: ['ARGS:q'] },
      { rules: [1], fields: ['ARGS_NAMES'] },
    ],
    [1, 2, 3, 3, 4, 6],
  ],
  ['fields of an action, which looks at none', [{ rules: [4], fields: ['ARGS:q'] }], [1, 1, 1, 2, 3, 3, 4, 6]],
  ['the rule that skips', [{ tag: 'c' }], [1, 1, 1, 2, 5, 6]],
]

test('exclusions: 14 cases', async () => {
  for (const [title, exclusions, ids] of rows)
    expect(await idsOf(rules, sent, { exclude: exclusions }), title).toEqual(ids)
  expect(rows.length).toBe(14)
})

test('what no rule is like is said when the worker starts', () => {
  for (const wrong of [{ tag: 'a' }, { rules: [99] }, { rules: [1, 99] }])
    expect(() => wafOf(rules, { exclude: [wrong] }), JSON.stringify(wrong)).toThrow(/exclude names/)
})

test('the rule set itself stays as it is, markers too', () => {
  const { rules: before } = compiled(rules)
  const copy = structuredClone(before)
  exclude(before, [{ rules: [1, 2, 3], fields: ['ARGS'] }, { rules: [0] }])
  expect(before).toEqual(copy)
  expect(exclude(before, [{ rules: [0] }]).some(({ marker }) => marker === 'END')).toBe(true)
})
