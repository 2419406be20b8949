import fc from 'fast-check'
import ipaddr from 'ipaddr.js'
import { expect, test } from 'vitest'
import { addressBytes } from '../../lib/http/address-bytes.ts'

const bytesOf = (text: string): number[] | undefined => {
  const bytes = addressBytes(text)
  return bytes === undefined ? undefined : [...bytes].map((c) => c.charCodeAt(0))
}

test('what is no address', () => {
  const cases = [
    '', '.', ':', ':::', '1', '1.2.3', '1.2.3.4.5', '1.2.3.4.', '.1.2.3.4', '01.2.3.4', '1.2.3.256', '1.2.3.1000', '0x7f.0.0.1',
    '1..2.3', '1.2.3.-4', ' 1.2.3.4', '::1%eth0', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '1::2::3', ':1:2:3:4:5:6:7', '1:2:3:4:5:6:7:',
    '12345::', 'g::', '1:2:3:4:5:6:7:8::', '::1.2.3', '1.2.3.4::', '::1.2.3.4:5', '1:2:3:4:5:6:7:1.2.3.4', '::@', '::/', '::`', '::G',
    '1:2:3:4::5:6:7:8', `${'0'.repeat(50)}`,
  ] // biome-ignore format: a table
  for (const text of cases) expect([text, addressBytes(text)]).toEqual([text, undefined])
  expect(cases.length).toBe(35)
})

test('addresses as the library prints and reads them', () => {
  let seen = 0
  fc.assert(
    // The library reads `::1.2.3.4` as `::ffff:1.2.3.4`, which is another address.
    fc.property(
      fc.oneof(fc.ipV4(), fc.ipV6()).filter((text) => !/^::\d+\./.test(text)),
      (text) => {
        seen++
        expect(bytesOf(text)).toEqual(ipaddr.parse(text).toByteArray())
      },
    ),
    { numRuns: 1000 },
  )
  expect(seen).toBe(1000)
  expect(bytesOf('::ffff:1.2.3.4')).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 1, 2, 3, 4])
  expect(bytesOf('::1.2.3.4')).toEqual([...new Array(12).fill(0), 1, 2, 3, 4])
  expect(bytesOf('::')).toEqual(new Array(16).fill(0))
})
