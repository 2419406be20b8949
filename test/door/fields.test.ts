import { expect, test } from 'vitest'
import {
  defaultFieldLimits,
  guarded,
  hasBareComma,
  kinds,
  mayMatter,
  readFields,
  rejoinCookies,
} from '../../lib/door/fields.ts'
import type { RowId } from '../../lib/door/rows.ts'
import { tableTest } from '../support/table.ts'

const read = (fields: readonly [string, string][]): ReturnType<typeof readFields> =>
  readFields(
    {
      forEach: (look) => {
        for (const [name, value] of fields) look(value, name)
      },
    },
    defaultFieldLimits,
    [],
  )

/** The field, the rows it meets, and what becomes of fields (`undefined`: taken out). */
const cases: readonly [fields: [string, string][], rows: RowId[], changes: Record<string, string | undefined>][] = [
  [
    [
      ['accept', '*/*'],
      ['user-agent', 'x'],
      ['cookie', 'a=1; b=2'],
      ['connection', 'keep-alive'],
    ],
    [],
    {},
  ],
  [[['x-a', 'tab\there']], [], {}],
  [[['x-a', 'caf\u00e9 \u{1f600}']], [], {}],
  [[['x-a', 'a\u0001b']], ['control-byte'], { 'x-a': 'a b' }],
  [[['x-a', 'a\u007fb']], ['control-byte'], { 'x-a': 'a b' }],
  [[['x-a', 'a\ufffdb']], ['unseen-byte'], { 'x-a': 'a\ufffdb' }],
  [[['cookie', 'a=1, b=2']], ['second-cookie'], { cookie: 'a=1; b=2' }],
  [[['cookie', 'a=\u0001, b=2']], ['control-byte', 'second-cookie'], { cookie: 'a= ; b=2' }],
  [[['cookie', 'a=1, 2']], [], {}],
  [[['content-type', 'text/plain, application/json']], ['two-content-types'], {}],
  [[['content-type', 'multipart/form-data; boundary="a,b"']], [], {}],
  [
    [
      ['connection', 'x-gone, keep-alive'],
      ['x-gone', '1'],
    ],
    ['connection-named'],
    { 'x-gone': undefined },
  ],
  [[['connection', 'Cookie']], ['connection-forbidden'], { cookie: undefined }],
  [[['connection', 'X_Forwarded_For']], ['connection-forbidden'], { x_forwarded_for: undefined }],
  [[['connection', 'Upgrade']], [], {}],
  [[['connection', 'a b']], ['connection-named'], {}],
  [[['x-sallyport-gate', '1']], ['own-field'], { 'x-sallyport-gate': undefined }],
  [[['x_sallyport_gate', '1']], ['underscore-field'], { x_sallyport_gate: undefined }],
  [[['x_forwarded_for', '1']], ['underscore-field'], { x_forwarded_for: undefined }],
  [[['api_key', '1']], [], {}],
  [[['x-original-url', '/admin']], ['rewrite-field'], { 'x-original-url': undefined }],
  [[['x-http-method-override', 'DELETE']], ['method-override'], { 'x-http-method-override': undefined }],
]

tableTest('each field is looked at once', 22, cases, ([fields, rows, changes]) => {
  const found = read(fields)
  expect(found.rows, JSON.stringify(fields)).toEqual(rows)
  expect(Object.fromEntries(found.changes.map(({ name, value }) => [name, value]))).toEqual(changes)
})

test('a head has bounds, and nothing past them is looked at', () => {
  const { maxFields, maxFieldLength, maxHeaderLength } = defaultFieldLimits
  const many = Array.from({ length: maxFields + 1 }, (_, at): [string, string] => [`x-${at}`, 'v'])
  expect(read(many.slice(1)).rows).toEqual([])
  expect(read(many).rows).toEqual(['header-length'])
  expect(read([['x-a', 'a'.repeat(maxFieldLength)]]).rows).toEqual([])
  expect(read([['x-a', 'a'.repeat(maxFieldLength + 1)]]).rows).toEqual(['header-length'])
  const half = 'a'.repeat(maxHeaderLength / 4)
  expect(read(Array.from({ length: 5 }, (_, at): [string, string] => [`x-${at}`, half])).rows).toEqual([
    'header-length',
  ])
  expect(read(Array.from({ length: 10_000 }, (_, at): [string, string] => [`x-${at}`, 'v'])).names).toHaveLength(
    maxFields,
  )
})

test('cookies are parted where the platform joined them, and nowhere else', () => {
  expect(rejoinCookies('a={"x":1, "y":2}, b=2')).toBe('a={"x":1, "y":2}; b=2')
})

test('an unclosed quote hides the rest', () => {
  expect(hasBareComma('a/b; x="y, z')).toBe(true)
  expect(hasBareComma('a/b; x="y\\", z"')).toBe(false)
})

test('no field that a row speaks of is passed over', () => {
  const guardedNames = guarded.source.replace(/^\^\(\?:|\)\$$/g, '').split('|')
  expect(guardedNames.length).toBeGreaterThan(12)
  for (const name of [...kinds.keys(), ...guardedNames, 'x-sallyport-waf']) expect(mayMatter(name), name).toBe(true)
})
