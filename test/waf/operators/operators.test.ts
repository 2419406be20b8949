import { expect, test } from 'vitest'
import * as detectors from '../../../lib/waf/operators/detectors.ts'
import { operators } from '../../../lib/waf/operators/index.ts'
import { tableTest } from '../../support/table.ts'

type Where = readonly [start: number, end: number] | undefined

const cases: readonly [name: string, argument: string, value: string, where: Where][] = [
  ['beginsWith', 'GET', 'GET /', [0, 3]],
  ['beginsWith', '', '', [0, 0]],
  ['beginsWith', 'GET', 'get', undefined],
  ['contains', 'b', 'abc', [1, 2]],
  ['contains', '', 'abc', [0, 0]],
  ['contains', 'abcd', 'abc', undefined],
  ['containsWord', 'select', 'a select b', [2, 8]],
  ['containsWord', 'select', 'selected select', [9, 15]],
  ['containsWord', 'select', 'select1', undefined],
  ['containsWord', 'select', 'x_select', undefined],
  ['containsWord', 'select', '\xe9select\xe9', [1, 7]],
  ['containsWord', '', 'a', [0, 0]],
  ['endsWith', '.php', 'a.php', [1, 5]],
  ['endsWith', '', 'a', [1, 1]],
  ['endsWith', 'aa', 'a', undefined],
  ['eq', '0', 'none', [0, 4]],
  ['eq', '0', '', [0, 0]],
  ['eq', '5', ' \t+5x', [0, 5]],
  ['eq', '-5', '-5', [0, 2]],
  ['eq', '5', '--5', undefined],
  ['eq', '0', '4294967296', undefined],
  ['ge', '5', '5', [0, 1]],
  ['ge', '5', '4', undefined],
  ['ge', '5', '99999999999999999999999999', [0, 26]],
  ['gt', '5', '6', [0, 1]],
  ['gt', '5', '5', undefined],
  ['gt', '0', '-99999999999999999999999999', undefined],
  ['le', '5', '5', [0, 1]],
  ['le', '5', '6', undefined],
  ['lt', '1', '', [0, 0]],
  ['lt', '1', '1', undefined],
  ['ipMatch', '10.0.0.0/8, ::1', '10.255.255.255', [0, 14]],
  ['ipMatch', '10.0.0.0/8, ::1', '11.0.0.0', undefined],
  ['ipMatch', '10.0.0.0/8, ::1', '9.255.255.255', undefined],
  ['ipMatch', '10.0.0.0/8, ::1', '0:0:0:0:0:0:0:1', [0, 15]],
  ['ipMatch', '192.168.1.7/24', '192.168.1.200', [0, 13]],
  ['ipMatch', '0.0.0.0/0', '255.255.255.255', [0, 15]],
  ['ipMatch', '0.0.0.0/0', '::1', undefined],
  ['ipMatch', '::/0', '1.2.3.4', undefined],
  ['ipMatch', 'fe80::/10', 'febf::1', [0, 7]],
  ['ipMatch', 'fe80::/10', 'fec0::1', undefined],
  ['ipMatch', 'fe80::/10', 'fe80::1%eth0', undefined],
  ['ipMatch', '1.2.3.4', '01.2.3.4', undefined],
  ['ipMatch', '1.2.3.4', '16909060', undefined],
  ['ipMatch', '1.2.3.4', '1.2.3.4.', undefined],
  ['ipMatch', '1.2.3.4', '::ffff:1.2.3.4', undefined],
  ['ipMatch', '10.1.0.0/16,10.0.0.0/8,10.2.3.4', '10.9.9.9', [0, 8]],
  ['ipMatch', '', '1.2.3.4', undefined],
  ['ipMatchFromFile', '# ours\n10.0.0.0/8 # private\r\n\n::1\n', '10.1.1.1', [0, 8]],
  ['ipMatchF', '10.0.0.0/8\n', '11.1.1.1', undefined],
  ['noMatch', '', 'a', undefined],
  ['pm', 'foo bar', 'xxBaRfoo', [2, 5]],
  ['pm', 'she he hers', 'ushers', [1, 4]],
  ['pm', 'hers he', 'ushers', [2, 4]],
  ['pm', 'abcd bc', 'xabce', [2, 4]],
  ['pm', 'a|20|b', 'x B', [2, 3]],
  ['pm', '|41 42|c', 'xABC', [1, 4]],
  ['pm', '\\"x\\;', 'a"X;', [1, 4]],
  ['pm', 'a\\nb', 'a\\NB', [0, 4]],
  ['pm', 'x|y', 'X|Y', [0, 3]],
  ['pm', 'a|4|bc|', 'A|4\xbc', [0, 4]],
  ['pm', '|| x', '||', [0, 2]],
  ['pmFromFile', 'Shell | India\nFFI\\\\CData', 'FFI\\CData', [0, 9]],
  ['pmFromFile', 'Shell | India\n', 'shell | india', [0, 13]],
  ['pm', '"foo bar"', 'bar', [0, 3]],
  ['pm', '\xe9', '\xc9', undefined],
  ['pm', 'foo', '', undefined],
  ['pmFromFile', '# no\nfoo bar\r\n\n  baz\n', 'a Foo BAR', [2, 9]],
  ['pmFromFile', '# no\nfoo bar\n', 'foo', undefined],
  ['pmf', '# no\n', 'no', undefined],
  ['streq', 'a', 'a', [0, 1]],
  ['streq', '', '', [0, 0]],
  ['streq', 'a', 'A', undefined],
  ['strmatch', '|41|b', 'xAb', [1, 3]],
  ['strmatch', 'a b', 'a b', [0, 3]],
  ['strmatch', 'a', 'A', undefined],
  ['unconditionalMatch', '', '', [0, 0]],
  ['validateByteRange', '32-126, 10', 'a\nb', undefined],
  ['validateByteRange', '32-126', 'ab\x7f\0', [2, 3]],
  ['validateByteRange', '1-255', 'a\0', [1, 2]],
  ['validateByteRange', '', 'a', [0, 1]],
  ['validateByteRange', '', '', undefined],
  ['validateUrlEncoding', '', '%41%zz', [3, 4]],
  ['validateUrlEncoding', '', '%41%4', [3, 4]],
  ['validateUrlEncoding', '', '%41+', undefined],
  ['validateUtf8Encoding', '', 'a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80', undefined],
  ['validateUtf8Encoding', '', 'ab\xc0\xaf', [2, 3]],
  ['validateUtf8Encoding', '', '\xed\xa0\x80', [0, 1]],
  ['validateUtf8Encoding', '', 'a\xe2\x82', [1, 2]],
  ['validateUtf8Encoding', '', '\xc3\xa9\x80', [2, 3]],
  ['validateUtf8Encoding', '', '\xf5\x80\x80\x80', [0, 1]],
  ['verifyCC', '\\d{13,16}', 'card 4111111111111111.', [5, 21]],
  ['verifyCC', '(?:\\d-?){13,16}', '4111-1111-1111-1111', [0, 19]],
  ['verifyCC', '\\d{13,16}', '94111111111111111', [1, 17]],
  ['verifyCC', '\\d{16}', '4111111111111112', undefined],
  ['verifyCC', 'x', 'x', undefined],
  ['verifyCPF', '[\\d.-]+', '529.982.247-25', [0, 14]],
  ['verifyCPF', '[\\d.-]+', '529.982.247-26', undefined],
  ['verifyCPF', '\\d{11}', '11111111111', undefined],
  ['verifySSN', '\\d{3}-?\\d{2}-?\\d{4}', 'ssn 456-78-9012', [4, 15]],
  ['verifySSN', '\\d{9}', '123456789', undefined],
  ['verifySSN', '\\d{9}', '666121234', undefined],
  ['verifySSN', '\\d{9}', '456001234', undefined],
  ['verifySVNR', '\\d{10}', '1237010180', [0, 10]],
  ['verifySVNR', '\\d{10}', '1238010180', undefined],
  ['within', 'GET,POST', 'GET', [0, 3]],
  ['within', 'GET,POST', '', [0, 0]],
  ['within', '', '', [0, 0]],
  ['within', 'GET', 'GET,POST', undefined],
]

