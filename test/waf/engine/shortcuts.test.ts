import { expect, test } from 'vitest'
import { withNeeds } from '../../../lib/compile/needs.ts'
import { inspectHead } from '../../../lib/waf/inspection.ts'
import type { InspectedRequest } from '../../../lib/waf/message.ts'
import { type Program, programOf } from '../../../lib/waf/program.ts'
import { compiled, idsOf, request } from '../../support/rules.ts'

const run = (program: Program, sent: InspectedRequest) => {
  const { matches, tx } = inspectHead(program, sent, { detect: true, now: 0, random: () => 0.5 })
  return { ids: matches.map(({ rule }) => rule.id), sum: tx.get('sum') }
}

const level =
  'SecAction "id:1,phase:1,nolog,pass,setvar:tx.level=2"\nSecAction "id:9,phase:1,nolog,pass,setvar:tx.sum=0"\n'
const attack = 'SecRule ARGS x "id:5,phase:1,pass,setvar:tx.sum=+1"\n'

/** Rules, and how many are left when what set-up answers is worked out: the same must match either way. */
const rows: readonly (readonly [title: string, rules: string, left: number])[] = [
  ['a question that set-up answers with no', `SecRule TX:level "@ge 3" "id:2,phase:1,nolog,pass,setvar:tx.sum=+7"`, 1],
  ['one that it answers with yes', `SecRule TX:level "@ge 2" "id:2,phase:1,nolog,pass,setvar:tx.sum=+7"`, 2],
  ['one that is logged', `SecRule TX:level "@ge 3" "id:2,phase:1,log,pass,setvar:tx.sum=+7"`, 2],
  ['one whose match is told', `SecRule TX:level "@ge 2" "id:2,phase:1,nolog,pass,setvar:tx.sum=+%{MATCHED_VAR}"`, 2],
  ['one about what a rule writes', `SecRule TX:sum "@ge 1" "id:2,phase:1,nolog,pass,setvar:tx.sum=+7"`, 2],
  [
    'a chain whose first question is answered',
    `SecRule TX:level "@ge 2" "id:2,phase:1,log,pass,chain"\nSecRule ARGS y ""`,
    2,
  ],
]

test('what is worked out once changes no result', () => {
  let cases = 0
  for (const [title, rules, left] of rows) {
    const ruleSet = compiled(`${level}${attack}${rules}`)
    const folded = programOf(ruleSet, ruleSet.library)
    const naive = programOf(ruleSet, ruleSet.library, { screen: false, fold: false })
    const others = (folded.phases[1] ?? []).filter(({ rule }) => rule.id !== 9)
    expect(others.length, title).toBe(left)
    for (const target of ['/', '/?a=x', '/?a=y', '/?a=x&b=y&c=x']) {
      const sent = request(target)
      expect(run(folded, sent), `${title}: ${target}`).toEqual(run(naive, sent))
      cases++
    }
  }
  expect(cases).toBe(24)
})

const start = 'SecAction "id:9,phase:1,nolog,pass,setvar:tx.sum=0"\n'
const count = 'SecRule ARGS x "id:5,phase:1,pass,setvar:tx.sum=+1"\n'

