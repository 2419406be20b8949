import { describe, expect, test } from 'vitest'
import { worstInputs } from '../../lib/compile/worst-inputs.ts'
import { backtracking, RegexBound } from '../../lib/regex/backtrack.ts'
import { bounded, isBounded } from '../../lib/regex/bounded.ts'
import { degreeOf } from '../../lib/regex/degree.ts'
import { longestFor } from '../../lib/regex/limit.ts'
import { parse } from '../../lib/regex/parse.ts'
import { RegexError } from '../../lib/regex/regex-error.ts'
import { modsecurity2, translate } from '../../lib/regex/translate.ts'
import { processorTime } from '../support/processor-time.ts'
import { crsPatterns } from './crs-patterns.ts'
import { isLinear } from './is-linear.ts'
import { patternTable } from './pattern-table.ts'
import { randomPattern } from './random-patterns.ts'
import { seeded, subjectsFor } from './subjects.ts'

/** Patterns that no automaton takes, of the kinds that rules have. */
const irregular = [
  '(\\w+)\\s*=\\s*\\1',
  '["\'(\\s]*?\\b(\\w+)\\b\\s*?(?:=\\s*?\\b\\1\\b|(?:<>|!=)\\s*?(?!\\b\\1\\b)\\w+)',
  '(?i)(select|union)\\s+\\1',
  '(?i:(\\w)\\1)+x',
  '^(?:(?>a|ab)*c)*$',
  '(?>\\s*(?:a|ab))b',
  '(?:a|bc)++a',
  'a(?=bc)',
  '(?!.*\\.\\.)[a.]+/x',
  '(?<!abc)d+',
  '(?<=ab|cde)x',
  '(?:a|(?=b)b)*?c(?=.*?d)',
  '(?=(\\w+))\\1:',
  // What a reference sees differs where the rest of the way is the same.
  '[ab]*?(?=(a|b))[ab]*-\\1(?=!)',
  '[ab]*?(?=(a|b))\\1[ab]*-\\1!',
  '(a)(b)(?:(?:x\\1)*|(?:x\\2)*)c(?=d)',
  '(?!(a)b)\\w(?:c(?=d)|d)',
  '(?:\\s*(?=ab)a?)*x',
]

function differences(patterns: readonly string[], seed: number): { compared: number; found: string[] } {
  const random = seeded(seed)
  const found: string[] = []
  let compared = 0
  for (const pattern of patterns) {
    const { source, flags, captures } = translate(pattern)
    const searchIn = backtracking(source, flags)
    const native = new RegExp(source, flags)
    for (const subject of subjectsFor(parse(pattern, modsecurity2).root, 40, pattern.length < 60 ? 18 : 80, random)) {
      const spans = searchIn(subject)(0)
      const theirs = native.exec(subject)
      const ours = spans && captures.map((group) => textOf(subject, spans, group))
      compared++
      if (spans?.[0] === theirs?.index && same(ours, theirs && captures.map((group) => theirs[group]))) continue
      found.push(
        `${pattern} (${source}) on ${JSON.stringify(subject)}: ${JSON.stringify(ours)}, V8 ${JSON.stringify(theirs)}`,
      )
      break
    }
  }
  return { compared, found }
}

const textOf = (subject: string, spans: readonly number[], group: number): string | undefined =>
  spans[group * 2 + 1] === -1 ? undefined : subject.slice(spans[group * 2], spans[group * 2 + 1])

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one ?? null) === JSON.stringify(other ?? null)

