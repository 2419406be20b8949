import { expect } from 'vitest'
import { appendVia } from '../../lib/http/via.ts'
import { tableTest } from '../support/table.ts'

const cases: readonly [via: string | null, version: string, result: string][] = [
  [null, '1.1', '1.1 sallyport'],
  ['', '1.1', '1.1 sallyport'],
  ['1.0 fred', '1.1', '1.0 fred, 1.1 sallyport'],
  ['1.0 fred, 1.1 p.example.net (Apache/1.1)', '2', '1.0 fred, 1.1 p.example.net (Apache/1.1), 2 sallyport'],
]

tableTest('Via', 4, cases, ([via, version, result]) => {
  expect(appendVia(via, version, 'sallyport')).toBe(result)
})