/** Rules before and behind a counter's start, and whether transactions find it started. */
const starts: readonly (readonly [title: string, before: string, behind: string, early: boolean])[] = [
  ['nothing before', '', count, true],
  ['a rule that neither reads nor writes it', 'SecRule ARGS y "id:1,phase:1"\n', count, true],
  ['one that refuses', 'SecRule ARGS y "id:1,phase:1,deny"\n', count, true],
  ['one that writes it', 'SecRule ARGS y "id:1,phase:1,nolog,pass,setvar:tx.sum=+5"\n', count, false],
  ['one that reads it', 'SecRule &TX:sum "@eq 0" "id:1,phase:1,chain"\nSecRule ARGS y\n', count, false],
  ['one that shows it', 'SecRule ARGS y "id:1,phase:1,msg:\'%{tx.sum}\'"\n', count, false],
  ['one that looks at all of TX', 'SecRule TX "@streq 0" "id:1,phase:1"\n', count, false],
  ['one that looks at a pattern of keys', 'SecRule TX:/^s/ "@streq 0" "id:1,phase:1"\n', count, false],
  ['one that jumps', `SecRule ARGS y "id:1,phase:1,nolog,pass,skipAfter:END"\n`, `${count}SecMarker END\n`, false],
  ['one that lets pass', 'SecRule ARGS y "id:1,phase:1,allow:phase"\n', count, false],
  ['one that takes it away', 'SecRule ARGS y "id:1,phase:1,nolog,pass,ctl:ruleRemoveById=9"\n', count, false],
  ['one that turns the engine off', 'SecRule ARGS y "id:1,phase:1,nolog,pass,ctl:ruleEngine=Off"\n', count, false],
]

test('a counter that nothing touches before its start is there from the start', () => {
  for (const [title, before, behind, early] of starts) {
    const ruleSet = compiled(`${before}${start}${behind}SecRule TX:sum "@ge 1" "id:6,phase:1"`)
    const folded = programOf(ruleSet, ruleSet.library)
    const naive = programOf(ruleSet, ruleSet.library, { screen: false, fold: false })
    expect(folded.tx.get('sum'), title).toBe(early ? '0' : undefined)
    for (const target of ['/', '/?a=x', '/?a=y', '/?a=x&b=y&c=x'])
      expect(run(folded, request(target)), `${title}: ${target}`).toEqual(run(naive, request(target)))
  }
  expect(starts.length).toBe(12)
})

test('the first values are looked at in another way than the later ones, with the same result', () => {
  const plain = compiled(
    ['(?:union|join)\\s+select" "id:2,phase:1,pass,t:none,t:base64Decode', '(?:eval|assert)\\s*\\(" "id:4,phase:1,pass']
      .map((rule) => `SecRule ARGS "@rx ${rule}"`)
      .concat('SecRule ARGS "@pm sleep benchmark" "id:3,phase:1,pass"')
      .join('\n'),
  )
  // What the build finds out is what the look goes by.
  const ruleSet = { ...plain, rules: withNeeds(plain.rules) }
  expect(ruleSet.rules.every(({ need }) => need?.alphabets.some((sets) => typeof sets === 'object'))).toBe(true)
  const program = programOf(ruleSet, ruleSet.library)
  const seen = new Set<string>()
  for (let turn = 0; turn < 300; turn++) {
    const attack = btoa(`x${turn} union select`).replaceAll('=', '')
    seen.add(
      run(program, request(`/?a=${turn}b&c=${attack}&d=a.SLEEP(${turn})&e=x%3BEval%20(${turn})+eval%20(1)`)).ids.join(),
    )
    seen.add(run(program, request(`/?a=harmless${turn}&d=slee(${turn})&e=evaluate`)).ids.join())
  }
  expect([...seen]).toEqual(['2,4,3', ''])
})

test('rules about file names see the path as sent and as forwarded', async () => {
  const rule =
    'SecRule REQUEST_FILENAME "@beginsWith /admin" "id:2,phase:1"\nSecRule REQUEST_BASENAME "@streq .env" "id:3,phase:1"'
  const cases: readonly (readonly [sent: string, forwarded: string | undefined, ids: readonly number[]])[] = [
    ['/x/../admin', '/admin', [2]],
    ['/admin/../x', '/x', [2]],
    ['/admin', '/admin', [2]],
    ['/x', '/x', []],
    ['/x/.env/', '/x/.env', [3]],
    ['/x/../admin', undefined, []],
  ]
  for (const [sent, path, ids] of cases) expect(await idsOf(rule, request(sent, { path })), sent).toEqual(ids)
  expect(cases.length).toBe(6)
})
