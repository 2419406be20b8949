// A request with ever other values: more than there are plans for. The same rules match as without a prefilter, and nothing of it is kept.
import { describe, expect, it } from 'vitest'
import { pick } from '../../../bench/waf/mutate.ts'
import { withNeeds } from '../../../lib/compile/needs.ts'
import { inspectHead } from '../../../lib/waf/inspection.ts'
import { programOf } from '../../../lib/waf/program.ts'
import { mostPlansAtOnce, Shelf } from '../../../lib/waf/screen/shelf.ts'
import { Node, type Watch } from '../../../lib/waf/screen/tree.ts'
import { compiled, request } from '../../support/rules.ts'

const attacks = [
  'union select',
  '<script',
  '../etc/passwd',
  ';cat /tmp',
  '%75nion sel%65ct',
  'dW5pb24gc2VsZWN0',
  'un/**/ion',
  'u"nion',
]
const chains = [
  'none',
  'urlDecodeUni',
  'urlDecodeUni,t:removeComments',
  'cmdLine',
  'base64Decode,t:urlDecodeUni',
  'removeWhitespace',
  'lowercase,t:jsDecode',
]
const plain = compiled(
  chains
    .flatMap((chain, at) => [
      `SecRule ARGS "@rx union\\s*select|<script" "id:${10 * at + 1},phase:1,pass,t:none,t:${chain}"`,
      `SecRule ARGS "@rx passwd|;\\s*cat|union" "id:${10 * at + 2},phase:1,pass,t:none,t:${chain}"`,
      `SecRule ARGS "@pm script select" "id:${10 * at + 3},phase:1,pass,t:none,t:${chain}"`,
    ])
    .join('\n'),
)
const ruleSet = { ...plain, rules: withNeeds(plain.rules) }

const classes = [
  'a',
  'B',
  '0',
  '_',
  '.',
  ' ',
  '/',
  '"',
  "'",
  '<',
  '>',
  '(',
  ')',
  '=',
  ';',
  '%41',
  '+',
  ':',
  '\\x41',
  '$',
  '{',
  '[',
  '|',
  '*',
  '#',
  ',',
]

describe('ever other values', () => {
  const chance = pick(5)
  const value = (): string => {
    const own = classes.filter(() => chance(2) === 0)
    const noise = () => Array.from({ length: 1 + chance(12) }, () => own[chance(own.length || 1)] ?? '').join('')
    return noise() + (chance(3) === 0 ? attacks[chance(attacks.length)] : '') + noise()
  }
  const asked = (count: number) =>
    request(`/?${Array.from({ length: count }, (_, at) => `a${at}=${encodeURIComponent(value())}`).join('&')}`)
  const facts = { detect: true, now: 0, random: () => 0.5 }

  it(`finds the same in requests of 400 values as without a look before, past ${mostPlansAtOnce} plans`, () => {
    const program = programOf(ruleSet, ruleSet.library)
    const naive = programOf(ruleSet, ruleSet.library, { screen: false, fold: false })
    let given = 0
    const mayPlan = Shelf.prototype.mayPlan
    Shelf.prototype.mayPlan = function () {
      const may = mayPlan.call(this)
      if (!may) given++
      return may
    }
    try {
      let matched = 0
      for (let round = 0; round < 12; round++) {
        const sent = asked(400)
        const found = (of: typeof program) =>
          inspectHead(of, sent, facts).matches.map(({ rule, path }) => `${rule.id} ${path}`)
        const expected = found(naive)
        expect(found(program)).toEqual(expected)
        matched += expected.length
      }
      expect(matched).toBeGreaterThan(5_000)
    } finally {
      Shelf.prototype.mayPlan = mayPlan
    }
    expect(given).toBeGreaterThan(500)
  })

  it('keeps no text when a request has been looked at', () => {
    const program = programOf(ruleSet, ruleSet.library)
    const held = new Set<Watch>()
    const planFor = Node.prototype.planFor
    Node.prototype.planFor = function (mask) {
      const plan = planFor.call(this, mask)
      if (plan.watched.watch) held.add(plan.watched.watch)
      return plan
    }
    let during = 0
    try {
      for (let round = 0; round < 100; round++) {
        inspectHead(program, asked(6), facts)
        for (const { look, text } of held) {
          if (look >= 0) during++
          expect(text).toBe('')
        }
      }
    } finally {
      Node.prototype.planFor = planFor
    }
    expect(during).toBeGreaterThan(50)
  })
})
