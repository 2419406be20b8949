import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalQuery } from '../../lib/door/query.ts'
import { tableTest } from '../support/table.ts'

const cases: readonly [raw: string, canonical: string, ...rows: string[]][] = [
  ['', ''],
  ['?', ''],
  ['?a=b&c=%20d', '?a=b&c=%20d'],
  ['?a=../..&b=\\', '?a=../..&b=\\'],
  ['?q=100%&r=%zz&s=%u0041', '?q=100%&r=%zz&s=%u0041'],
  ['?a=%2e%41', '?a=%2e%41'],
  ["?q='", '?q=%27', 'raw-text'],
  ['?q=é', '?q=%C3%A9', 'raw-text'],
  ['?q="<>', '?q=%22%3C%3E', 'raw-text'],
  ['?q=a b', '?q=a%20b', 'raw-control'],
  ['?q=\t', '?q=%09', 'raw-control'],
  ['?q=\ud800', '?q=%EF%BF%BD', 'raw-text'],
]

tableTest('a raw query has one canonical form', 12, cases, ([raw, query, ...rows]) => {
  expect(canonicalQuery(raw), raw).toEqual({ query, rows })
})

test('the platform’s parser leaves it as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      const { query } = canonicalQuery(`?${text.replaceAll('#', '')}`)
      expect(new URL(`http://h/${query}`).search).toBe(query)
      expect(canonicalQuery(query).query).toBe(query)
    }),
    { numRuns: 3000 },
  )
})
