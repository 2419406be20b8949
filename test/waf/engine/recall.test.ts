import { expect, test } from 'vitest'
import { withNeeds } from '../../../lib/compile/needs.ts'
import { inspectHead } from '../../../lib/waf/inspection.ts'
import { programOf } from '../../../lib/waf/program.ts'
import { Recall } from '../../../lib/waf/screen/recall.ts'
import { compiled, request } from '../../support/rules.ts'

const plain = compiled(
  [
    'SecRule REQUEST_HEADERS "@rx (?:union|join)\\s+select" "id:1,phase:1,pass"',
    'SecRule REQUEST_HEADERS:User-Agent "@pm sqlmap nikto" "id:2,phase:1,pass"',
    'SecRule REQUEST_HEADERS_NAMES "@rx evil[0-9]" "id:3,phase:1,pass"',
    'SecRule REQUEST_COOKIES_NAMES "@rx evil[0-9]" "id:4,phase:1,pass"',
  ].join('\n'),
)
const ruleSet = { ...plain, rules: withNeeds(plain.rules) }

test('what a field held before is found again each time, under its own name only', () => {
  const program = programOf(ruleSet, ruleSet.library)
  const naive = programOf(ruleSet, ruleSet.library, { screen: false, fold: false })
  const values = ['a union select', 'sqlmap/1.8', 'harmless', 'Harmless, too', `${'x'.repeat(600)} union select`]
  const names = ['user-agent', 'User-Agent', 'accept', 'x-evil1', 'cookie']
  let matched = 0
  for (let round = 0; round < 4; round++)
    for (const name of names)
      for (const value of [...values, `evil${round}=union select`]) {
        const sent = request('/', { headers: [{ name, value }] })
        const idsOf = (of: typeof program) =>
          inspectHead(of, sent, { detect: true, now: 0, random: () => 0.5 }).matches.map(({ rule, path }) => [
            rule.id,
            path,
          ])
        const ids = idsOf(program)
        expect(ids, `${round} ${name}: ${value.slice(0, 20)}`).toEqual(idsOf(naive))
        matched += ids.length
      }
  expect(matched).toBe(96) // all of them, in both ways
})

test('it holds 64 names and 64 values of each, short ones, and leaves names alone whose values vary', () => {
  const recall = new Recall()
  for (let at = 0; at < 65; at++) recall.set('a', `v${at}`, [])
  expect(recall.get('a', 'v64')).toEqual([])
  expect(recall.get('a', 'v0')).toBeUndefined() // full: it began anew
  for (let at = 0; at < 64; at++) recall.set(`n${at}`, 'v', [])
  expect(recall.get('n63', 'v')).toEqual([])
  expect(recall.get('a', 'v64')).toBeUndefined()
  expect(recall.keeps('n63', 'x'.repeat(513))).toBe(false)
  expect(recall.keeps('x'.repeat(64), 'v')).toBe(false)
  for (let at = 0; at < 70; at++) recall.get('n63', `other${at}`)
  expect(recall.keeps('n63', 'v')).toBe(false)
  expect(recall.keeps('n62', 'v')).toBe(true)
})
