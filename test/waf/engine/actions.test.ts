import { expect, test } from 'vitest'
import { idsOf, post, request, wafOf } from '../../support/rules.ts'
import { tableTest } from '../../support/table.ts'

type Row = readonly [title: string, rules: string, target: string, ids: readonly number[]]

/** Runs a table of rule files: which rules match for `GET target`. */
function matching(title: string, count: number, rows: readonly Row[]): void {
  test(`${title}: ${count} cases`, async () => {
    for (const [name, rules, target, ids] of rows) expect(await idsOf(rules, request(target)), name).toEqual(ids)
    expect(rows.length).toBe(count)
  })
}

const is = (key: string, value: string, id = 9) => `SecRule TX:${key} "@streq ${value}" "id:${id}"\n`

matching('setvar', 16, [
  ['set', `SecAction "id:1,nolog,setvar:tx.a=7"\n${is('a', '7')}`, '/', [9]],
  ['set without a value', `SecAction "id:1,nolog,setvar:tx.a"\n${is('a', '1')}`, '/', [9]],
  ['names without case', `SecAction "id:1,nolog,setvar:tx.Ab=7"\n${is('AB', '7')}`, '/', [9]],
  ['add to nothing', `SecAction "id:1,nolog,setvar:tx.a=+7"\n${is('a', '7')}`, '/', [9]],
  ['add', `SecAction "id:1,nolog,setvar:tx.a=5,setvar:tx.a=+7"\n${is('a', '12')}`, '/', [9]],
  ['subtract', `SecAction "id:1,nolog,setvar:tx.a=5,setvar:tx.a=-7"\n${is('a', '-2')}`, '/', [9]],
  ['add to no number', `SecAction "id:1,nolog,setvar:tx.a=x,setvar:tx.a=+7"\n${is('a', '7')}`, '/', [9]],
  ['add no number', `SecAction "id:1,nolog,setvar:tx.a=3,setvar:tx.a=+x"\n${is('a', '3')}`, '/', [9]],
  ['add a macro', `SecAction "id:1,nolog,setvar:tx.b=4,setvar:tx.a=+%{tx.b}"\n${is('a', '4')}`, '/', [9]],
  ['unset', `SecAction "id:1,nolog,setvar:tx.a=5,setvar:!tx.a"\nSecRule &TX:a "@eq 0" "id:9"`, '/', [9]],
  [
    'a key with a macro',
    `SecRule ARGS x "id:1,nolog,setvar:tx.k-%{MATCHED_VAR_NAME}=%{MATCHED_VAR}"\n${is('k-args:q', 'x')}`,
    '/?Q=x',
    [9],
  ],
  ['for each value', `SecRule ARGS x "id:1,nolog,setvar:tx.a=+1"\n${is('a', '3')}`, '/?a=x&b=x&c=y&d=x', [9]],
  [
    'the largest sum stays the largest',
    `SecAction "id:1,nolog,setvar:tx.a=999999999999999,setvar:tx.a=+9,setvar:tx.a=+1"\n${is('a', '999999999999999')}`,
    '/',
    [9],
  ],
  [
    'the smallest too',
    `SecAction "id:1,nolog,setvar:tx.a=-999999999999999,setvar:tx.a=-9"\n${is('a', '-999999999999999')}`,
    '/',
    [9],
  ],
  ['no collection, nothing written', 'SecAction "id:1,nolog,setvar:ip.a=1"\nSecRule &IP "@eq 0" "id:9"', '/', [9]],
  [
    'a captured key can be written',
    `SecRule ARGS "x(y)" "id:1,nolog,capture,setvar:tx.1=z"\n${is('1', 'z')}SecRule TX:/^1$/ z "id:10"`,
    '/?a=xy',
    [9, 10],
  ],
])

matching('macros', 10, [
  ['a request header', 'SecRule ARGS "@streq %{REQUEST_HEADERS.x}" "id:1"', '/?a=', [1]],
  ['an argument', 'SecRule ARGS:a "@streq %{ARGS.b}" "id:1"', '/?a=v&b=v', [1]],
  ['the first of a collection', 'SecRule ARGS:b "@streq %{ARGS}" "id:1"', '/?a=v&b=v', [1]],
  ['not expanded twice', 'SecRule ARGS:a "@streq %{ARGS.b}" "id:1"', '/?a=%25%7BARGS.a%7D&b=%25%7BARGS.a%7D', [1]],
  [
    'the rule itself',
    "SecAction \"id:1,nolog,rev:'4',severity:3,msg:'m',setvar:'tx.a=%{rule.id} %{rule.rev} %{rule.severity} %{rule.msg}'\"\n" +
      is('a', '1 4 3 m'),
    '/',
    [9],
  ],
  ['a rule has no such thing', `SecAction "id:1,nolog,setvar:'tx.a=%{rule.constructor}.'"\n${is('a', '.')}`, '/', [9]],
  ['an unset TX', `SecAction "id:1,nolog,setvar:'tx.a=%{tx.__proto__}.'"\n${is('a', '.')}`, '/', [9]],
  ['in a pattern', 'SecAction "id:1,nolog,setvar:tx.p=b+"\nSecRule ARGS "@rx ^%{tx.p}$" "id:2"', '/?a=bbb', [2]],
  [
    'in a list',
    'SecAction "id:1,nolog,setvar:tx.m=GET"\nSecRule REQUEST_METHOD "@within %{tx.m} PUT" "id:2"',
    '/',
    [2],
  ],
  ['the names of members', 'SecRule ARGS "@streq %{ARGS_NAMES.b}" "id:1"', '/?a=b&b=c', [1]],
])

