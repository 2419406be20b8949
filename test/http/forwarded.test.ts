import { expect } from 'vitest'
import { parseAddress } from '../../lib/http/address.ts'
import { formatForwarded } from '../../lib/http/forwarded.ts'
import { tableTest } from '../support/table.ts'

const cases: readonly [address: string, host: string, proto: 'http' | 'https', result: string][] = [
  ['192.0.2.1', 'shop.test', 'https', 'for=192.0.2.1;host=shop.test;proto=https'],
  ['::ffff:192.0.2.1', 'shop.test', 'https', 'for=192.0.2.1;host=shop.test;proto=https'],
  ['2001:DB8::1', 'shop.test', 'http', 'for="[2001:db8::1]";host=shop.test;proto=http'],
  ['', 'shop.test', 'https', 'for=unknown;host=shop.test;proto=https'],
  ['192.0.2.1', 'shop.test:8443', 'https', 'for=192.0.2.1;host="shop.test:8443";proto=https'],
  ['192.0.2.1', '[2001:db8::2]', 'https', 'for=192.0.2.1;host="[2001:db8::2]";proto=https'],
  ['192.0.2.1', 'a"b\\c', 'https', 'for=192.0.2.1;host="a\\"b\\\\c";proto=https'],
]

tableTest('Forwarded', 7, cases, ([address, host, proto, result]) => {
  expect(formatForwarded({ for: parseAddress(address), host, proto })).toBe(result)
})
