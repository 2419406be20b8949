import { expect } from 'vitest'
import { canonicalHost } from '../../lib/door/host.ts'
import { tableTest } from '../support/table.ts'

const cases: readonly [text: string, scheme: 'http' | 'https', expected: string][] = [
  ['shop.test', 'https', 'shop.test'],
  ['SHOP.Test', 'https', 'shop.test'],
  ['shop.test.', 'https', 'shop.test'],
  ['shop.test:443', 'https', 'shop.test'],
  ['shop.test:80', 'http', 'shop.test'],
  ['shop.test:80', 'https', 'shop.test:80'],
  ['shop.test:', 'https', 'shop.test'],
  ['shop.test:08443', 'https', 'shop.test:8443'],
  ['xn--bcher-kva.example', 'https', 'xn--bcher-kva.example'],
  ['my_service', 'http', 'my_service'],
  ['192.0.2.1:8080', 'http', '192.0.2.1:8080'],
  ['[2001:DB8::1]:8080', 'http', '[2001:db8::1]:8080'],
  ['[::ffff:192.0.2.1]', 'http', '!bad-host'],
  ['a, b', 'http', '!two-hosts'],
  ['', 'http', '!bad-host'],
  ['.', 'http', '!bad-host'],
  ['a..b', 'http', '!bad-host'],
  ['-a.test', 'http', '!bad-host'],
  ['a b@c/d', 'http', '!bad-host'],
  ['user@evil.test', 'http', '!bad-host'],
  ['shop.test\\@evil.test', 'http', '!bad-host'],
  ['shop.test/x', 'http', '!bad-host'],
  ['shop.test#x', 'http', '!bad-host'],
  ['shop%2etest', 'http', '!bad-host'],
  ['bücher.example', 'http', '!bad-host'],
  ['127.1', 'http', '!bad-host'],
  ['0x7f.0.0.1', 'http', '!bad-host'],
  ['2130706433', 'http', '!bad-host'],
  ['0x7f', 'http', '!bad-host'],
  ['shop.test:99999', 'http', '!bad-host'],
  ['shop.test:0', 'http', '!bad-host'],
  ['shop.test:80:80', 'http', '!bad-host'],
  ['[::1', 'http', '!bad-host'],
  ['[fe80::1%25eth0]', 'http', '!bad-host'],
  [`${'a'.repeat(64)}.test`, 'http', '!bad-host'],
  [`${'a.'.repeat(126)}aa`, 'http', '!bad-host'],
  ['a'.repeat(100_000), 'http', '!bad-host'],
]

tableTest('a Host field is one name or none', 37, cases, ([text, scheme, expected]) => {
  const read = canonicalHost(text, scheme)
  expect('row' in read ? `!${read.row}` : read.host, text.slice(0, 80)).toBe(expected)
  if ('host' in read) expect(new URL(`${scheme}://${read.host}/`).host).toBe(read.host)
})
