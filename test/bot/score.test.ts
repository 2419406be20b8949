import fc from 'fast-check'
import { expect, test } from 'vitest'
import { counterfactual, score, squash, type Term } from '../../lib/bot/score.ts'
import { headerSignals, tlsSignals } from '../../lib/bot/signals/index.ts'
import { base, weights } from '../../lib/bot/weights.ts'

const all = [...headerSignals, ...tlsSignals]
// Hundredths, as the weights are; doubles would mostly be drawn near 0.
const hundredths = (most: number) => fc.integer({ min: -most * 100, max: most * 100 }).map((value) => value / 100)
const term = fc.record({
  id: fc.string({ minLength: 1, maxLength: 8 }),
  weight: hundredths(6),
  detail: fc.constant(''),
})
const terms = fc.uniqueArray(term, { maxLength: 9, selector: ({ id }) => id })
const level = hundredths(2)

test('the score is from 1 to 99 and rises with the log-odds', () => {
  expect([squash(-1e9), squash(0), squash(1e9)]).toEqual([1, 50, 99])
  fc.assert(
    fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (one, other) => {
      expect(squash(Math.min(one, other))).toBeLessThanOrEqual(squash(Math.max(one, other)))
      expect(squash(one)).toBeGreaterThanOrEqual(1)
      expect(squash(one)).toBeLessThanOrEqual(99)
    }),
  )
})

test('monotone: more evidence for a person never lowers the score, more for a program never raises it', () => {
  fc.assert(
    fc.property(terms, term, level, (found, more, from) => {
      const before = score(found, from)
      const after = score([...found, more], from)
      if (more.weight >= 0) expect(after).toBeGreaterThanOrEqual(before)
      else expect(after).toBeLessThanOrEqual(before)
    }),
  )
})

test('every recorded signal has a fitted weight, and none has changed sides', () => {
  expect(Object.keys(weights).sort()).toEqual(all.map(({ id }) => id).sort())
  for (const { id, prior } of all) {
    expect(prior, id).not.toBe(0)
    expect(Math.sign(weights[id] as number) * Math.sign(prior), id).toBeGreaterThanOrEqual(0)
  }
  expect(Math.abs(base)).toBeLessThan(1)
})

/** All subsets by size: what `counterfactual` must find without looking at them all. */
function smallestByForce(found: readonly Term[], from: number, threshold: number): number | undefined {
  const under = score(found, from) < threshold
  let smallest: number | undefined
  for (let mask = 0; mask < 1 << found.length; mask++) {
    const left = found.filter((_, at) => (mask & (1 << at)) === 0)
    const size = found.length - left.length
    if (score(left, from) < threshold !== under && (smallest === undefined || size < smallest)) smallest = size
  }
  return smallest
}

test('the counterfactual crosses the threshold, and no smaller set does', () => {
  let crossed = 0
  fc.assert(
    fc.property(terms, level, fc.integer({ min: 2, max: 98 }), (found, from, threshold) => {
      const names = counterfactual(found, from, threshold)
      expect(names?.length).toBe(smallestByForce(found, from, threshold))
      if (names === undefined) return
      crossed++
      const left = found.filter(({ id }) => !names.includes(id))
      expect(score(left, from) < threshold).not.toBe(score(found, from) < threshold)
    }),
    { numRuns: 500 },
  )
  expect(crossed).toBeGreaterThan(100)
})
