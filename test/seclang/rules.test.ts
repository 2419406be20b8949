import { expect, test } from 'vitest'
import type { Rule } from '../../lib/ir/rule.ts'
import { parse, said } from '../support/rules.ts'
import { tableTest } from '../support/table.ts'

const rulesOf = (text: string): readonly Rule[] => {
  const { rules, diagnostics } = parse(text)
  expect(diagnostics, text).toEqual([])
  return rules
}
const firstOf = (text: string): Rule => rulesOf(text)[0] as Rule

const defaults: readonly [text: string, expected: Partial<Rule>][] = [
  ['SecAction "id:1"', { id: 1, phase: 2, targets: [], log: true, disruptive: { kind: 'pass' }, status: 403 }],
  ['SecAction "id:1,phase:request"', { phase: 2 }],
  ['SecAction "id:1,phase:response"', { phase: 4 }],
  ['SecAction "id:1,phase:logging"', { phase: 5 }],
  ['SecAction "id:1,block"', { disruptive: { kind: 'pass' } }],
  ['SecDefaultAction "phase:2,deny,status:404"\nSecAction "id:1"', { disruptive: { kind: 'deny' }, status: 404 }],
  ['SecDefaultAction "phase:2,deny,status:404"\nSecAction "id:1,block"', { disruptive: { kind: 'deny' }, status: 404 }],
  ['SecDefaultAction "phase:2,deny"\nSecAction "id:1,pass"', { disruptive: { kind: 'pass' } }],
  ['SecDefaultAction "phase:2,deny"\nSecAction "id:1,block,status:400"', { status: 400 }],
  ['SecDefaultAction "phase:1,deny"\nSecAction "id:1,block"', { disruptive: { kind: 'pass' } }],
  // What comes behind a rule does not change it.
  ['SecAction "id:1,block"\nSecDefaultAction "phase:2,deny"', { disruptive: { kind: 'pass' } }],
  ['SecDefaultAction "phase:2,pass,nolog"\nSecAction "id:1"', { log: false, auditLog: false }],
  ['SecDefaultAction "phase:2,pass,nolog"\nSecAction "id:1,log"', { log: true, auditLog: true }],
  ['SecAction "id:1,log,noauditlog"', { log: true, auditLog: false }],
  ['SecAction "id:1,nolog,auditlog"', { log: false, auditLog: true }],
  ['SecDefaultAction "phase:2,pass,tag:\'a\'"\nSecAction "id:1,tag:\'b\'"', { tags: ['a', 'b'] }],
  ['SecRule ARGS x "id:1,t:lowercase,t:urlDecodeUni"', { transformations: ['lowercase', 'urldecodeuni'] }],
  ['SecRule ARGS x "id:1,t:lowercase,t:none,t:trim"', { transformations: ['trim'] }],
  ['SecRule ARGS x "id:1,t:trim,t:none"', { transformations: [] }],
  ['SecRule ARGS x "id:1,t:normalisePath"', { transformations: ['normalizepath'] }],
  [
    'SecDefaultAction "phase:2,pass,t:lowercase"\nSecRule ARGS x "id:1,t:trim"',
    { transformations: ['lowercase', 'trim'] },
  ],
  ['SecDefaultAction "phase:2,pass,t:lowercase"\nSecRule ARGS x "id:1,t:none,t:trim"', { transformations: ['trim'] }],
  ['SecAction "id:1,severity:CRITICAL"', { severity: 2 }],
  ['SecAction "id:1,severity:\'2\'"', { severity: 2 }],
  [
    "SecAction \"id:1,msg:'it\\'s, so: x',rev:'3',ver:'a/1'\"",
    { message: "it's, so: x", revision: '3', version: 'a/1' },
  ],
  ['SecAction "id:1,msg:%{TX.A}%{ARGS:B}!"', { message: [{ name: 'TX', key: 'a' }, { name: 'ARGS', key: 'b' }, '!'] }],
  ['SecAction "id:1,maturity:9,accuracy:8"', { maturity: 9, accuracy: 8 }],
  ['SecAction "id:1,allow:phase"', { disruptive: { kind: 'allow', scope: 'phase' } }],
  ['SecAction "id:1,redirect:/x"', { disruptive: { kind: 'redirect', to: '/x' } }],
  ['SecAction "id:1,skip:2,skipAfter:END"', { skip: 2, skipAfter: 'END' }],
  ['SecMarker END', { id: 0, marker: 'END' }],
]

tableTest('a rule is what it says over the defaults of its phase', 31, defaults, ([text, expected]) => {
  expect(rulesOf(text).at(0), text).toMatchObject(expected)
})

