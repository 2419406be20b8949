import { expect, test } from 'vitest'
import { idsOf, post, request, wafOf } from '../../support/rules.ts'

const many = (count: number, value = 'x'): string =>
  `/?${Array.from({ length: count }, (_, n) => `k${n}=${value}`).join('&')}`

const verdictOf = (rules: string, target: string) => wafOf(rules).inspect(request(target))
const wide = 'SecArgumentsLimit 100000\n'

test('a thousand matches are recorded, all of them count', async () => {
  const { bounds, matches, score } = await verdictOf(
    `${wide}SecRule ARGS x "id:1,setvar:tx.anomaly_score=+1"`,
    many(10_000),
  )
  expect([bounds, matches.length, score.inbound]).toEqual([['matches'], 1000, 10_000])
})

test('a rule that matches each of 10,000 arguments and removes rules costs one removal', async () => {
  const rules = Array.from({ length: 200 }, (_, n) => `SecRule ARGS:k1 nothing "id:${n + 100}"`).join('\n')
  const started = performance.now()
  const verdict = await verdictOf(
    `${wide}SecRule ARGS x "id:1,nolog,ctl:ruleRemoveById=5,ctl:ruleRemoveTargetById=6;ARGS:a"\n${rules}`,
    many(10_000),
  )
  expect(verdict.action).toBe('pass')
  expect(performance.now() - started).toBeLessThan(2000)
})

// Of refusals by the engine itself: the bound tells why.
const refusals: readonly [title: string, rules: string, target: string, bound: string][] = [
  ['TX names', `${wide}SecRule ARGS x "id:1,nolog,setvar:tx.%{MATCHED_VAR_NAME}=1"`, many(10_001), 'tx'],
  [
    'TX bytes',
    'SecRule ARGS x "id:1,nolog,setvar:tx.%{MATCHED_VAR_NAME}=%{MATCHED_VAR}"',
    many(9, 'x'.repeat(1_000_000)),
    'tx',
  ],
  [
    'a macro that doubles',
    'SecAction "id:1,nolog,setvar:tx.a=x"\nSecRule ARGS x "id:2,nolog,setvar:tx.a=%{tx.a}%{tx.a}"',
    many(21),
    'macro',
  ],
  [
    'an operator argument',
    'SecRule ARGS:k0 "@streq %{ARGS.k0}%{ARGS.k0}" "id:2,nolog"',
    many(1, 'x'.repeat(600_000)),
    'macro',
  ],
  ['ENV', `${wide}SecRule ARGS x "id:1,nolog,setenv:%{MATCHED_VAR_NAME}=1"`, many(1001), 'env'],
  [
    'MATCHED_VARS that double',
    `SecRule ARGS x "id:1,nolog,chain"\n${'SecRule MATCHED_VARS x chain\n'.repeat(5)}SecRule MATCHED_VARS x`,
    many(1000),
    'matched-vars',
  ],
  ['a search that is not regular', 'SecRule ARGS "@rx (a+)\\1b" "id:1,nolog"', many(1, 'a'.repeat(10_000)), 'regex'],
  ['the same, negated', 'SecRule ARGS "!@rx (a+)\\1b" "id:1,nolog"', many(1, 'a'.repeat(10_000)), 'regex'],
  ['arguments of the query', 'SecAction "id:1,nolog"', many(1001), 'arguments,body-error'],
]

test('what rules need and no longer fits is refused: 9 cases, in time', async () => {
  for (const [title, rules, target, bound] of refusals) {
    const started = performance.now()
    const verdict = await verdictOf(rules, target)
    expect([verdict.action, verdict.status, verdict.bounds.join()], title).toEqual(['refuse', 400, bound])
    const detected = await wafOf(rules, { mode: 'detect' }).inspect(request(target))
    expect([detected.action, detected.bounds.join()], title).toEqual(['log', bound])
    expect(performance.now() - started, title).toBeLessThan(5000)
  }
  expect(refusals.length).toBe(9)
})

test('a rule can ask whether a search was given up', async () => {
  const rules = `SecRule ARGS "@rx (a+)\\1b" "id:1,pass"
    SecRule MSC_PCRE_ERROR "@eq 1" "id:2,pass,chain"\nSecRule MSC_PCRE_LIMITS_EXCEEDED "@eq 1"`
  const idsAfter = async (value: string) =>
    (await wafOf(rules, { mode: 'detect' }).inspect(request(many(1, value)))).matches.map(({ id }) => id)
  expect(await idsAfter('a'.repeat(10_000))).toEqual([2])
  expect(await idsAfter('aab')).toEqual([1])
})

