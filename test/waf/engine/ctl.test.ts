import { expect, test } from 'vitest'
import { idsOf, post, request, wafOf } from '../../support/rules.ts'

const tagged = `SecRule ARGS|ARGS_NAMES x "id:5,tag:'attack-a',msg:'one thing',phase:2"
SecRule ARGS x "id:6,tag:'attack-b',msg:'other thing',phase:2"`

type Row = readonly [title: string, ctl: string, target: string, ids: readonly number[]]

const removals: readonly Row[] = [
  ['nothing', 'auditLogParts=+E', '/?x=x', [5, 5, 6]],
  ['by id', 'ruleRemoveById=5', '/?x=x', [6]],
  ['by a range', 'ruleRemoveById=1-5', '/?x=x', [6]],
  ['by a list', 'ruleRemoveById=5 6', '/?x=x', []],
  ['by tag', 'ruleRemoveByTag=attack-', '/?x=x', []],
  ['by one tag', 'ruleRemoveByTag=attack-b', '/?x=x', [5, 5]],
  ['by message', 'ruleRemoveByMsg=other', '/?x=x', [5, 5]],
  ['a target by id', 'ruleRemoveTargetById=5;ARGS:x', '/?x=x', [5, 6]],
  ['a target without case', 'ruleRemoveTargetById=5-6;args:X', '/?x=x', [5]],
  ['all of a variable', 'ruleRemoveTargetById=5;ARGS', '/?x=x', [5, 6]],
  ['another member stays', 'ruleRemoveTargetById=6;ARGS:x', '/?x=x&y=x', [5, 5, 5, 6]],
  ['a regex selector', 'ruleRemoveTargetById=6;ARGS:/^x/', '/?xx=x&y=x', [5, 5, 5, 6]],
  ['a target by tag', 'ruleRemoveTargetByTag=attack-;ARGS', '/?x=x', [5]],
  ['a target by message', 'ruleRemoveTargetByMsg=other;ARGS', '/?x=x', [5, 5]],
  ['the engine off', 'ruleEngine=Off', '/?x=x', []],
]

test('ctl: 15 cases', async () => {
  for (const [title, ctl, target, ids] of removals) {
    const rules = `SecAction "id:1,phase:1,nolog,ctl:${ctl}"\n${tagged}`
    expect(await idsOf(rules, request(target)), title).toEqual(ids)
    // It holds for one transaction.
    const one = wafOf(`SecRule REQUEST_METHOD "@streq PUT" "id:1,phase:1,nolog,ctl:${ctl}"\n${tagged}`)
    await one.inspect(request(target, { method: 'PUT' }))
    expect((await one.inspect(request('/?x=x'))).matches.length, title).toBe(3)
  }
  expect(removals.length).toBe(15)
})

test('a removed target of scalars and TX, in all links of a chain', async () => {
  const ctl = (target: string) => `SecAction "id:1,phase:1,nolog,setvar:tx.a=x,ctl:ruleRemoveTargetById=5;${target}"\n`
  expect(await idsOf(`${ctl('REQUEST_URI')}SecRule REQUEST_URI . "id:5"`)).toEqual([])
  expect(await idsOf(`${ctl('TX:a')}SecRule TX:a . "id:5"`)).toEqual([])
  expect(await idsOf(`${ctl('TX:b')}SecRule TX:a . "id:5"`)).toEqual([5])
  const chain = 'SecRule REQUEST_URI . "id:5,chain"\nSecRule ARGS x'
  expect(await idsOf(`${ctl('ARGS:x')}${chain}`, request('/?x=x'))).toEqual([])
})

test('the engine as ctl sets it', async () => {
  const deny = 'SecAction "id:5,phase:2,deny"\nSecAction "id:6,phase:2"'
  const on = (value: string) => `SecAction "id:1,phase:1,nolog,ctl:ruleEngine=${value}"\n${deny}`
  expect((await wafOf(on('On')).inspect(request())).action).toBe('refuse')
  const detected = await wafOf(on('DetectionOnly')).inspect(request())
  expect([detected.action, detected.matches.length]).toEqual(['log', 2])
  // The owner of the route said detect: no rule refuses then.
  expect((await wafOf(on('On'), { mode: 'detect' }).inspect(request())).action).toBe('log')
})

const form = 'a=b'
const bodies: readonly [title: string, ctl: string, rule: string, ids: readonly number[]][] = [
  ['a form by its type', 'auditEngine=Off', 'SecRule ARGS_POST:a "@streq b" "id:5"', [5]],
  ['the body of a form', 'auditEngine=Off', 'SecRule REQUEST_BODY "@streq a=b" "id:5"', [5]],
  ['no access', 'requestBodyAccess=Off', 'SecRule &ARGS_POST "@eq 0" "id:5"', [5]],
  ['another processor', 'requestBodyProcessor=JSON', 'SecRule REQBODY_ERROR "@eq 1" "id:5"', [5]],
  ['an unknown processor', 'requestBodyProcessor=YAML', 'SecRule REQBODY_ERROR "@eq 1" "id:5"', [5]],
  ['its name', 'requestBodyProcessor=JSON', 'SecRule REQBODY_PROCESSOR "@streq JSON" "id:5"', [5]],
  [
    'the body itself',
    'requestBodyProcessor=XML,ctl:forceRequestBodyVariable=On',
    'SecRule REQUEST_BODY "@streq a=b" "id:5"\nSecRule REQBODY_ERROR . "id:6,nolog"',
    [5],
  ],
]

test('ctl of bodies: 7 cases', async () => {
  for (const [title, ctl, rule, ids] of bodies)
    expect(await idsOf(`SecAction "id:1,phase:1,nolog,ctl:${ctl}"\n${rule}`, post(form)), title).toEqual(ids)
  expect(bodies.length).toBe(7)
})

test('a body over the limit is refused with 413, cut where the rules say so, and seen whole below it', async () => {
  const rule = 'SecRule ARGS_POST:a "@streq bb" "id:5"'
  const over = await wafOf(`SecRequestBodyLimit 3\n${rule}`).inspect(post('a=bbb'))
  expect([over.action, over.status, over.bounds]).toEqual(['refuse', 413, ['request-body']])
  const cut = await wafOf(`SecRequestBodyLimit 4\nSecRequestBodyLimitAction ProcessPartial\n${rule}`).inspect(
    post('a=bbb'),
  )
  expect([cut.action, cut.bounds, cut.matches.length]).toEqual(['log', ['request-body'], 1])
  const head = await wafOf(`SecRequestBodyLimit 4\n${rule}`, { overLimit: 'head' }).inspect(post('a=bbb'))
  expect([head.action, head.bounds, head.matches.length]).toEqual(['log', ['request-body'], 1])
  const own = await wafOf(rule, { bodyLimit: 4 }).inspect(post('a=bbb'))
  expect(own.status).toBe(413)
  expect((await wafOf(rule, { bodyLimit: 4 }).inspect(post('a=bb'))).bounds).toEqual([])
  const set = await wafOf(`SecAction "id:1,phase:1,nolog,ctl:requestBodyLimit=4"\n${rule}`).inspect(post('a=bbb'))
  expect(set.status).toBe(413)
  const detect = await wafOf(`SecRequestBodyLimit 4\n${rule}`, { mode: 'detect' }).inspect(post('a=bbb'))
  expect([detect.action, detect.bounds]).toEqual(['log', ['request-body']])
})
