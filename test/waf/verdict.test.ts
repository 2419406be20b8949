import { expect, test } from 'vitest'
import { conclude, inspectAnswerBody, inspectAnswerHead, inspectBody, inspectHead } from '../../lib/waf/inspection.ts'
import { programOf } from '../../lib/waf/program.ts'
import { verdictOf } from '../../lib/waf/verdict.ts'
import { compiled, post, request, wafOf } from '../support/rules.ts'

const secret = 's3cr3t'

// Each of them matches something that was sent, and says so in every place where a rule may put text.
const leaky = [
  'ARGS',
  'REQUEST_HEADERS',
  'REQUEST_COOKIES',
  'REQUEST_URI',
  'REQUEST_BODY',
  'REQUEST_LINE',
  'QUERY_STRING',
  'TX:kept',
  'TX:/made/',
]
  .map(
    (target, n) =>
      `SecRule ${target} "(${secret})" "id:${n + 10},capture,phase:2,t:none,t:lowercase,msg:'%{TX.1} %{MATCHED_VAR} %{ARGS.a} %{TX.kept}',logdata:'%{MATCHED_VAR}',tag:'of/%{MATCHED_VAR}',setvar:tx.kept=%{MATCHED_VAR},setvar:'tx.made-%{MATCHED_VAR}=${secret}'"`,
  )
  .join('\n')

test('no byte of the request is in a verdict but the names of fields', async () => {
  const sent = {
    ...post(`a=${secret}&b=x`),
    target: `/${secret}?a=${secret}`,
    headers: [
      { name: 'Content-Type', value: 'application/x-www-form-urlencoded' },
      { name: 'X-Name', value: secret },
      { name: 'Cookie', value: `sid=${secret}` },
    ],
  }
  const verdict = await wafOf(leaky).inspect(sent)
  expect(new Set(verdict.matches.map(({ id }) => id)).size).toBe(9)
  expect(JSON.stringify(verdict).toLowerCase()).not.toContain(secret)
  expect(verdict.matches.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['ARGS:a', 'REQUEST_HEADERS:X-Name', 'REQUEST_COOKIES:sid', 'TX:/made/', 'TX:kept']),
  )
  expect(verdict.matches[0]).toMatchObject({
    message: '%{TX.1} %{MATCHED_VAR} %{ARGS.a} %{TX.kept}',
    tags: ['of/%{MATCHED_VAR}'],
    transformations: ['lowercase'],
  })
  // Only who asks for it.
  expect(verdict.log?.()[0]).toContain(`[data "${secret}"]`)
})

test('numbers are no scores because they are numbers', async () => {
  const rules = `SecRule ARGS . "id:1,capture,msg:'%{MATCHED_VAR} %{TX.0} %{ARGS.score} %{TX.anomaly_score}',setvar:tx.anomaly_score=+3"`
  const { matches } = await wafOf(rules).inspect(request('/?score=4111111111111111'))
  expect(matches[0]?.message).toBe('%{MATCHED_VAR} %{TX.0} %{ARGS.score} 3')
})

test('names of fields are escaped and cut', async () => {
  const { matches } = await wafOf('SecRule ARGS x "id:1"').inspect(request(`/?%1b%e9${'n'.repeat(500)}=x`))
  expect(matches[0]?.path).toMatch(/^ARGS:\\u\{1b\}\\u\{e9\}n+\.\.\.$/)
})

test('spans: where the operator matched, after the transformations', async () => {
  const { matches } = await wafOf('SecRule ARGS "b+" "id:1,t:trim"\nSecRule ARGS "!@streq q" "id:2"').inspect(
    request('/?a=++abbc'),
  )
  expect(matches.map(({ span }) => span)).toEqual([
    [1, 3],
    [0, 6],
  ])
})

test('phases 3, 4 and 5: answers are logged and refused', () => {
  const rules = compiled(`SecAction "id:1,phase:3,nolog,setvar:tx.outbound_anomaly_score=+4"
SecRule RESPONSE_STATUS "@streq 500" "id:2,phase:3"
SecRule RESPONSE_HEADERS:x "@streq y" "id:3,phase:3"
SecRule RESPONSE_BODY "stack trace" "id:4,phase:4,deny,status:502"
SecRule RESPONSE_CONTENT_LENGTH "@eq 11" "id:5,phase:4"
SecRule STATUS_LINE "@streq HTTP/1.1 500 Oops" "id:6,phase:5"
SecAction "id:7,phase:5,deny"`)
  const program = programOf(rules, rules.library)
  const run = (detect: boolean) => {
    const transaction = inspectHead(program, request(), { detect, now: 0, random: () => 0 })
    inspectBody(program, transaction, undefined)
    const headers = [{ name: 'X', value: 'y' }]
    inspectAnswerHead(program, transaction, { status: 500, protocol: 'HTTP/1.1', reason: 'Oops', headers })
    inspectAnswerBody(program, transaction, 'stack trace')
    conclude(program, transaction)
    const verdict = verdictOf(transaction, rules, 'block')
    return [verdict.action, verdict.status, verdict.score.outbound, verdict.matches.map(({ id }) => id)]
  }
  expect(run(false)).toEqual(['refuse', 502, 4, [2, 3, 4, 6, 7]])
  expect(run(true)).toEqual(['log', 0, 4, [2, 3, 4, 5, 6, 7]])
})

test('allow: the answer is looked at after allow:request, and not after allow', () => {
  const run = (allow: string) => {
    const rules = compiled(
      `SecAction "id:1,phase:1,nolog,${allow}"\nSecAction "id:2,phase:2"\nSecAction "id:3,phase:3"`,
    )
    const program = programOf(rules, rules.library)
    const transaction = inspectHead(program, request(), { detect: false, now: 0, random: () => 0 })
    inspectBody(program, transaction, undefined)
    inspectAnswerHead(program, transaction, { status: 200, protocol: 'HTTP/1.1', headers: [] })
    return transaction.matches.map(({ rule }) => rule.id)
  }
  expect([run('allow'), run('allow:request'), run('allow:phase'), run('pass')]).toEqual([[], [3], [2, 3], [2, 3]])
})

test('nothing in phase 5 refuses', async () => {
  const verdict = await wafOf('SecAction "id:7,phase:5,deny"').inspect(request())
  expect([verdict.action, verdict.status]).toEqual(['log', 0])
})