test('patterns of selectors, and those that macros make, cannot hold a request up either', async () => {
  const name = `${'a'.repeat(60)}!`
  const matchesOf = async (rule: string, query: string) =>
    (await verdictOf(`${rule} "id:1,pass"`, `/?${query}`)).matches.map(({ path }) => path?.slice(0, 40))
  const started = performance.now()
  expect(await matchesOf('SecRule ARGS:/^(?:a|aa)+$/ x', `${name}=x&aa=x`)).toEqual(['ARGS:aa'])
  expect(await matchesOf('SecRule ARGS|!ARGS:/^(?:a|aa)+$/ x', `${name}=x&aa=x`)).toEqual([`ARGS:${name}`.slice(0, 40)])
  expect(await matchesOf('SecRule ARGS:v "@rx ^(?:%{ARGS.p}|aa)+$"', `p=a&v=${name}`)).toEqual([])
  // Removals ask for each member of each rule: the pattern is made once.
  const names = Array.from({ length: 900 }, (_, n) => `${'a'.repeat(100)}${n}"=x`).join('&')
  const many = Array.from({ length: 10 }, (_, n) => `SecRule ARGS y "id:${n + 2},pass"`).join('\n')
  const ctl = 'SecAction "id:1,nolog,ctl:ruleRemoveTargetById=2-20;ARGS:/^a+(?:(\\w)-\\1){100}$/"'
  expect((await verdictOf(`${ctl}\n${many}`, `/?${names}`)).bounds).toEqual([])
  expect(performance.now() - started).toBeLessThan(5000)
})

test('a name of which a selector cannot tell is a bound, whatever the rule makes of it', async () => {
  const long = 'a'.repeat(10_000)
  const rules = [
    'SecRule ARGS:/(a+)\\1b/ x "id:1,pass"',
    'SecRule ARGS|!ARGS:/(a+)\\1b/ x "id:1,pass"',
    'SecRule &ARGS:/(a+)\\1b/ "@eq 0" "id:1,deny"',
    'SecRule ARGS:/(a+)\\1b/ "@rx ." "id:1,pass,nolog,ctl:ruleEngine=Off"',
    'SecAction "id:1,nolog,ctl:ruleRemoveTargetById=2;ARGS:/(a+)\\1b/"\nSecRule ARGS x "id:2,pass"',
    'SecRule ARGS_NAMES . "id:1,nolog,setvar:tx.%{MATCHED_VAR}=1"\nSecRule TX:/(a+)\\1b/ x "id:2,pass"',
    'SecRule ARGS_NAMES "!@verifyCC (\\w+)\\1x" "id:1,pass"',
  ]
  for (const rule of rules) {
    const { action, status, bounds } = await verdictOf(rule, `/?${long}=x`)
    expect([action, status, bounds], rule).toEqual(['refuse', 400, ['regex']])
  }
})

test('what set-up says is not worked out beforehand with a pattern that is steep', async () => {
  const rules = `SecAction "id:1,nolog,setvar:tx.a=${'a'.repeat(3000)}!"
    SecRule TX:a "@rx ^(?:a|aa)+$" "id:2,pass,nolog,setvar:tx.b=1"
    SecRule TX:b "@eq 1" "id:3,pass"
    SecRule TX:a "@rx ^(?:a|aa)+!$" "id:4,pass"`
  const { matches, bounds } = await verdictOf(rules, '/')
  expect([matches.map(({ id }) => id), bounds]).toEqual([[4], []])
})

test('what can be told of the other values is, while detecting', async () => {
  const rules = 'SecRule ARGS "@rx (a+)\\1b" "id:1,pass"'
  const { matches } = await wafOf(rules, { mode: 'detect' }).inspect(request(`/?q=${'a'.repeat(10_000)}&z=aab`))
  expect(matches.map(({ path }) => path)).toEqual(['ARGS:z'])
})

test('just below the bounds nothing is said', async () => {
  const rules: readonly [rules: string, target: string][] = [
    [`${wide}SecRule ARGS x "id:1,nolog,setvar:tx.%{MATCHED_VAR_NAME}=1"`, many(10_000)],
    [`SecAction "id:1,nolog,setvar:tx.a=x"\nSecRule ARGS x "id:2,nolog,setvar:tx.a=%{tx.a}%{tx.a}"`, many(20)],
    [`${wide}SecRule ARGS x "id:1,nolog,setenv:%{MATCHED_VAR_NAME}=1"`, many(1000)],
    ['SecAction "id:1,nolog"', many(1000)],
  ]
  for (const [text, target] of rules) expect((await verdictOf(text, target)).bounds).toEqual([])
})

test('messages and log lines of huge values stay small', async () => {
  const verdict = await wafOf(
    "SecRule ARGS x \"id:1,msg:'%{MATCHED_VAR}',logdata:'a %{MATCHED_VAR}%{MATCHED_VAR}'\"",
  ).inspect(request(`/?a=${'x'.repeat(100_000)}`))
  expect(verdict.log?.()[0]?.length).toBeLessThan(17_000)
})

const none = 'SecAction "id:1,phase:1,nolog,ctl:requestBodyProcessor=JSON"\n'
const multipart = 'multipart/form-data; boundary=b'
const broken = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n'

