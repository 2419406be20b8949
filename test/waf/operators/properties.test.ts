import fc from 'fast-check'
import { expect, test } from 'vitest'
import { operators } from '../../../lib/waf/operators/index.ts'
import type { Test } from '../../../lib/waf/operators/operator.ts'
import { pmOf } from '../../../lib/waf/operators/pm.ts'
import { hostileBytes } from '../transformations/hostile-bytes.ts'

const fold = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())

const made: readonly (readonly [string, Test])[] = Object.entries({
  beginswith: 'a',
  contains: '--',
  containsword: 'a',
  endswith: '#',
  eq: '1',
  ipmatch: '10.0.0.0/8,::/1',
  pm: 'a-- lt %41 /..',
  validatebyterange: '32-126',
  validateurlencoding: '',
  validateutf8encoding: '',
  verifycc: '\\d+',
  within: 'a%41',
}).map(([name, argument]) => [name, operators[name]?.(argument) as Test] as const)

test('no value makes an operator throw, and every match lies within its value', () => {
  fc.assert(
    fc.property(hostileBytes, (value) => {
      for (const [name, operator] of made) {
        const found = operator(value)
        if (found === undefined) continue
        expect(found.start >= 0 && found.start <= found.end && found.end <= value.length, name).toBe(true)
      }
    }),
    { numRuns: 2000 },
  )
})

test('pm finds what a search for each phrase finds: the first to end, of those the longest', () => {
  const letters = fc.constantFrom('a', 'b', 'A', 'B', '\xe9', '-')
  const text = (maxLength: number, minLength = 0): fc.Arbitrary<string> =>
    fc.array(letters, { maxLength, minLength }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(fc.array(text(4, 1), { minLength: 1, maxLength: 6 }), text(24), (list, value) => {
      const folded = fold(value)
      const hits = list
        .map((phrase) => ({ start: folded.indexOf(fold(phrase)), size: phrase.length }))
        .filter(({ start }) => start >= 0)
        .map(({ start, size }) => [start, start + size] as const)
        .toSorted(([aStart, aEnd], [bStart, bEnd]) => aEnd - bEnd || aStart - bStart)
      const found = pmOf(() => list)(value)
      expect(found && [found.start, found.end]).toEqual(hits[0])
      if (found !== undefined) expect(found.captures).toEqual([value.slice(found.start, found.end)])
    }),
    { numRuns: 5000 },
  )
})

test('validateUtf8Encoding agrees with the decoder of the platform', () => {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const check = operators.validateutf8encoding?.('') as Test
  fc.assert(
    fc.property(hostileBytes, (value) => {
      let valid = true
      try {
        decoder.decode(Uint8Array.from(value, (char) => char.charCodeAt(0)))
      } catch {
        valid = false
      }
      expect(check(value) === undefined).toBe(valid)
    }),
    { numRuns: 3000 },
  )
})