matching('captures', 6, [
  [
    'TX:0 and TX:1',
    'SecRule ARGS "x(y+)" "id:1,nolog,capture,chain"\nSecRule TX:1 "@streq yy"\n' + is('0', 'xyy'),
    '/?a=axyyb',
    [9],
  ],
  ['without capture', 'SecRule ARGS "x(y+)" "id:1,nolog"\nSecRule &TX:1 "@eq 0" "id:2"', '/?a=xy', [2]],
  [
    'a group that took no part is empty',
    `SecRule ARGS "(x)|(y)" "id:1,nolog,capture"\n${is('1', '')}${is('2', 'y', 10)}`,
    '/?a=y',
    [9, 10],
  ],
  [
    'ten at most',
    'SecRule ARGS "(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)" "id:1,nolog,capture"\nSecRule TX:9 i "id:2"\nSecRule &TX:10 "@eq 0" "id:3"',
    '/?a=abcdefghijk',
    [2, 3],
  ],
  ['the last match holds', `SecRule ARGS "^(.)" "id:1,nolog,capture"\n${is('1', 'z')}`, '/?a=y&b=z', [9]],
  ['@pm captures what it found', `SecRule ARGS "@pm foo bar" "id:1,nolog,capture"\n${is('0', 'bar')}`, '/?a=xbar', [9]],
])

matching('operators: negation, count, multiMatch', 15, [
  ['negated', 'SecRule ARGS "!@rx ^a$" "id:1"', '/?x=b', [1]],
  ['negated, each value for itself', 'SecRule ARGS "!@rx ^a$" "id:1"', '/?x=a&y=b', [1]],
  ['negated, nothing to look at', 'SecRule ARGS "!@rx ^a$" "id:1"', '/', []],
  ['count', 'SecRule &ARGS "@eq 2" "id:1"', '/?x=1&y=2', [1]],
  ['count of a member', 'SecRule &ARGS:x "@eq 2" "id:1"', '/?x=1&y=2&X=3', [1]],
  ['count of what is not there', 'SecRule &ARGS:x "@eq 0" "id:1"', '/', [1]],
  ['count without a member', 'SecRule &ARGS|!ARGS:x "@eq 1" "id:1"', '/?x=1&y=2', [1]],
  ['count of a scalar', 'SecRule &REQUEST_METHOD "@eq 1" "id:1"\nSecRule &REMOTE_USER "@eq 0" "id:2"', '/', [1, 2]],
  ['a regex selector', 'SecRule ARGS:/^x\\d/ . "id:1"', '/?X1=a&y=b&x=c&x2=d', [1, 1]],
  ['without a regex selector', 'SecRule ARGS|!ARGS:/^x/ . "id:1"', '/?xa=1&b=2', [1]],
  ['multiMatch tests before and after', 'SecRule ARGS "^A$|^a$" "id:1,t:lowercase,multiMatch"', '/?x=A', [1, 1]],
  [
    'a step that changes nothing is tested once',
    'SecRule ARGS "^a$" "id:1,t:lowercase,t:trim,multiMatch"',
    '/?x=a',
    [1],
  ],
  ['without multiMatch the end alone', 'SecRule ARGS "^A$" "id:1,t:lowercase"', '/?x=A', []],
  ['transformations in order', 'SecRule ARGS "@streq 7468" "id:1,t:removeWhitespace,t:hexEncode"', '/?x=t+h', [1]],
  [
    'an unconditional match',
    'SecRule REQUEST_URI "@unconditionalMatch" "id:1"\nSecRule REQUEST_URI "@noMatch" "id:2"',
    '/',
    [1],
  ],
])