const actions: readonly [action: string, expected: object][] = [
  ['setvar:tx.A=1', { kind: 'setvar', collection: 'TX', key: 'a', change: 'set', value: '1' }],
  ['setvar:TX:a', { kind: 'setvar', collection: 'TX', key: 'a', change: 'set', value: '1' }],
  ['setvar:!tx.a', { kind: 'setvar', key: 'a', change: 'unset' }],
  ['setvar:tx.a=+5', { change: 'add', value: '5' }],
  ['setvar:tx.a=-5', { change: 'subtract', value: '5' }],
  ["setvar:'tx.a=x, y'", { change: 'set', value: 'x, y' }],
  ['setvar:ip.x-%{TX.0}=1', { collection: 'IP', key: ['x-', { name: 'TX', key: '0' }] }],
  ['expirevar:ip.x=60', { kind: 'expirevar', collection: 'IP', key: 'x', seconds: '60' }],
  ['initcol:ip=%{REMOTE_ADDR}', { kind: 'initcol', collection: 'IP', key: [{ name: 'REMOTE_ADDR' }] }],
  ['setuid:x', { kind: 'initcol', collection: 'USER', key: 'x' }],
  ['setsid:x', { kind: 'initcol', collection: 'SESSION', key: 'x' }],
  ['setenv:A=b', { kind: 'setenv', key: 'A', value: 'b' }],
  ['setenv:A', { kind: 'setenv', key: 'A', value: '1' }],
  ['sanitiseArg:Password', { kind: 'sanitise', what: 'arg', key: 'password' }],
  ['ctl:ruleEngine=DetectionOnly', { kind: 'ctl', option: 'ruleengine', value: 'detectiononly' }],
  ['ctl:ruleRemoveById=1-3', { kind: 'removeById', ranges: [[1, 3]] }],
  ['ctl:ruleRemoveByTag=Ab', { kind: 'removeByTag', text: 'Ab' }],
  ['ctl:ruleRemoveByMsg=Ab', { kind: 'removeByMsg', text: 'Ab' }],
  ['ctl:ruleRemoveTargetById=1;ARGS:X', { kind: 'removeTargetById', target: { name: 'ARGS', selector: { key: 'x' } } }],
  ['ctl:ruleRemoveTargetByTag=t;ARGS', { kind: 'removeTargetByTag', text: 't', target: { name: 'ARGS' } }],
  ['ctl:ruleRemoveTargetByMsg=m;ARGS', { kind: 'removeTargetByMsg', text: 'm', target: { name: 'ARGS' } }],
]

tableTest('actions', 21, actions, ([action, expected]) => {
  expect(firstOf(`SecAction "id:1,${action}"`).actions, action).toMatchObject([expected])
})

const targets: readonly [written: string, expected: readonly object[]][] = [
  ['ARGS', [{ name: 'ARGS', written: 'ARGS' }]],
  ['args|Request_Headers:User-Agent', [{ name: 'ARGS' }, { selector: { key: 'user-agent' } }]],
  ['ARGS,ARGS_NAMES', [{ name: 'ARGS' }, { name: 'ARGS_NAMES' }]],
  ['&ARGS:a', [{ name: 'ARGS', count: true, written: '&ARGS:a', selector: { key: 'a' } }]],
  ['ARGS|!ARGS:note', [{ name: 'ARGS', except: [{ key: 'note' }] }]],
  ['ARGS:/^a|b,c$/', [{ selector: { pattern: { written: '^a|b,c$' } } }]],
  ["ARGS:'/^a/'", [{ selector: { pattern: { written: '^a' } } }]],
  ['XML:/*|ARGS', [{ name: 'XML', selector: { key: '/*' } }, { name: 'ARGS' }]],
  ['XML://@*', [{ selector: { key: '//@*' } }]],
  ['MULTIPART_MISSING_SEMICOLON', [{ name: 'MULTIPART_SEMICOLON_MISSING' }]],
]

tableTest('targets', 10, targets, ([written, expected]) => {
  expect(firstOf(`SecRule "${written}" x "id:1"`).targets, written).toMatchObject(expected)
})

const uses: readonly [written: string, expected: object][] = [
  ['abc', { name: 'rx', regex: { written: 'abc' } }],
  ['!abc', { name: 'rx', negated: true, regex: { written: 'abc' } }],
  ['!@rx abc', { name: 'rx', negated: true, regex: { written: 'abc' } }],
  ['@RX ^%{tx.a}$', { name: 'rx', argument: ['^', { name: 'TX', key: 'a' }, '$'] }],
  ['@within %{tx.a} b', { name: 'within', argument: [{ name: 'TX', key: 'a' }, ' b'] }],
  ['@pm a %{b} c', { name: 'pm', argument: 'a %{b} c' }],
  ['@ge 5', { name: 'ge', argument: '5' }],
  ['@detectSQLi', { name: 'detectsqli', argument: '' }],
  ['!', { name: 'rx', regex: { written: '!' } }],
]

tableTest('operators', 9, uses, ([written, expected]) => {
  expect(firstOf(`SecRule ARGS "${written}" "id:1"`).operator, written).toMatchObject(expected)
})

