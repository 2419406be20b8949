import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseCookies } from '../../../lib/waf/body/cookies.ts'
import { bytes } from './bytes.ts'

const rows: readonly (readonly [string, string])[] = [
  ['', ''],
  ['a=1', 'a>1'],
  ['a=1; b=2', 'a>1|b>2'],
  ['a=1;b=2;', 'a>1|b>2'],
  ['a=1;;  ; b=2', 'a>1|b>2'],
  ['a', 'a>'],
  ['a; b', 'a>|b>'],
  ['=x', ''],
  ['  =x', ''],
  ['a==b', 'a>=b'],
  ['a = b', 'a > b'],
  ['\t\v a=b', 'a>b'],
  ['a=b \t', 'a>b'],
  ['a="x;y"', 'a>"x|y">'],
  ['a=%41+', 'a>%41+'],
  ['$Version=1; a=b; $Path=/', '$Version>1|a>b|$Path>/'],
  ['a=1,b=2', 'a>1,b=2'],
  [';', ''],
]
const flat = (header: string, limit = 1000): string =>
  parseCookies(header, limit)
    .map(({ name, value }) => `${name}>${value}`)
    .join('|')

test('cookies of version 0', () => {
  let ran = 0
  for (const [header, expected] of rows) {
    expect([header, flat(header)]).toEqual([header, expected])
    ran++
  }
  expect(ran).toBe(18)
})

test('the last cookie within the limit keeps the rest: nothing goes unseen', () => {
  expect(flat('a=1; b=2; c=3', 3)).toBe('a>1|b>2|c>3')
  expect(flat('a=1; b=2; c=3; d', 2)).toBe('a>1|b>2; c=3; d')
  expect(parseCookies('a=1;'.repeat(10_000), 100)).toHaveLength(100)
})

test('never throws; every byte that is no separator is kept', () => {
  fc.assert(
    fc.property(bytes(100), fc.integer({ min: 1, max: 4 }), (header, limit) => {
      const cookies = parseCookies(header, limit)
      expect(cookies.length).toBeLessThanOrEqual(limit)
      for (const { name } of cookies) expect(name).not.toBe('')
    }),
    { numRuns: 2000 },
  )
})
