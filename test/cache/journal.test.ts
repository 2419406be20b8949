import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Journal, maxPrefixes, maxPurges } from '../../lib/cache/stores/journal.ts'
import type { Target } from '../../lib/cache/stores/store.ts'
import { meets } from '../../lib/cache/stores/target.ts'
import { headFor } from './store-suite.ts'

const begun = (): Journal => new Journal({ id: 'a', epoch: 0, floor: 0, purges: [] })
const url = 'https://shop.test/p/a'
const head = headFor(url, '', { tags: ['t'] })

test('a storm of purges takes a bounded room, and lets nothing stay that it has met', () => {
  const journal = begun()
  const before = journal.mark
  for (let at = 0; at < 3 * maxPurges; at++) {
    journal.append({ target: { by: 'tag', value: at === 0 ? 't' : `t${at}` }, soft: false })
    expect(journal.size).toBeLessThanOrEqual(maxPurges)
  }
  for (let at = 0; at < 3 * maxPrefixes; at++) {
    journal.append({ target: { by: 'prefix', value: `https://shop.test/${at}` }, soft: false })
    expect(journal.size).toBeLessThanOrEqual(maxPurges + maxPrefixes)
  }
  expect(journal.judge(url, head, before)).toBe('gone')
  expect(journal.judge(url, head, journal.mark)).toBe(undefined)
})

test('the same purge again and again takes the room of one', () => {
  const journal = begun()
  for (let at = 0; at < 10 * maxPurges; at++) journal.append({ target: { by: 'url', value: url }, soft: false })
  expect(journal.size).toBe(1)
})

test('a mark that cannot be read, or is of another record, is of nothing', () => {
  const journal = begun()
  for (const mark of [undefined, '', 'a', 'a:', 'a:x', 'b:0', 'a:-1', 'a:1e99']) {
    expect(journal.judge(url, head, mark), String(mark)).toBe(mark === 'a:' ? journal.judge(url, head, 'a:0') : 'gone')
  }
})

const part = fc.constantFrom('a', 'b', 'ab')
const target: fc.Arbitrary<Target> = fc.oneof(
  part.map((value): Target => ({ by: 'key', value: `https://${value}.test/${value}` })),
  part.map((value): Target => ({ by: 'url', value: `https://a.test/${value}` })),
  part.map((value): Target => ({ by: 'prefix', value: `https://a.test/${value}` })),
  part.map((value): Target => ({ by: 'host', value: `${value}.test` })),
  part.map((value): Target => ({ by: 'tag', value })),
  fc.constant<Target>({ by: 'everything' }),
)

test('judges as somebody who has kept every purge, also after it was written down and read', () => {
  const purges = fc.array(fc.record({ target, soft: fc.boolean() }), { maxLength: 12 })
  const answers = fc.record({ host: part, path: part, tags: fc.subarray(['a', 'b', 'ab']), since: fc.nat(12) })
  fc.assert(
    fc.property(purges, answers, fc.nat(12), (made, { host, path, tags, since }, told) => {
      const journal = begun()
      const marks = [journal.mark]
      let copy = begun()
      for (const [at, purge] of made.entries()) {
        journal.append(purge)
        marks.push(journal.mark)
        if (at === told) copy = new Journal(JSON.parse(JSON.stringify(journal.news())))
      }
      for (const logged of journal.news(copy.epoch).purges) copy.add(logged)
      const key = `https://${host}.test/${path}`
      const answer = headFor(key, '', { tags })
      const from = Math.min(since, made.length)
      const met = made.slice(from).filter((purge) => meets(answer, key, purge.target))
      const expected = met.some(({ soft }) => !soft) ? 'gone' : met.length > 0 ? 'purged' : undefined
      expect(journal.judge(key, answer, marks[from])).toBe(expected)
      expect(copy.judge(key, answer, marks[from])).toBe(expected)
    }),
    { numRuns: 2000 },
  )
})
