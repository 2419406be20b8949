import { failedOpen, gate, type Policy, unknownAddress } from 'sallyport/gate'
import { expect, test } from 'vitest'
import { decide, type Situation } from '../../lib/gate/policy.ts'
import { answer, module, reach } from '../support/reach.ts'
import { tableTest } from '../support/table.ts'

const when = (id: string, action: Policy['action'], reason: string | undefined = id): Policy => ({
  id,
  action,
  when: () => reason,
})
const no = (id: string, action: Policy['action']): Policy => ({ id, action, when: () => undefined })
const situation = {} as Situation

const cases: readonly [policies: Policy[], action: string, by: string][] = [
  [[], 'allow', 'default'],
  [[no('a', 'refuse')], 'allow', 'default'],
  [[when('a', 'log')], 'log', 'a'],
  [[when('a', 'log'), when('b', 'refuse'), when('c', 'challenge')], 'refuse', 'b'],
  [[when('a', 'refuse'), when('b', 'refuse')], 'refuse', 'a'],
  [[when('a', 'refuse'), when('b', 'allow')], 'allow', 'b'],
  [[when('a', 'challenge'), when('b', 'log')], 'challenge', 'a'],
]
tableTest('allow wins, then the strictest', 7, cases, ([policies, action, by]) => {
  expect(decide(policies, situation)).toMatchObject({ action, by })
})

test('refuses, challenges, and says so', async () => {
  const refused = await reach([gate({ policies: [unknownAddress('refuse')] }), answer()])
  expect(refused.response.status).toBe(403)
  expect(refused.context.verdicts.gate).toEqual({
    action: 'refuse',
    by: 'unknown-address',
    reason: 'nobody vouches for an address',
    status: 403,
  })
  const challenged = await reach([
    gate({ policies: [unknownAddress('challenge')], challenge: () => new Response('prove it', { status: 403 }) }),
    answer(),
  ])
  expect(await challenged.response.text()).toBe('prove it')
})

test('a dry run lets everything pass and says what it would have done', async () => {
  const { response, context } = await reach([gate({ policies: [unknownAddress('refuse')], dryRun: true }), answer()])
  expect([response.status, context.verdicts.gate?.action]).toEqual([200, 'refuse'])
})

test('sees which module failed open', async () => {
  const broken = module('bot', () => Promise.reject(new Error('boom')), { failure: 'open' })
  const { response, context } = await reach([broken, gate({ policies: [failedOpen('refuse')] }), answer()])
  expect([response.status, context.verdicts.gate?.reason]).toEqual([403, 'bot failed and was passed over'])
})

test('a policy that throws refuses', async () => {
  const throwing: Policy = {
    id: 'x',
    action: 'log',
    when: () => {
      throw new Error('boom')
    },
  }
  expect((await reach([gate({ policies: [throwing] }), answer()])).response.status).toBe(500)
})

test('unusable options throw when declared', () => {
  expect(() => gate({ policies: [when('a', 'log'), when('a', 'log')] })).toThrow('two policies')
  expect(() => gate({ policies: [when('a', 'challenge')] })).toThrow('no challenge option')
})
