import fc from 'fast-check'
import { expect, test } from 'vitest'
import { appendCdnLoop, loops } from '../../lib/http/cdn-loop.ts'
import { tableTest } from '../support/table.ts'

const cases: readonly [cdnLoop: string | null, loop: boolean][] = [
  [null, false],
  ['', false],
  ['sallyport', true],
  ['SallyPort', true],
  [' sallyport ', true],
  ['sallyport; v=1', true],
  ['sallyport;v="a,b"', true],
  ['foo123.foocdn.example, barcdn.example; trace="abcdef", sallyport', true],
  ['foo123.foocdn.example, barcdn.example; trace="abcdef"', false],
  ['other; by="x, sallyport, y"', false],
  ['other; by="x\\", sallyport"', false],
  ['other; by="never closed, sallyport', true],
  ['sallyport.example', false],
  ['notsallyport', false],
  ['other; sallyport', false],
  ['other;sallyport=1, x', false],
  [',, sallyport ,', true],
  ['other; by="never \\"closed, sallyport, \\"', true],
]

tableTest('CDN-Loop', 18, cases, ([cdnLoop, loop]) => {
  expect(loops(cdnLoop, 'sallyport'), String(cdnLoop)).toBe(loop)
})

test('what has been through here is known again, whatever stands around it', () => {
  const id = fc.stringMatching(/^[a-z][a-z0-9.-]{0,12}$/)
  const parameter = fc.tuple(id, fc.string({ maxLength: 8 })).map(([name, value]) => `${name}=${JSON.stringify(value)}`)
  const member = fc.tuple(id, fc.array(parameter, { maxLength: 2 })).map((parts) => parts.flat().join('; '))
  fc.assert(
    fc.property(fc.array(member), fc.array(member), (before, after) => {
      const through = appendCdnLoop(before.join(', ') || null, 'sallyport')
      expect(loops([through, ...after].join(', '), 'sallyport')).toBe(true)
    }),
  )
})

test('a string that never ends is read once, not again from each of its escaped quotes', () => {
  const started = performance.now()
  loops(`"${'\\"'.repeat(16_000)}`, 'sallyport')
  expect(performance.now() - started).toBeLessThan(100)
})