test('a body that cannot be read is refused, unless a rule looks or was taken out on purpose', async () => {
  const looks = `${none}SecRule REQBODY_ERROR "!@eq 0" "id:2,phase:2,pass"`
  const json = post('{"a":', 'application/json')
  const outcome = async (rules: string, sent = json, options = {}) => {
    const { action, status, bounds } = await wafOf(rules, options).inspect(sent)
    return [action, status, bounds.join()]
  }
  expect(await outcome(none)).toEqual(['refuse', 400, 'body-error'])
  expect(await outcome(none, json, { mode: 'detect' })).toEqual(['log', 0, 'body-error'])
  expect(await outcome(looks)).toEqual(['log', 0, ''])
  expect(await outcome(looks, json, { exclude: [{ rules: [2] }] })).toEqual(['pass', 0, ''])
  // Too early to see the body: that is no look.
  expect(await outcome(`${none}SecRule REQBODY_ERROR "!@eq 0" "id:2,phase:1"`)).toEqual(['refuse', 400, 'body-error'])
  expect(await outcome(none, post('{"a":1}', 'application/json'))).toEqual(['pass', 0, ''])
  expect(await outcome(`${none}SecAction "id:2,phase:1,nolog,ctl:ruleEngine=Off"`)).toEqual(['pass', 0, ''])
  expect(await outcome('', post(broken, multipart))).toEqual(['refuse', 400, 'body-error'])
  const strict = 'SecRule MULTIPART_STRICT_ERROR "!@eq 0" "id:2,phase:2"\nSecRule REQBODY_ERROR "!@eq 0" "id:3,phase:2"'
  expect((await outcome(strict, post(broken, multipart)))[0]).toBe('log')
})

test('an operator that fails: refused in front of visitors without a byte of theirs, recorded while detecting', async () => {
  const rules = 'SecRule REMOTE_ADDR "@ipMatch %{ARGS.a}" "id:7,msg:m"\nSecAction "id:8"'
  const sent = request('/?a=secret', { client: { address: '10.0.0.1' } })
  await expect(wafOf(rules).inspect(sent)).rejects.toMatchObject({
    code: 'ERR_RULE',
    message: 'rule 7: its operator failed on its argument [ERR_RULE]',
  })
  const verdict = await wafOf(rules, { mode: 'detect' }).inspect(sent)
  expect([verdict.bounds, verdict.matches.map(({ id }) => id)]).toEqual([['rule-error'], [8]])
  await expect(wafOf('SecRule ARGS "@rx %{ARGS.a}" "id:7"').inspect(request('/?a=%28'))).rejects.toThrow('rule 7')
})

test('names that every object has are names like others', async () => {
  const names = ['__proto__', 'constructor', 'hasOwnProperty', 'toString']
  for (const name of names) {
    const is = name.toLowerCase()
    const rules = `SecRule ARGS:${name} "@streq v" "id:1,setvar:tx.${name}=w,setvar:tx.%{MATCHED_VAR_NAME}=w"
SecRule TX:${name} "@streq w" "id:2"
SecRule TX:args:${is} "@streq w" "id:3"
SecRule &ARGS "@eq 1" "id:4"
SecRule &TX:/proto|constr|hasown|tostring/ "@eq 2" "id:5"`
    expect(await idsOf(rules, request(`/?${name}=v`)), name).toEqual([1, 2, 3, 4, 5])
    expect(await idsOf(`SecRule &TX:${name} "@eq 0" "id:1"\nSecRule &ARGS:${name} "@eq 0" "id:2"`), name).toEqual([
      1, 2,
    ])
    const json = post(`{"${name}":{"${name}":"v"}}`, 'application/json')
    const body = `${none}SecRule ARGS "@streq v" "id:2"`
    expect((await wafOf(body).inspect(json)).matches[0]?.path, name).toContain(name)
  }
})

test('empty names, NUL and bytes beyond ASCII', async () => {
  const { matches } = await wafOf('SecRule ARGS . "id:1"\nSecRule ARGS_NAMES "^$" "id:2"').inspect(request('/?=v'))
  expect(matches.map(({ id, path }) => [id, path])).toEqual([
    [1, 'ARGS'],
    [2, 'ARGS_NAMES'],
  ])
  const headers = [
    { name: 'X\0\xff', value: 'a\0b' },
    { name: '', value: '' },
  ]
  const sent = request('/', { headers })
  const rules = 'SecRule REQUEST_HEADERS "@rx a\\x00b" "id:1"\nSecRule REQUEST_HEADERS_NAMES "^$" "id:2"'
  const verdict = await wafOf(rules).inspect(sent)
  expect(verdict.matches.map(({ id, path }) => [id, path])).toEqual([
    [1, 'REQUEST_HEADERS:X\\u{0}\\u{ff}'],
    [2, 'REQUEST_HEADERS_NAMES'],
  ])
})
