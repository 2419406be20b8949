import fc from 'fast-check'
import { parseAddress } from 'sallyport'
import { expect, test } from 'vitest'
import { escapeForTerminal, escapeText } from '../../lib/privacy/escape.ts'
import { coarseAddress, maskQuery } from '../../lib/privacy/redact.ts'
import { tableTest } from '../support/table.ts'

const cases: readonly [text: string, terminal: string, ascii: string][] = [
  ['plain text', 'plain text', 'plain text'],
  ['café 日本', 'café 日本', 'caf\\u{e9} \\u{65e5}\\u{672c}'],
  ['\u001b[31mred', '\\u{1b}[31mred', '\\u{1b}[31mred'],
  ['a\r\nb', 'a\\u{d}\\u{a}b', 'a\\u{d}\\u{a}b'],
  ['\u202egpj.exe', '\\u{202e}gpj.exe', '\\u{202e}gpj.exe'],
  ['a\u200bb', 'a\\u{200b}b', 'a\\u{200b}b'],
  ['back\\slash', 'back\\u{5c}slash', 'back\\slash'],
  ['\ud800', '\\u{d800}', '\\u{d800}'],
]
tableTest('what cannot be seen is written out', 8, cases, ([text, terminal, ascii]) => {
  expect(escapeForTerminal(text)).toBe(terminal)
  expect(escapeText(text)).toBe(ascii)
})

test('nothing but visible characters comes out, and no more than the bound', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
      expect(escapeForTerminal(text)).toMatch(/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]*$/u)
      expect(escapeText(text)).toMatch(/^[\x20-\x7e]*$/)
      expect(escapeText(text, 10).length).toBeLessThanOrEqual(10 * 10 + 3)
    }),
  )
})

test('query values are masked, names are kept', () => {
  expect(maskQuery('/login?user=eve&password=hunter2&&flag&x=')).toBe('/login?user=*&password=*&&flag=*&x=*')
  expect(maskQuery('/plain')).toBe('/plain')
  expect(maskQuery(`/?a=${'b'.repeat(100_000)}`)).toBe('/?a=*')
})

test('addresses are cut to their network', () => {
  expect(coarseAddress(parseAddress('192.0.2.77'))).toBe('192.0.2.0/24')
  expect(coarseAddress(parseAddress('2001:db8:1234:5678::1'))).toBe('2001:db8:1234::/48')
  expect(coarseAddress(undefined)).toBe('unknown')
})
