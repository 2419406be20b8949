import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type JsonLimits, parseJson } from '../../../lib/waf/body/json.ts'
import { bytes, utf8Bytes } from './bytes.ts'

const limits: JsonLimits = { depth: 512, arguments: 1000 }
const flat = (text: string, more: Partial<JsonLimits> = {}): string => {
  const read = parseJson(text, { ...limits, ...more })
  const pairs = read.arguments.map(({ name, value }) => `${name}=${value}`).join('|')
  return read.error === undefined ? pairs : `${pairs}!${read.error}`
}

const names: readonly (readonly [string, string, string])[] = [
  ['5', '=5', 'json=5'],
  ['"x"', '=x', 'json=x'],
  ['{}', '', ''],
  ['[]', '', ''],
  ['{"a":1}', 'a=1', 'json.a=1'],
  ['{"a":{"b":{"c":1}}}', 'a.b.c=1', 'json.a.b.c=1'],
  ['{"a":[1,2]}', 'a.a=1|a.a=2', 'json.a.array_0=1|json.a.array_1=2'],
  ['{"a":[{"b":1},{"b":2}]}', 'a.a.b=1|a.a.b=2', 'json.a.array_0.b=1|json.a.array_1.b=2'],
  ['{"a":{"b":[1]}}', 'a.b.b=1', 'json.a.b.array_0=1'],
  [
    '[1,[2,{"x":3}]]',
    'array.array=1|array.array.array=2|array.array.array.x=3',
    'json.array_0=1|json.array_1.array_0=2|json.array_1.array_1.x=3',
  ],
  ['{"":1}', '=1', 'json.empty-key=1'],
  ['{"":{"":1}}', '.=1', 'json.empty-key.empty-key=1'],
  ['{"a.b":{"c":1},"d":2}', 'a.b.c=1|d=2', 'json.a.b.c=1|json.d=2'],
  ['{"__proto__":{"x":1},"constructor":2}', '__proto__.x=1|constructor=2', 'json.__proto__.x=1|json.constructor=2'],
]

test('names of both versions', () => {
  let ran = 0
  for (const [text, two, three] of names) {
    expect([text, flat(text)]).toEqual([text, two])
    expect([text, flat(text, { naming: '3' })]).toEqual([text, three])
    ran++
  }
  expect(ran).toBe(14)
})

const values: readonly (readonly [string, string])[] = [
  ['true', 'true'],
  ['false', 'false'],
  ['null', ''],
  ['-0.5e+10', '-0.5e+10'],
  ['0', '0'],
  ['1E5', '1E5'],
  ['123456789012345678901234567890', '123456789012345678901234567890'],
  ['""', ''],
  ['"\\"\\\\\\/\\b\\f\\n\\r\\t"', '"\\/\b\f\n\r\t'],
  ['"\\u0041\\u00e9\\u20AC"', utf8Bytes('A\u00e9\u20ac')],
  ['"\\ud83d\\ude00"', utf8Bytes('\u{1f600}')],
  ['"\\u0000"', '\0'],
  ['"\\ud800"', '?'],
  ['"\\ud800x"', '?x'],
  ['"\\ud800\\u0041"', '?A'],
  ['"\\ud800\\n"', '?\n'],
  ['"\\ud800\\ud800"', '??'],
  ['"\\udc00"', '\xed\xb0\x80'],
  [`"${utf8Bytes('\u00e9\u20ac\u{1f600}')}"`, utf8Bytes('\u00e9\u20ac\u{1f600}')],
  ['"\x7f"', '\x7f'],
  ['"\xc0\x80"', '\xc0\x80'],
  [' \t\r\n"a" ', 'a'],
]

test('values', () => {
  let ran = 0
  for (const [text, expected] of values) {
    expect([text, flat(text)]).toEqual([text, `=${expected}`])
    ran++
  }
  expect(ran).toBe(22)
})

const wrong = [
  ...[
    '',
    ' ',
    '{',
    '[',
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":1,',
    '[1,',
    '"',
    '"a',
    '"\\',
    '"\\u',
    '"\\u00',
    '-',
    '1.',
    '1e',
    '1e+',
    't',
    'nul',
    'tru',
    'falsy',
  ],
  ...[
    '{"a":1}x',
    '1 2',
    '[1 2]',
    '[1,]',
    '[,1]',
    '[1,,2]',
    '{,}',
    '{"a":1,}',
    '{"a" 1}',
    '{"a":}',
    '{a:1}',
    "{'a':1}",
    '{1:2}',
    '{"a":1]',
    '[1}',
    ']',
    '}',
    ':',
    ',',
  ],
  ...['01', '-01', '.5', '+1', '0x10', '1.e5', 'NaN', 'Infinity', '-Infinity', 'True', 'undefined'],
  ...[
    '"\x01"',
    '"\n"',
    '"\\x41"',
    '"\\u12g4"',
    '"\\U0041"',
    '"\xff"',
    '"\xc3"',
    '"\xc3x"',
    '"\xe2\x82"',
    '"\xf8\x80\x80\x80"',
    '"\x80"',
    '"a'.repeat(3),
  ],
  ...['\xef\xbb\xbf{}', '/**/1', '1//', '1\x0b', '\x0c1', '1\0', '\xa01'],
]

