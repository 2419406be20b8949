import { expect, test } from 'vitest'
import { withNeeds } from '../../lib/compile/needs.ts'
import { pack, unpack } from '../../lib/ir/packed.ts'
import { parse } from '../support/rules.ts'

const rule = (id: number, what: string, more = ''): string =>
  `SecRule ARGS|REQUEST_COOKIES|!ARGS:x "${what}" "id:${id},phase:2,t:lowercase,msg:'A message',logdata:'%{MATCHED_VAR} in %{MATCHED_VAR_NAME}',tag:'a',tag:'b/%{tx.0}',setvar:tx.score=+%{tx.critical}${more}"`
const text = [
  rule(1, '@rx (?:union|join)\\s+select'),
  rule(2, '@rx (?:union|join)\\s+select', ',chain'),
  'SecRule ARGS "@rx (?:union|join)\\s+select"',
  rule(3, '@pm sleep benchmark'),
  rule(4, '@pm sleep benchmark'),
  rule(5, '@detectSQLi'),
  ...[6, 7, 8, 9].map((id) => rule(id, '@pm sleep benchmark')),
  'SecMarker END',
].join('\n')

test('rules come out of a module as they went in, and what they share is there once', () => {
  const rules = JSON.parse(JSON.stringify(withNeeds(parse(text).rules)))
  const packed = pack(rules)
  const written = JSON.stringify(packed)
  expect(unpack(written)).toEqual(rules)
  expect(written.match(/A message/g)).toHaveLength(1)
  expect(written.match(/join/g)?.length).toBeLessThan(JSON.stringify(rules).match(/join/g)?.length ?? 0)
  expect(written.length).toBeLessThan(JSON.stringify(rules).length / 2)
})

test('a rule alone shares nothing', () => {
  const rules = JSON.parse(JSON.stringify(parse(rule(1, '@rx x')).rules))
  expect(pack(rules)).toEqual({ shared: [], rules })
})
