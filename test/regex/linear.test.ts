import { describe, expect, test } from 'vitest'
import { audit } from '../../lib/regex/audit.ts'
import { linear } from '../../lib/regex/linear.ts'
import { parse } from '../../lib/regex/parse.ts'
import { RegexError } from '../../lib/regex/regex-error.ts'
import { modsecurity2, translate } from '../../lib/regex/translate.ts'
import { crsPatterns } from './crs-patterns.ts'
import { isLinear } from './is-linear.ts'
import { patternTable } from './pattern-table.ts'
import { seeded, subjectsFor } from './subjects.ts'

describe('linear', () => {
  test('finds what a RegExp finds, or refuses', () => {
    const random = seeded(7)
    let compared = 0
    const differences: string[] = []
    for (const pattern of patternTable) {
      const { source, flags } = translate(pattern)
      let engine: ReturnType<typeof linear>
      try {
        engine = linear(source, flags)
      } catch (error) {
        expect(error).toBeInstanceOf(RegexError)
        continue
      }
      const native = new RegExp(source, flags)
      for (const subject of subjectsFor(parse(pattern, modsecurity2).root, 60, 18, random)) {
        const ours = engine.exec(subject)
        const theirs = native.exec(subject)
        compared++
        const same =
          ours?.index === theirs?.index && JSON.stringify([...(ours ?? [])]) === JSON.stringify([...(theirs ?? [])])
        if (!same || engine.test(subject) !== (theirs !== null)) {
          differences.push(
            `${source} on ${JSON.stringify(subject)}: ${JSON.stringify(ours)}, V8 ${JSON.stringify(theirs)}`,
          )
          break
        }
      }
    }
    expect(differences).toEqual([])
    expect(compared).toBeGreaterThan(5000)
  })

  test('stays linear where V8 does not', () => {
    const { source, flags } = translate('(\\d+)-(\\d+)')
    const engine = linear(source, flags)
    const began = performance.now()
    expect(engine.test('0'.repeat(131_072))).toBe(false)
    expect(performance.now() - began).toBeLessThan(50)
    expect(engine.exec('a1-2')).toMatchObject({ index: 1, 0: '1-2', 1: '1', 2: '2' })
    expect(engine.exec(`${'a'.repeat(2000)}1-2`)).toMatchObject({ index: 2000, 0: '1-2', 1: '1', 2: '2' })
  })

  test.each(['a(?=bc)', '(a)\\1', '(?:a{1000}){1000}', '(?<!ab)b', '(?:a|bc)++a', '(?>a|ab)c'])(
    'refuses %s',
    (pattern) => {
      const { source, flags } = translate(pattern)
      expect(() => linear(source, flags)).toThrow(RegexError)
      expect(isLinear(source, flags)).toBe(false)
    },
  )
})

describe('testOnly', () => {
  test.each([
    ['(\\d+)-(\\d+)', '[0-9]-[0-9]'],
    ['.*\\.php.*?', '\\.php'],
    ['\\s*(?:a*b|c+)d{2,}', '(?:b|c)d{2}'],
    ['^a*b*$', '^a*b*$'],
    ['a*+b', 'a*b'],
    ['(a+)\\1', '(a+)(?:\\1)'],
  ])('%s', (pattern, source) => {
    expect(translate(pattern, { testOnly: true }).source).toBe(source)
  })

  test('matches the same values', () => {
    const random = seeded(11)
    for (const pattern of [...patternTable, ...crsPatterns().filter((text) => text.length < 400)]) {
      const whole = translate(pattern)
      const short = translate(pattern, { testOnly: true })
      const [one, other] = [new RegExp(whole.source, whole.flags), new RegExp(short.source, short.flags)]
      for (const subject of subjectsFor(parse(pattern, modsecurity2).root, 60, 40, random)) {
        if (pattern.length < 40 && subject.length > 18) continue
        expect(other.test(subject), `${pattern} on ${JSON.stringify(subject)}`).toBe(one.test(subject))
      }
    }
  })
})

describe('audit', () => {
  test('tells quadratic from linear', async () => {
    expect(await audit('a*$', '')).toMatchObject({ status: 'vulnerable', complexity: 'polynomial 2' })
    expect(await audit('^(?:a*)*$', '')).toMatchObject({ status: 'vulnerable', complexity: 'exponential' })
    expect(await audit('^abc', 'i')).toMatchObject({ status: 'safe' })
  })
})
