import { expect, test } from 'vitest'
import { cookieValues, hasCookie, maxCookies } from '../../lib/http/cookie.ts'

const many = (count: number): string => Array.from({ length: count }, (_, at) => `c${at}=1`).join('; ')

test.each([
  [null, []],
  ['', []],
  ['a=1', ['1']],
  [' a = 1 ;b=2', ['1']],
  ['a=1; a=2', ['1', '2']],
  ['a', ['']],
  ['aa=1; b=a=2', []],
  ['A=1', []],
  ['a="x; y"', ['"x']],
])('cookie a of %s', (field, values) => {
  expect(cookieValues(field, 'a')).toEqual(values)
})

test('over the limit nobody can hide a cookie behind others', () => {
  const hidden = `${many(maxCookies)}; sid=1`
  expect(hasCookie(hidden, (name) => name === 'sid')).toBe(true)
  expect(hasCookie(many(maxCookies), (name) => name === 'sid')).toBe(false)
  expect(cookieValues(hidden, 'sid')).toEqual([hidden])
})
