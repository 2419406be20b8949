import { parseAddress } from 'sallyport'
import { expect, test } from 'vitest'

const cases: readonly [text: string, canonical: string | undefined][] = [
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['::FFFF:C000:0201', '192.0.2.1'],
  ['2001:DB8:0:0::1', '2001:db8::1'],
  ['::', '::'],
  ['', undefined],
  ['010.0.0.1', undefined],
  ['0x7f.0.0.1', undefined],
  ['127.1', undefined],
  ['2130706433', undefined],
  ['::ffff:010.0.0.1', undefined],
  ['fe80::1%eth0', undefined],
  ['[::1]', undefined],
  ['192.0.2.1:80', undefined],
  [' 192.0.2.1', undefined],
  ['192.0.2.1, 198.51.100.2', undefined],
  ['1.2.3.4.5', undefined],
  [':::', undefined],
  ['1'.repeat(100_000), undefined],
]

test(`addresses have one form: ${cases.length} cases`, () => {
  expect(cases.map(([text]) => parseAddress(text)?.text)).toEqual(cases.map(([, canonical]) => canonical))
})
