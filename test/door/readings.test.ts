import { expect, test } from 'vitest'
import { readings } from '../../lib/door/readings.ts'
import { tableTest } from '../support/table.ts'

const cases: readonly [path: string, hidden: boolean, ...others: string[]][] = [
  ['/@scope%2Fname', false, '/@scope/name'],
  ['/admin%2Fx', false, '/admin/x'],
  ['/admin;v=1/x', false, '/admin/x'],
  ['/admin%3Bv=1/x', false, '/admin/x', '/admin;v=1/x'],
  ['/admin%5Cx', false, '/admin/x', '/admin%5Cx'],
  ['/%2561dmin', false, '/admin'],
  ['/%252Fadmin', false, '/admin', '/%2Fadmin'],
  ['/static/..%2Fadmin', true, '/admin'],
  ['/static/%252e%252e/admin', true, '/admin'],
  ['/static/..;/admin', true, '/admin'],
  ['/static/..%5Cadmin', true, '/admin'],
]

tableTest('an ambiguous path has other readings', 11, cases, ([path, hidden, ...others]) => {
  const found = readings(path)
  expect(found.hiddenDotSegment, path).toBe(hidden)
  for (const other of others) if (other !== path) expect(found.paths, path).toContain(other)
})

test('readings that come to the same are read once', () => {
  const path = `/x%2F${'%C3%A9'.repeat(16_000)}`
  const started = performance.now()
  expect(readings(path).paths).toEqual([path.replace('%2F', '/')])
  expect(performance.now() - started).toBeLessThan(100)
})
