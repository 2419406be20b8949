import { expect, test } from 'vitest'
import 'sallyport/vitest'
import { request, wafOf } from '../support/rules.ts'

const rules = `SecAction "id:1,phase:1,nolog,setvar:tx.inbound_anomaly_score_threshold=5"
SecRule ARGS x "id:2,t:trim,t:lowercase,msg:'An x',setvar:tx.anomaly_score=+5"
SecRule TX:anomaly_score "@ge 5" "id:3,deny,status:404"`
const inspect = (target: string) => wafOf(rules).inspect(request(target))

/** What a failing expectation says. */
const said = (run: () => void): string => {
  try {
    run()
  } catch (error) {
    return (error as Error).message
  }
  return 'nothing'
}

test('what matched, what did not, and refusals', async () => {
  const bad = await inspect('/?q=x')
  expect(bad).toMatchRules([2])
  expect(bad).toMatchRules([3, 2])
  expect(bad).not.toMatchRules([4])
  expect(bad).not.toMatchNoRules()
  expect(bad).toBeRefused()
  expect(bad).toBeRefused(404)
  expect(bad).not.toBeRefused(403)
  const good = await inspect('/?q=y')
  expect(good).toMatchNoRules()
  expect(good).not.toBeRefused()
  await expect(inspect('/?q=x')).resolves.toBeRefused(404)
})

test('a failure tells which rules matched, where and how', async () => {
  const bad = await inspect('/?q=x')
  const view = `verdict: refuse with 404, score 5 of 5, mode block, rules test 1
matched:
  2 on ARGS:q, t:trim t:lowercase, score +5: An x
  3 on TX:anomaly_score, score +0`
  expect(said(() => expect(bad).toMatchRules([2, 4, 5]))).toBe(`expected rules 4, 5 to match\n${view}`)
  expect(said(() => expect(bad).not.toMatchRules([2]))).toBe(`expected not all of the rules 2 to match\n${view}`)
  expect(said(() => expect(bad).toMatchNoRules())).toBe(`expected no rule to match\n${view}`)
  expect(said(() => expect(bad).toBeRefused(403))).toBe(`expected the request to be refused with 403\n${view}`)
  const good = await inspect(`/?${'a=1&'.repeat(3)}`)
  expect(said(() => expect(good).toBeRefused())).toContain('verdict: pass, score 0 of 5')
  expect(said(() => expect(good).toBeRefused())).toContain('no rule matched')
})

test('many matches are cut; what is no verdict is said to be none', async () => {
  const many = await inspect(`/?${'a=x&'.repeat(30)}`)
  expect(said(() => expect(many).toMatchNoRules())).toContain('  and 11 more')
  expect(said(() => expect(inspect('/')).toMatchNoRules())).toContain('it is a promise, await it')
  for (const value of [undefined, null, 'x', {}])
    expect(said(() => expect(value).toBeRefused())).toContain('no verdict of a WAF')
})