test('anything else is an error', () => {
  let ran = 0
  for (const text of wrong) {
    expect([text, parseJson(text, limits).error === undefined]).toEqual([text, false])
    ran++
  }
  expect(ran).toBe(71)
})

test('duplicate members are noticed, equal names elsewhere are not', () => {
  const duplicate = (text: string): boolean => parseJson(text, limits).duplicateKeys
  expect(duplicate('{"a":1,"a":2}')).toBe(true)
  expect(duplicate('{"a":1,"\\u0061":2}')).toBe(true)
  expect(duplicate('{"x":{"a":{}},"y":{"a":1,"b":{},"a":[]}}')).toBe(true)
  expect(duplicate('{"a":{"c":{"x":1}},"b":{},"a":1}')).toBe(true)
  expect(duplicate('[{"a":1},{"a":2}]')).toBe(false)
  expect(duplicate('{"a":{"a":1},"b":{"a":1}}')).toBe(false)
  expect(duplicate('{"a":[{"a":1},{"a":[{"a":1},{"a":1}]}]}')).toBe(false)
})

test('depth: the outermost object does not count', () => {
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
  expect(flat(nested(512))).toBe('')
  expect(parseJson(nested(513), limits)).toMatchObject({ depthExceeded: true, error: 'depth limit exceeded' })
  const objects = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
  expect(parseJson(objects(513), limits).depthExceeded).toBe(false)
  expect(parseJson(objects(514), limits).depthExceeded).toBe(true)
  for (const depth of [1000, 20_000, 1_000_000]) expect(parseJson(nested(depth), limits).depthExceeded).toBe(true)
  expect(parseJson('['.repeat(20_000), { depth: 100_000, arguments: 1000 }).error).toBe('premature end')
  expect(parseJson('"abc', { depth: 1, arguments: 1 }).error).toBe('premature end in a string')
  expect(parseJson('"abc\0"', { depth: 1, arguments: 1 }).error).toBe('control character in a string')
  expect(parseJson(objects(20_000), { depth: 100_000, arguments: 1000 }).arguments[0]?.name.length).toBe(39_999)
})

test('leaves and names have a limit', () => {
  const many = `[${'1,'.repeat(9999)}1]`
  expect(parseJson(many, limits)).toMatchObject({
    exceeded: true,
    arguments: { length: 1000 },
    error: 'too many arguments',
  })
  expect(parseJson(many, { ...limits, arguments: 10_000 }).exceeded).toBe(false)
  // One long key above many leaves is in the name of each.
  const long = `{"${'k'.repeat(100_000)}":[${'1,'.repeat(900)}1]}`
  const read = parseJson(long, limits)
  expect(read).toMatchObject({ exceeded: true, error: 'argument names too long' })
  expect(read.arguments.reduce((sum, { name }) => sum + name.length, 0)).toBeLessThanOrEqual(4_194_304)
  expect(parseJson(`{"${'k'.repeat(1_000_000)}":1}`, limits).exceeded).toBe(false)
  expect(parseJson(long, { ...limits, names: 1_000_000_000 }).exceeded).toBe(false)
})

test('the same path is the same string', () => {
  const read = parseJson('{"items":[{"note":"a"},{"note":"b"}]}', limits)
  expect(read.arguments.map(({ name }) => name)).toEqual(['items.items.note', 'items.items.note'])
})

const leaves = (value: unknown, path: string | undefined, key: string): readonly string[] => {
  if (Array.isArray(value)) {
    const name = path === undefined ? 'array.array' : `${path}.${key}`
    return value.flatMap((item) => leaves(item, name, path === undefined ? 'array' : key))
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([member, item]) =>
      leaves(item, path === undefined ? utf8Bytes(member) : `${path}.${utf8Bytes(member)}`, utf8Bytes(member)),
    )
  }
  return [`${path ?? ''}=${value === null ? '' : typeof value === 'string' ? utf8Bytes(value) : JSON.stringify(value)}`]
}

test('what JSON.stringify writes comes back', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary', maxDepth: 5 }), fc.constantFrom(0, 2), (value, indent) => {
      const text = utf8Bytes(JSON.stringify(value, null, indent))
      const read = parseJson(text, { depth: 100, arguments: 100_000 })
      expect([read.error, read.duplicateKeys]).toEqual([undefined, false])
      expect(read.arguments.map((one) => `${one.name}=${one.value}`)).toEqual(leaves(value, undefined, ''))
    }),
    { numRuns: 1000 },
  )
})

test('takes what JSON.parse takes, and nothing else', () => {
  const accepts = (text: string): boolean => {
    try {
      JSON.parse(text)
      return true
    } catch {
      return false
    }
  }
  const piece = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '"a"',
    '1',
    '-',
    '.',
    'e',
    '0',
    'true',
    'null',
    ' ',
    '\\',
    'u',
    '\n',
    '\x0b',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 9 }), (pieces) => {
      const text = pieces.join('')
      expect([text, parseJson(text, limits).error === undefined]).toEqual([text, accepts(text)])
    }),
    { numRuns: 20_000 },
  )
})

test('never throws', () => {
  fc.assert(
    fc.property(bytes(100), fc.constantFrom('2.9' as const, '3' as const), (text, naming) => {
      parseJson(text, { depth: 3, arguments: 3, naming })
      parseJson(`{"a":[${text}`, { ...limits, naming })
    }),
    { numRuns: 3000 },
  )
})