test('data files: blank lines and comments are none of their lines', () => {
  const text = 'SecRule ARGS "@pmf x.data" "id:1"\nSecRule REMOTE_ADDR "@ipMatchF y.data" "id:2"'
  const { rules } = parse(text, { 'x.data': '# c\n\n a b \r\nc\n', 'y.data': '10.0.0.0/8' })
  expect(rules.map(({ operator }) => [operator?.name, operator?.lines])).toEqual([
    ['pmfromfile', 'a b\nc'],
    ['ipmatchfromfile', '10.0.0.0/8'],
  ])
})

test('a chain: links have no id and the phase of the first', () => {
  const [first] = rulesOf(
    'SecDefaultAction "phase:1,deny,t:lowercase"\nSecRule ARGS a "id:1,phase:1,chain"\nSecRule ARGS b "chain,t:trim"\nSecRule ARGS c "t:none"',
  )
  const second = first?.chain
  expect([second, second?.chain]).toMatchObject([
    { id: 0, phase: 1, transformations: ['lowercase', 'trim'], log: false },
    { id: 0, phase: 1, transformations: [] },
  ])
  expect(second?.chain?.chain).toBeUndefined()
})

const base =
  "SecRule ARGS|ARGS_NAMES a \"id:1,tag:'x/one',msg:'first of all',t:trim,chain\"\nSecRule TX:0 b\nSecAction \"id:2,tag:'x/two'\"\n"

const removed: readonly [directive: string, ids: readonly number[]][] = [
  ['SecRuleRemoveById 1', [2]],
  ['SecRuleRemoveById 1 2', []],
  ['SecRuleRemoveById "1,2"', []],
  ['SecRuleRemoveById 1-2', []],
  ['SecRuleRemoveById 2-9', [1]],
  ['SecRuleRemoveByTag x/', []],
  ['SecRuleRemoveByTag "two$"', [1]],
  ['SecRuleRemoveByMsg "^first"', [2]],
]

tableTest('SecRuleRemoveBy…, before the rules as well as behind them', 8, removed, ([directive, ids]) => {
  expect(
    rulesOf(base + directive).map(({ id }) => id),
    directive,
  ).toEqual(ids)
  expect(
    rulesOf(`${directive}\n${base}`).map(({ id }) => id),
    directive,
  ).toEqual(ids)
})

const updated: readonly [directive: string, check: (first: Rule) => unknown, expected: unknown][] = [
  ['SecRuleUpdateTargetById 1 !ARGS:x', ({ targets }) => targets[0]?.except, [{ key: 'x' }]],
  ['SecRuleUpdateTargetById 1 !ARGS', ({ targets }) => targets.map(({ name }) => name), ['ARGS_NAMES']],
  [
    'SecRuleUpdateTargetById 1 REQUEST_URI',
    ({ targets }) => targets.map(({ name }) => name),
    ['ARGS', 'ARGS_NAMES', 'REQUEST_URI'],
  ],
  [
    'SecRuleUpdateTargetById 1 REQUEST_URI ARGS_NAMES',
    ({ targets }) => targets.map(({ name }) => name),
    ['ARGS', 'REQUEST_URI'],
  ],
  ['SecRuleUpdateTargetById 1:1 ARGS', ({ chain }) => chain?.targets.map(({ name }) => name), ['TX', 'ARGS']],
  ['SecRuleUpdateTargetById 1-2 !ARGS:x', ({ targets }) => targets[0]?.except, [{ key: 'x' }]],
  ['SecRuleUpdateTargetByTag one !ARGS:x', ({ targets }) => targets[0]?.except, [{ key: 'x' }]],
  ['SecRuleUpdateTargetByMsg first !ARGS:x', ({ targets }) => targets[0]?.except, [{ key: 'x' }]],
  ['SecRuleUpdateActionById 1 "deny,status:401"', ({ disruptive, status }) => [disruptive.kind, status], ['deny', 401]],
  ['SecRuleUpdateActionById 1 "block"', ({ disruptive }) => disruptive.kind, 'pass'],
  ['SecRuleUpdateActionById 1 "t:lowercase"', ({ transformations }) => transformations, ['trim', 'lowercase']],
  ['SecRuleUpdateActionById 1 "t:none"', ({ transformations }) => transformations, []],
  [
    'SecRuleUpdateActionById 1 "id:7,phase:1,tag:new"',
    ({ id, phase, tags }) => [id, phase, tags],
    [1, 2, ['x/one', 'new']],
  ],
  ['SecRuleUpdateActionById 1 "nolog,msg:other"', ({ log, message }) => [log, message], [false, 'other']],
  ['SecRuleUpdateActionById 1:1 "setvar:tx.a=1"', ({ chain }) => chain?.actions.length, 1],
]

tableTest('SecRuleUpdate…', 15, updated, ([directive, check, expected]) => {
  expect(check(firstOf(base + directive)), directive).toEqual(expected)
})

test('a change that hits nothing is a warning', () => {
  const words = [
    'SecRuleUpdateTargetById 9 ARGS',
    'SecRuleUpdateTargetByTag no ARGS',
    'SecRuleUpdateActionById 1:5 pass',
  ]
  for (const text of words) expect(said(base + text)[0]).toContain('changes nothing')
})
