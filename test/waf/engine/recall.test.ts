import { expect, test } from 'vitest'
import { withNeeds } from '../../../lib/compile/needs.ts'
import { inspectHead } from '../../../lib/waf/inspection.ts'
import { programOf } from '../../../lib/waf/program.ts'
import { longestOf } from '../../../lib/waf/screen/fields.ts'
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
  const made: string[] = []
  const recall = new Recall((name) => made.push(name))
  const under = (name: string) => recall.of(name)
  for (let at = 0; at < 65; at++) under('a').set(`v${at}`, [])
  expect(made).toEqual(['a']) // one node for a name
  expect(under('a').get('v64')).toEqual([])
  expect(under('a').get('v0')).toBeUndefined() // full: it began anew
  for (let at = 0; at < 64; at++) under(`n${at}`).set('v', [])
  expect(under('n63').get('v')).toEqual([])
  expect(under('a').get('v64')).toBeUndefined()
  expect(under('n63').keeps('x'.repeat(513))).toBe(false)
  under('x'.repeat(64)).set('v', [])
  expect(under('x'.repeat(64)).get('v')).toBeUndefined() // too long a name to keep
  under('n62')
  under('x'.repeat(64)).set('v', [])
  under('n62')
  expect(under('x'.repeat(64)).get('v')).toBeUndefined() // not even as what comes after another
  for (let at = 0; at < 70; at++) under('n63').get(`other${at}`)
  expect(under('n63').keeps('v')).toBe(false)
  expect(under('n62').keeps('v')).toBe(true)
})

test('names are told apart in whatever order they come', () => {
  const recall = new Recall((name) => name)
  const orders = ['abcdef', 'fedcba', 'aabbcc', 'abab', 'cafe', 'abcdef'].map((order) => [...order])
  for (const order of [...orders, ...orders.toReversed()])
    for (const name of order) {
      const kept = recall.of(name)
      expect([kept.name, kept.node]).toEqual([name, name])
      expect(kept.get('v')).toEqual(kept === seen.get(name) ? [name] : undefined)
      kept.set('v', [name as never])
      seen.set(name, kept)
    }
  expect(seen.size).toBe(6)
})

const seen = new Map<string, unknown>()

test('what says who somebody is is not kept', () => {
  for (const name of ['cookie', 'Cookie', 'authorization', 'Proxy-Authorization'])
    expect(longestOf('REQUEST_HEADERS')(name)).toBe(0)
  expect(longestOf('REQUEST_HEADERS')('accept')).toBe(512)
  expect(longestOf('REQUEST_HEADERS_NAMES')('cookie')).toBe(512) // the name alone
  const cookies = new Recall(() => undefined, longestOf('REQUEST_COOKIES'))
  expect(cookies.of('theme').keeps('x'.repeat(24))).toBe(true)
  expect(cookies.of('sid').keeps('x'.repeat(25))).toBe(false)
})
