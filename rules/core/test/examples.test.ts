import { expect, test } from 'vitest'
import { type InspectedRequest, waf } from '../../../lib/waf/index.ts'
import type { Example } from '../../../lib/waf/typed/rule.ts'
import { isValueRule, type TypedRule } from '../../../lib/waf/typed/rule.ts'
import { ruleSet } from '../../../lib/waf/typed/rule-set.ts'
import { rules } from '../index.ts'

const bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')
const requestOf = (example: Exclude<Example, { readonly answer: string }>): InspectedRequest => {
  const own = typeof example === 'string' ? { target: `/?p=${encodeURIComponent(example)}` } : example
  return {
    method: 'GET',
    target: '/',
    protocol: 'HTTP/1.1',
    headers: [
      { name: 'Host', value: 'shop.example' },
      { name: 'User-Agent', value: 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0' },
      { name: 'Accept', value: '*/*' },
    ],
    ...own,
    ...(own.body !== undefined && { body: bytes(own.body) }),
  }
}

/** Each rule runs alone, so that an example is matched by the rule that has it. */
async function matched(one: TypedRule, example: Example): Promise<boolean> {
  if (typeof example === 'object' && 'answer' in example)
    return isValueRule(one) && one.detect(bytes(example.answer), { place: 'answer', name: '' }) !== undefined
  const alone = waf({ rules: ruleSet({ name: 'one', version: '1', rules: [one], paranoia: 4 }), mode: 'detect' })
  return (await alone.inspect(requestOf(example))).matches.some(({ id }) => id === one.id)
}

const rows = rules.flatMap((one) => [
  ...one.matches.map((example) => [one, example, true] as const),
  ...one.passes.map((example) => [one, example, false] as const),
])

test(`each rule matches its examples and passes its counterexamples: ${rules.length} rules`, async () => {
  const wrong: string[] = []
  for (const [one, example, wanted] of rows)
    if ((await matched(one, example)) !== wanted)
      wrong.push(`${one.id} ${wanted ? 'misses' : 'matches'} ${JSON.stringify(example)}`)
  expect(wrong).toEqual([])
  expect(rows.length).toBeGreaterThan(4 * rules.length)
})

test('what one rule passes, no other rule of its level refuses', async () => {
  const wall = waf({ rules: ruleSet({ name: 'all', version: '1', rules }) })
  const refused: string[] = []
  for (const { id, passes } of rules)
    for (const example of passes) {
      if (typeof example === 'object' && 'answer' in example) continue
      const { action, matches } = await wall.inspect(requestOf(example))
      if (action === 'refuse') refused.push(`${id} ${JSON.stringify(example)}: ${matches.map((one) => one.id)}`)
    }
  expect(refused).toEqual([])
})
