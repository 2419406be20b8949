import fc from 'fast-check'
import { expect, test } from 'vitest'
import { withoutMembersOf } from '../../lib/http/own-members.ts'
import { formatProxyStatus } from '../../lib/http/proxy-status.ts'
import { tableTest } from '../support/table.ts'

const cases: readonly [value: string, others: string | undefined][] = [
  ['sallyport; error=dns_error', undefined],
  ['SALLYPORT; error=dns_error', undefined],
  ['"sallyport"; error=dns_error', undefined],
  ['"SallyPort";hit', undefined],
  ['r34.example.net; error=http_request_error', 'r34.example.net; error=http_request_error'],
  ['"a, sallyport"; hit', '"a, sallyport"; hit'],
  ['ExampleCache; hit, sallyport; hit; ttl=3', 'ExampleCache;hit'],
  ['sallyport; hit, ExampleCache; fwd=miss, "sallyport"', 'ExampleCache;fwd=miss'],
  ['ExampleCache; detail="sallyport"', 'ExampleCache; detail="sallyport"'],
  ['ExampleCache; hit, (sallyport)', 'ExampleCache;hit'],
  ['ExampleCache; hit,', undefined],
  ['ExampleCache; hit; sallyport, "never closed', undefined],
  ['caf\u00e9', undefined],
  ['sallyports; hit', 'sallyports; hit'],
  ['', ''],
]

tableTest('members that bear our name', 15, cases, ([value, others]) => {
  expect(withoutMembersOf(value, 'sallyport'), value).toBe(others)
})

test('no text at all leaves a member that reads as ours', () => {
  const piece = fc.constantFrom(
    'sallyport',
    '"sallyport"',
    'SALLYPORT',
    'other',
    ';',
    ',',
    ' ',
    'hit',
    '"',
    '\\',
    '(',
    ')',
    '=',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const kept = withoutMembersOf(pieces.join(''), 'sallyport')
      if (kept === undefined) return
      const named = kept.split(',').map((member) => member.split(';')[0]?.trim().replaceAll('"', '').toLowerCase())
      // Inside a quoted string our name may stand; as a member's own name it may not.
      if (!kept.includes('"')) expect(named).not.toContain('sallyport')
      expect(withoutMembersOf(kept, 'sallyport')).toBe(kept)
    }),
    { numRuns: 2000 },
  )
})

test('our own member is one that the filter finds', () => {
  const own = formatProxyStatus('sallyport', 'destination_unavailable')
  expect(own).toBe('sallyport; error=destination_unavailable')
  expect(withoutMembersOf(own, 'sallyport')).toBeUndefined()
})
