import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ageOf, ttlOf } from '../../lib/cache/entry.ts'
import { initialAge, parseAge } from '../../lib/cache/policy/age.ts'
import { maxDeltaSeconds, parseCacheControl } from '../../lib/http/cache-control.ts'
import { formatHttpDate, parseHttpDate } from '../../lib/http/date.ts'
import { normaliseList, normaliseWeighted, parseVary } from '../../lib/http/vary.ts'
import { headFor } from './store-suite.ts'

const moment = fc.integer({ min: 0, max: 4_102_444_800_000 })

describe('age', () => {
  test('is the larger of what Date and what Age say, plus the time under way; never negative, never over the bound', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 30n }),
        moment,
        moment,
        fc.integer({ min: -5000, max: 600_000 }),
        (age, date, requested, delay) => {
          const received = requested + delay
          const found = initialAge({ age: String(age), date, requested, received })
          const seconds = (ms: number): number => Math.max(0, Math.floor(ms / 1000))
          const bounded = age > BigInt(maxDeltaSeconds) ? maxDeltaSeconds : Number(age)
          expect(found).toBe(Math.min(maxDeltaSeconds, Math.max(seconds(received - date), bounded + seconds(delay))))
          expect(found).toBeGreaterThanOrEqual(0)
        },
      ),
      { numRuns: 2000 },
    )
  })

  test('any text is a number of seconds or nothing, and only digits are one', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789 ,-+.ex\t";='), maxLength: 12 }), (text) => {
        const first = (text.split(',')[0] as string).trim()
        expect(parseAge(text)).toBe(/^[0-9]+$/.test(first) ? Math.min(Number(first), maxDeltaSeconds) : 0)
      }),
      { numRuns: 2000 },
    )
  })

  test('grows with the clock, and what is stored never gets younger when it goes back', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(1000), fc.integer({ min: -100_000, max: 100_000 }), (age, lifetime, passed) => {
        const head = headFor('https://h/', '', { initialAge: age, lifetime, received: 1_000_000 })
        const now = 1_000_000 + passed
        expect(ageOf(head, now)).toBe(age + Math.max(0, Math.floor(passed / 1000)))
        expect(ageOf(head, now) + ttlOf(head, now)).toBe(lifetime)
      }),
    )
  })
})

describe('Cache-Control', () => {
  const name = fc.constantFrom('max-age', 'Max-Age', 'no-store', 'No-Cache', 'private', 'x-own', 's-maxage')
  const value = fc.oneof(
    fc.constant(undefined),
    fc.nat(10 ** 12).map(String),
    fc.constantFrom('', '-1', '1.5', '"7"', '"max-age=9"', '"a, no-store"', '"x\\", no-store"', 'abc', "'5'"),
  )
  const blank = fc.constantFrom('', ' ', '\t ', ', ,')
  const parts = fc.array(fc.tuple(name, value, blank), { maxLength: 12 })

  test('reads what a simple reader of the same directives reads', () => {
    fc.assert(
      fc.property(parts, (given) => {
        const text = given
          .map(([directive, of, gap]) => `${gap}${directive}${of === undefined ? '' : `=${of}`}`)
          .join(',')
        const read = parseCacheControl(text)
        const of = (wanted: string): readonly (string | undefined)[] =>
          given.filter(([directive]) => directive.toLowerCase() === wanted).map(([, given]) => given)
        const lifetime = (wanted: string): number | undefined => {
          const found = of(wanted).map((given) => {
            const plain = given?.replace(/^"(.*)"$/, '$1')
            return plain !== undefined && /^\d+$/.test(plain) ? Math.min(Number(plain), maxDeltaSeconds) : 0
          })
          return found.length === 0 ? undefined : new Set(found).size === 1 ? found[0] : 0
        }
        expect(read.maxAge).toBe(lifetime('max-age'))
        expect(read.sMaxage).toBe(lifetime('s-maxage'))
        expect(read.noStore).toBe(of('no-store').length > 0)
        expect(read.noCache !== false).toBe(of('no-cache').length > 0)
        expect(read.private !== false).toBe(of('private').length > 0)
        expect(read.doubtful).toBe(false)
      }),
      { numRuns: 3000 },
    )
  })

  test('no text breaks it, and an open quote is never taken for permission', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'",;=\\ amxge-no0'), maxLength: 40 }), (text) => {
        const read = parseCacheControl(`max-age=60, ${text}`)
        const unescaped = text.replace(/"(?:[^"\\]|\\.)*"/gs, '')
        if (unescaped.includes('"')) expect(read.doubtful).toBe(true)
      }),
      { numRuns: 3000 },
    )
  })
})

