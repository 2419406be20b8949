import { expect, test } from 'vitest'
import { maxAmbiguousLength, readings } from '../../lib/door/readings.ts'
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

test('no path has more readings than there are combinations of readers', () => {
  for (const unit of ['%2F', ';a', '%25', '%2561', '%5C', '..%2F', '%252F;%255C']) {
    const path = `/${unit.repeat(maxAmbiguousLength / unit.length)}`
    expect(readings(path).paths.length, unit).toBeLessThan(32)
  }
})