matching('chains', 9, [
  ['all must match', 'SecRule ARGS:a x "id:1,chain"\nSecRule ARGS:b y', '/?a=x&b=z', []],
  [
    'one record for each match of the last',
    'SecRule ARGS:a x "id:1,chain"\nSecRule ARGS:b y',
    '/?a=x&b=y&b=yy',
    [1, 1],
  ],
  ['of three', 'SecRule ARGS:a x "id:1,chain"\nSecRule ARGS:b y chain\nSecRule ARGS:c z', '/?a=x&b=y&c=z', [1]],
  ['MATCHED_VAR', 'SecRule ARGS . "id:1,chain"\nSecRule MATCHED_VAR "@streq z"', '/?a=x&b=z', [1]],
  ['MATCHED_VARS', 'SecRule ARGS "^[xz]" "id:1,chain"\nSecRule MATCHED_VARS "@streq x"', '/?a=x&b=z', [1]],
  [
    'MATCHED_VARS_NAMES',
    'SecRule ARGS "^[xz]" "id:1,chain"\nSecRule MATCHED_VARS_NAMES "@streq ARGS:b"',
    '/?a=x&b=z',
    [1],
  ],
  ['MATCHED_VARS starts anew', 'SecRule ARGS . "id:1,nolog"\nSecRule MATCHED_VARS . "id:2"', '/?a=x', []],
  [
    'setvar of a link that matched',
    `SecRule ARGS x "id:1,chain,setvar:tx.a=1"\nSecRule ARGS nothing\n${is('a', '1')}`,
    '/?a=x',
    [9],
  ],
  [
    'setvar of a link that was not reached',
    'SecRule ARGS nothing "id:1,chain"\nSecRule ARGS x setvar:tx.a=1\nSecRule &TX:a "@eq 0" "id:2"',
    '/?a=x',
    [2],
  ],
])

const three = 'SecAction "id:1"\nSecAction "id:2"\nSecMarker A\nSecAction "id:3"\nSecMarker B\nSecAction "id:4"'

matching('skip and skipAfter', 9, [
  ['skip', `SecAction "id:9,nolog,skip:1"\n${three}`, '/', [2, 3, 4]],
  ['skip more than there are', `SecAction "id:9,nolog,skip:100"\n${three}`, '/', []],
  [
    'skip a chain as one',
    'SecAction "id:9,nolog,skip:1"\nSecRule REQUEST_URI . "id:1,chain"\nSecRule REQUEST_URI .\nSecAction "id:2"',
    '/',
    [2],
  ],
  ['skipAfter', `SecAction "id:9,nolog,skipAfter:A"\n${three}`, '/', [3, 4]],
  ['skipAfter a later marker', `SecAction "id:9,nolog,skipAfter:B"\n${three}`, '/', [4]],
  ['a marker that never comes', `SecAction "id:9,nolog,skipAfter:Z"\n${three}`, '/', []],
  [
    'a marker before does not count',
    `SecMarker C\n${three}\nSecAction "id:9,nolog,skipAfter:C"\nSecAction "id:10"`,
    '/',
    [1, 2, 3, 4],
  ],
  ['no match, no skip', `SecRule ARGS x "id:9,nolog,skipAfter:B"\n${three}`, '/', [1, 2, 3, 4]],
  [
    'the next marker of that name',
    'SecMarker A\nSecAction "id:1,nolog,skipAfter:A"\nSecAction "id:2"\nSecMarker A\nSecAction "id:3"\nSecMarker A',
    '/',
    [3],
  ],
])

matching('phases', 4, [
  [
    'in the order of phases',
    'SecAction "id:1,phase:2"\nSecAction "id:2,phase:1"\nSecAction "id:3,phase:5"',
    '/',
    [2, 1, 3],
  ],
  ['TX goes on', `SecAction "id:1,phase:1,nolog,setvar:tx.a=1"\n${is('a', '1')}`, '/', [9]],
  [
    'a skip ends with its phase',
    'SecAction "id:1,phase:1,nolog,skipAfter:Z"\nSecAction "id:2,phase:1"\nSecAction "id:3,phase:2"',
    '/',
    [3],
  ],
  ['no answer, no phase 3 and 4 in process', 'SecAction "id:1,phase:3"\nSecAction "id:2,phase:4"', '/', []],
])

matching('allow', 5, [
  [
    'all but phase 5',
    'SecAction "id:1,phase:1,allow"\nSecAction "id:2,phase:1"\nSecAction "id:3,phase:2"\nSecAction "id:4,phase:5"',
    '/',
    [1, 4],
  ],
  [
    'this phase',
    'SecAction "id:1,phase:1,allow:phase"\nSecAction "id:2,phase:1"\nSecAction "id:3,phase:2"',
    '/',
    [1, 3],
  ],
  [
    'the request',
    'SecAction "id:1,phase:1,allow:request"\nSecAction "id:2,phase:1"\nSecAction "id:3,phase:2"',
    '/',
    [1],
  ],
  ['a deny before it', 'SecAction "id:1,phase:1,deny"\nSecAction "id:2,phase:1,allow"', '/', [1]],
  ['a deny behind it', 'SecAction "id:1,phase:1,allow"\nSecAction "id:2,phase:2,deny"', '/', [1]],
])