describe('dates', () => {
  test('what is written is read again, in all three forms', () => {
    fc.assert(
      fc.property(moment, (ms) => {
        const whole = Math.floor(ms / 1000) * 1000
        const date = new Date(whole)
        const text = formatHttpDate(whole)
        expect(parseHttpDate(text, whole)).toBe(whole)
        const [, day, month, year, time] = /, (\d\d) (\w+) (\d{4}) ([\d:]+)/.exec(text) as RegExpExecArray
        const long = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'][date.getUTCDay()]
        expect(parseHttpDate(`${long}, ${day}-${month}-${year?.slice(2)} ${time} GMT`, whole)).toBe(whole)
        expect(parseHttpDate(`${long?.slice(0, 3)} ${month} ${day?.replace(/^0/, ' ')} ${time} ${year}`, whole)).toBe(
          whole,
        )
      }),
    )
  })

  test.each([
    'Thu, 18 Aug 2050 02:01:18 UTC',
    'Thu, 18 Aug 50 02:01:18 GMT',
    'Thu, 18 Aug 2050 2:01:18 GMT',
    'Thu, 31 Feb 2050 02:01:18 GMT',
    'Thu, 18 Aug 2050 25:01:18 GMT',
    'Thu, 18 Aug 2050 02:61:18 GMT',
    'Thu, 00 Aug 2050 02:01:18 GMT',
    '2050-08-18T02:01:18Z',
    '0',
    '-1',
    '',
    'x'.repeat(1000),
  ])('no date: %s', (text) => {
    expect(parseHttpDate(text, 0)).toBe(undefined)
  })
})

describe('Vary', () => {
  const field = fc.string({ unit: fc.constantFrom(...'abcAB-*, \t'), maxLength: 20 })

  test('names each field once, in one order, and a star anywhere is a star', () => {
    fc.assert(
      fc.property(field, (text) => {
        const found = parseVary(text)
        const names = text
          .toLowerCase()
          .split(',')
          .map((name) => name.trim())
          .filter((name) => name !== '')
        const odd = names.some((name) => name === '*' || !/^[a-z*-]+$/.test(name))
        expect(found).toEqual(odd ? '*' : [...new Set(names)].sort())
      }),
      { numRuns: 2000 },
    )
  })

  test('normalising twice changes nothing more, and never makes two lists one that differ in a member', () => {
    const value = fc.string({ unit: fc.constantFrom(...'ab", \\'), maxLength: 16 })
    fc.assert(
      fc.property(value, (text) => {
        const once = normaliseList(text)
        expect(normaliseList(once)).toBe(once)
        expect(once.replace(/[ \t]/g, '')).toBe(text.replace(/[ \t]/g, ''))
      }),
      { numRuns: 2000 },
    )
  })

  test('the order of languages liked equally is nothing, their weight is', () => {
    const tags = fc.uniqueArray(fc.constantFrom('en', 'de', 'fr', 'it', 'en-GB'), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(tags, fc.constantFrom(1, 0.8, 0.25), (names, q) => {
        const list = (of: readonly string[]): string =>
          of.map((name) => (q === 1 ? name : `${name} ; q=${q}`)).join(' , ')
        expect(normaliseWeighted(list(names))).toBe(normaliseWeighted(list([...names].reverse()).toUpperCase()))
        if (q !== 1) expect(normaliseWeighted(list(names))).not.toBe(normaliseWeighted(names.join()))
      }),
    )
  })
})