tableTest('operators', 109, cases, ([name, argument, value, where]) => {
  const found = operators[name.toLowerCase()]?.(argument)(value)
  expect(found && [found.start, found.end], `@${name} ${JSON.stringify([argument, value])}`).toEqual(where)
})

test('every operator has a row', () => {
  // The detectors have tables of their own: test/waf/detect, test/waf/operators-detectors.test.ts.
  const own = [...Object.keys(detectors).map((name) => name.toLowerCase()), 'detectsqli', 'detectxss']
  const rows = new Set([...cases.map(([name]) => name.toLowerCase()), ...own])
  expect(Object.keys(operators).filter((name) => !rows.has(name))).toEqual([])
})

const refused: readonly [name: string, argument: string][] = [
  ['pm', ''],
  ['pm', ' \t'],
  ['strmatch', ''],
  ['strmatch', 'a\\x'],
  ['validateByteRange', '0-256'],
  ['validateByteRange', '9-8'],
  ['validateByteRange', 'a'],
  ['validateByteRange', '-1'],
  ['ipMatch', '10.0.0.0/33'],
  ['ipMatch', '10.0.0/8'],
  ['ipMatch', '::1/129'],
  ['ipMatch', '10.0.0.0/'],
  ['ipMatch', 'example'],
  ['ipMatchFromFile', '10.0.0.1\nno'],
  ['verifyCC', '('],
  ['pm', 'a'.repeat(131_073)],
  ['pmFromFile', 'a'.repeat(131_073)],
]

tableTest('arguments that no operator takes', 17, refused, ([name, argument]) => {
  expect(() => operators[name.toLowerCase()]?.(argument), `@${name} ${argument.slice(0, 40)}`).toThrow(RangeError)
})

test('pm gives the phrase as it stands in the value; the verifying ones what they verified', () => {
  expect(operators.pm?.('select')('a SeLeCt')?.captures).toEqual(['SeLeCt'])
  expect(operators.verifycc?.('\\d(\\d{15})')('4111111111111111')?.captures).toEqual([
    '4111111111111111',
    '4111111111111111',
  ])
  expect(operators.contains?.('a')('a')?.captures).toEqual([])
})