describe('backtracking', () => {
  test('finds what a RegExp finds, of written patterns', () => {
    const { compared, found } = differences([...irregular, ...patternTable, ...crsPatterns()], 5)
    expect(found).toEqual([])
    expect(compared).toBeGreaterThan(10_000)
  })

  test('finds what a RegExp finds, of 3000 random patterns', () => {
    const random = seeded(9)
    const patterns: string[] = []
    while (patterns.length < 3000) {
      const pattern = randomPattern(random)
      // V8 would not come to an end.
      if (degreeOf(parse(pattern, modsecurity2).root) > 3) continue
      try {
        translate(pattern)
        patterns.push(pattern)
      } catch (error) {
        expect(error).toBeInstanceOf(RegexError)
      }
    }
    expect(patterns.filter((pattern) => !isLinear(...sourceOf(pattern))).length).toBeGreaterThan(500)
    expect(differences(patterns, 10).found).toEqual([])
  })

  test.each([
    ['([ab]??)(?:a*)*?\\1!$', 'ba!', [1, 3]],
    ['([ab]*?)(?:(?:a*?)*?(?:\\1!)?(?:\\1!)?)*?\\1-', 'caba-', [3, 5]],
    ['(a*)b??(?:b*(?:\\1!)?a?)+\\1!$', 'bbcab!', [3, 6]],
    ['(ab|a)(?:b?c?)*\\1!', 'aba!', [0, 4]],
  ])('%s on %s: a round that took nothing fails for where it began alone', (pattern, subject, span) => {
    const { source, flags } = translate(pattern, { captures: false })
    expect(new RegExp(source, flags).exec(subject)?.index).toBe(span[0])
    expect(backtracking(source, flags)(subject)(0)?.slice(0, 2)).toEqual(span)
  })

  test('knows what it is asked again, and what it saw before', () => {
    const again = backtracking('(?:a|b)+(?=c)c', '')('aabc abc')
    expect([0, 0, 1, 4, 5].map((from) => again(from))).toEqual([
      [0, 4],
      [0, 4],
      [1, 4],
      [5, 8],
      [5, 8],
    ])
    const groups = backtracking('(?:(a)|b)(?=c)', '')('acbc')
    expect([groups(0), groups(1)]).toEqual([
      [0, 1, 0, 1],
      [2, 3, -1, -1],
    ])
  })

  test('does not try in vain behind an atomic group either', () => {
    const searchIn = backtracking(...sourceOf('(?>ab|a)?\\s*\\s*(?=yy)z'))
    expect(searchIn(`ab${' '.repeat(20_000)}`)(0)).toBeUndefined()
  })

  test('goes on behind a match', () => {
    const search = backtracking('([a-z])\\1', '')('xaa aabbc')
    expect([0, 2, 5, 6, 8].map((from) => search(from)?.slice(0, 2))).toEqual([
      [1, 3],
      [4, 6],
      [6, 8],
      [6, 8],
      undefined,
    ])
  })

  test('takes linear time where V8 takes a power of it', () => {
    for (const pattern of irregular) {
      const [source, flags] = sourceOf(pattern)
      const searchIn = backtracking(source, flags)
      for (const value of worstInputs(parse(pattern, modsecurity2).root, 32_768, 12)) {
        const time = processorTime(() => {
          try {
            searchIn(value)(0)
          } catch (error) {
            expect(error).toBeInstanceOf(RegexBound)
          }
        })
        // Some 10 ms. A square would be 10 seconds.
        expect(time, `${pattern} on ${value.slice(0, 20)}`).toBeLessThan(1000)
      }
    }
    const tautology = backtracking(...sourceOf(irregular[1] as string))
    expect(tautology(`${'('.repeat(131_072)}a=b`)(0)).toBeUndefined()
    expect(tautology(`${'('.repeat(131_072)}a=a`)(0)?.slice(1, 2)).toEqual([131_075])
  })

  test('does not know where steps, or choices that wait, are too many', () => {
    const square = backtracking(...sourceOf('(a+)\\1b'))
    expect(square(`${'a'.repeat(100)}`)(0)).toBeUndefined()
    expect(() => square('a'.repeat(10_000))(0)).toThrow(RegexBound)
    const waiting = backtracking(...sourceOf('^a*[ab](?=cd)'))
    expect(waiting('a'.repeat(1 << 20))(0)).toBeUndefined()
    expect(() => waiting('a'.repeat((1 << 20) + 2))(0)).toThrow('too many choices')
    // A reference of thousands of bytes that is compared again and again.
    const long = backtracking(...sourceOf('^(a+)b(?:\\1)?(?:a(?!\\1$))*c'))
    expect(() => long(`${'a'.repeat(5000)}b${'a'.repeat(9000)}`)(0)).toThrow(RegexBound)
  })

  test('a memo that would be too large is done without', () => {
    // 60 loops of a value of 1 MB: 8 MB.
    const pattern = `x${'a*'.repeat(60)}(?=bc)`
    const searchIn = backtracking(...sourceOf(pattern))
    const before = process.memoryUsage().arrayBuffers
    const search = searchIn(`${'-'.repeat(1_000_000)}xaabc`)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2_000_000)
    expect(search(0)).toEqual([1_000_000, 1_000_003])
    expect(() => searchIn(`${'xaaaa'.repeat(200_000)}`)(0)).toThrow(RegexBound)
  })
})

describe('bounded', () => {
  test('is an automaton where one can be had', () => {
    for (const pattern of ['(\\d+)-(\\d+)', '(\\d+)-\\1'])
      expect(bounded(...sourceOf(pattern)).exec('a 12-12')).toMatchObject({ index: 2, 0: '12-12', 1: '12' })
    expect(bounded(...sourceOf('(\\d+)-\\1')).exec('12-13')).toBeNull()
    expect(bounded(...sourceOf('(?:a|(b))(?=cd)')).spans('acd')).toEqual([0, 1, -1, -1])
    expect(bounded(...sourceOf('(a)\\1')).test('baa')).toBe(true)
  })

  test('takes no pattern over 60,000 nodes', () => {
    for (const pattern of ['(?:a{1000}){1000}', '(?=(?:a{1000}){1000})'])
      expect(isBounded(...sourceOf(pattern)), pattern).toBe(false)
    expect(isBounded(...sourceOf('(?=a{1000})b'))).toBe(true)
    const looks = (count: number): string =>
      Array.from(
        { length: count },
        (_, at) => `(?<!(?:[\\x00-\\x${((at % 200) + 16).toString(16)}${at < 200 ? '' : '\\xff'}]))a`,
      ).join('|')
    expect([looks(250), looks(300)].map((pattern) => isBounded(...sourceOf(pattern)))).toEqual([true, false])
  })
})

test.each([
  ['abc', undefined],
  ['^\\s*+;', undefined],
  ['\\s*+;', 128],
  ['(a)\\1', undefined],
  ['a+b', 128],
  ['(\\w+)=\\1', 128],
  ['(\\d+)-(\\d+)', 128],
  ['^a.*b.*c', 32],
  ['a.*b.*c', 24],
  ['^(?:a*b*)*$', 20],
])('%s: V8 is given %s bytes', (pattern, longest) => {
  expect(longestFor(pattern)).toBe(longest)
})

function sourceOf(pattern: string): [source: string, flags: string] {
  const { source, flags } = translate(pattern)
  return [source, flags]
}