test('allow counts for nothing while only detecting', async () => {
  const rules = 'SecAction "id:1,phase:1,allow"\nSecAction "id:2,phase:1,deny"'
  expect(await idsOf(rules, request(), { mode: 'detect' })).toEqual([1, 2])
})

test('a body error is no matter of an allowed request', async () => {
  const broken = { ...post('{"a":', 'application/json') }
  const json = 'SecAction "id:7,phase:1,nolog,ctl:requestBodyProcessor=JSON"\n'
  expect((await wafOf(json).inspect(broken)).status).toBe(400)
  expect((await wafOf(`${json}SecAction "id:1,phase:1,nolog,allow"`).inspect(broken)).action).toBe('pass')
})

const ends: readonly [action: string, status: number][] = [
  ['deny', 403],
  ['deny,status:404', 404],
  ['drop', 403],
  ['redirect:/x', 302],
  ['redirect:/x,status:307', 307],
  ['redirect:/x,status:403', 302],
]

test('disruptive actions: 6 cases, block and detect', async () => {
  for (const [action, status] of ends) {
    const rules = `SecAction "id:1,phase:1,${action}"\nSecAction "id:2,phase:2"\nSecAction "id:3,phase:5"`
    const blocked = await wafOf(rules).inspect(request())
    expect([blocked.action, blocked.status, blocked.mode], action).toEqual(['refuse', status, 'block'])
    expect(blocked.matches.map(({ id }) => id)).toEqual([1, 3])
    const detected = await wafOf(rules, { mode: 'detect' }).inspect(request())
    expect([detected.action, detected.status, detected.mode], action).toEqual(['log', 0, 'detect'])
    expect(detected.matches.map(({ id }) => id)).toEqual([1, 2, 3])
    const only = await wafOf(`SecRuleEngine DetectionOnly\n${rules}`).inspect(request())
    expect([only.action, only.mode]).toEqual(['log', 'detect'])
    const off = await wafOf(`SecRuleEngine Off\n${rules}`).inspect(request())
    expect([off.action, off.matches.length]).toEqual(['pass', 0])
  }
  expect(ends.length).toBe(6)
})

tableTest('pass and block refuse nothing', 2, ['pass', 'block'], (action) => {
  expect(() => wafOf(`SecAction "id:1,${action}"`)).not.toThrow()
})

test('a rule without log refuses all the same; one with nothing to say is no match', async () => {
  const verdict = await wafOf('SecAction "id:1,nolog,deny"').inspect(request())
  expect([verdict.action, verdict.status, verdict.matches.length]).toEqual(['refuse', 403, 0])
  expect((await wafOf('SecAction "id:1,nolog,pass"').inspect(request())).action).toBe('pass')
})

test('scores: what each match added, and what they came to', async () => {
  const rules = `SecAction "id:1,nolog,setvar:tx.inbound_anomaly_score_threshold=5"
SecRule ARGS x "id:2,chain,setvar:tx.anomaly_score=+50"
SecRule ARGS nothing
SecRule ARGS x "id:3,setvar:tx.anomaly_score=+5"
SecRule ARGS x "id:4,setvar:tx.anomaly_score=+3"
SecRule TX:anomaly_score "@ge %{tx.inbound_anomaly_score_threshold}" "id:5,deny,msg:'Score %{TX.anomaly_score}'"`
  const verdict = await wafOf(rules).inspect(request('/?a=x'))
  expect(verdict.matches.map(({ id, score }) => [id, score])).toEqual([
    [3, 5],
    [4, 3],
    [5, 0],
  ])
  expect([verdict.score.inbound, verdict.threshold.inbound, verdict.matches[2]?.message]).toEqual([58, 5, 'Score 58'])
})

test('HIGHEST_SEVERITY is the gravest that was logged', async () => {
  const rules = `SecAction "id:1,severity:4"\nSecAction "id:2,severity:3"\nSecAction "id:3,severity:0,nolog"\nSecRule HIGHEST_SEVERITY "@eq 3" "id:4"`
  expect(await idsOf(rules)).toEqual([1, 2, 4])
})

test('setenv and ENV', async () => {
  expect(await idsOf('SecAction "id:1,nolog,setenv:A=%{REQUEST_METHOD}"\nSecRule ENV:a "@streq GET" "id:2"')).toEqual([
    2,
  ])
})
