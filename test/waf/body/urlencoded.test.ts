import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseUrlencoded } from '../../../lib/waf/body/urlencoded.ts'
import { bytes } from './bytes.ts'

type Pairs = readonly (readonly [string, string])[]
const rows: readonly (readonly [string, Pairs, boolean?])[] = [
  ['', []],
  ['a', [['a', '']]],
  ['a=', [['a', '']]],
  ['a=1', [['a', '1']]],
  ['&', [['', '']]],
  [
    '&&',
    [
      ['', ''],
      ['', ''],
    ],
  ],
  ['a&', [['a', '']]],
  ['a=1&', [['a', '1']]],
  [
    'a&&b',
    [
      ['a', ''],
      ['', ''],
      ['b', ''],
    ],
  ],
  ['=', [['', '']]],
  ['=x', [['', 'x']]],
  ['==', [['', '=']]],
  ['a=1=2', [['a', '1=2']]],
  ['a=b;c=d', [['a', 'b;c=d']]],
  ['a+b=c+d', [['a b', 'c d']]],
  ['%61=%41', [['a', 'A']]],
  ['a%3d=%26', [['a=', '&']]],
  ['a=%00', [['a', '\0']]],
  ['a=%C3%a9', [['a', '\xc3\xa9']]],
  ['a=\xc3\xa9', [['a', '\xc3\xa9']]],
  ['a=%', [['a', '%']], true],
  ['a=%4', [['a', '%4']], true],
  ['%zz=%4g', [['%zz', '%4g']], true],
  ['a=%%41', [['a', '%A']], true],
  ['a=%u0041', [['a', '%u0041']], true],
  ['a=%2541', [['a', '%41']]],
  ['a=%41%', [['a', 'A%']], true],
]

test('forms and queries are read as ModSecurity reads them', () => {
  let ran = 0
  for (const [text, pairs, invalid = false] of rows) {
    const read = parseUrlencoded(text, 1000)
    expect([text, read.arguments.map(({ name, value }) => [name, value])]).toEqual([text, pairs])
    expect([text, read.invalidEncoding, read.exceeded]).toEqual([text, invalid, false])
    ran++
  }
  expect(ran).toBe(27)
})

test('no more arguments than the limit, and said so', () => {
  const text = Array.from({ length: 10_000 }, (_, index) => `n${index}=v`).join('&')
  const read = parseUrlencoded(text, 1000)
  expect([read.arguments.length, read.exceeded]).toEqual([1000, true])
  expect(parseUrlencoded('a&b', 2)).toMatchObject({ exceeded: false, arguments: { length: 2 } })
  expect(parseUrlencoded('a&b&', 2).exceeded).toBe(false)
  expect(parseUrlencoded('a&b&c', 2).exceeded).toBe(true)
  expect(parseUrlencoded('a', 0)).toMatchObject({ exceeded: true, arguments: [] })
})

test('names and values of a megabyte', () => {
  const long = 'x'.repeat(1_000_000)
  expect(parseUrlencoded(`${long}=1`, 1000).arguments[0]?.name.length).toBe(1_000_000)
  expect(parseUrlencoded('%41'.repeat(300_000), 1000).arguments[0]?.name.length).toBe(300_000)
  expect(parseUrlencoded('%'.repeat(1_000_000), 1000)).toMatchObject({ invalidEncoding: true })
})

test('what is written comes back', () => {
  const encode = (text: string): string =>
    text.replace(/[^a-z]/g, (char) => (char === ' ' ? '+' : `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`))
  fc.assert(
    fc.property(fc.array(fc.tuple(bytes(), bytes()), { minLength: 1, maxLength: 20 }), (pairs) => {
      const text = pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&')
      const read = parseUrlencoded(text, 1000)
      expect(read.arguments.map(({ name, value }) => [name, value])).toEqual(pairs)
      expect(read.invalidEncoding).toBe(false)
    }),
  )
})

test('never throws, and never makes more than it was given', () => {
  fc.assert(
    fc.property(bytes(200), fc.integer({ min: 0, max: 5 }), (text, limit) => {
      const read = parseUrlencoded(text, limit)
      expect(read.arguments.length).toBeLessThanOrEqual(limit)
      const size = read.arguments.reduce((sum, { name, value }) => sum + name.length + value.length, 0)
      expect(size).toBeLessThanOrEqual(text.length)
    }),
    { numRuns: 2000 },
  )
})
