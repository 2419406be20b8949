import { createContext, Script } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { type Analysis, analyse, analysePhrases } from '../../lib/regex/analyse.ts'
import { alphabets, byteClass, maskOf } from '../../lib/regex/classes.ts'
import { maxMasks } from '../../lib/regex/necessary-masks.ts'
import { parse } from '../../lib/regex/parse.ts'
import { modsecurity2, translate } from '../../lib/regex/translate.ts'
import { crsPatterns, crsSubjects } from './crs-patterns.ts'
import { patternTable } from './pattern-table.ts'
import { seeded, subjectsFor } from './subjects.ts'

const run = new Script('regex.test(subject)')
const context = createContext({})

/** Why a prefilter that believes `analysis` would not have run the rule on `value`; `undefined` when it would. */
function skipped(analysis: Analysis, value: string): string | undefined {
  const mask = maskOf(value)
  if (value === '' && !analysis.matchesEmpty) return 'empty'
  if (value.length < analysis.minLength) return 'length'
  if (analysis.masks !== undefined && !analysis.masks.some((needed) => (mask & needed) === needed)) return 'mask'
  const folded = value.replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 32))
  for (const [index, alphabet] of alphabets.entries()) {
    if ((mask & ~alphabet) !== 0) continue
    const need = analysis.alphabets[index] as Analysis['alphabets'][number]
    if (need === 'impossible') return `impossible in ${index}`
    if (need === 'always') continue
    for (const set of need.sets) if (!set.some((literal) => folded.includes(literal))) return `literals of ${index}`
  }
  return undefined
}

describe('analyse', () => {
  test('classes: every byte has one of 32, both cases of a letter the same, and the last alphabet has all', () => {
    for (let byte = 0; byte < 256; byte++) expect(byteClass[byte]).toBeLessThan(32)
    for (let byte = 65; byte <= 90; byte++) expect(byteClass[byte]).toBe(byteClass[byte + 32])
    expect(new Set(byteClass).size).toBe(32)
    expect(alphabets.at(-1)).toBe(-1)
    expect(maskOf('')).toBe(0)
  })

  test.each([
    ['(?i)union\\s+select', [['union'], ['select']]],
    ['abcd|efgh', [['abcd', 'efgh']]],
    ['ht{2}ps?://x', [['ttp://x', '://x']]],
  ])('%s', (pattern) => {
    const need = analyse(pattern).alphabets[5]
    expect(need).toHaveProperty('sets')
    for (const literal of (need as { sets: string[][] }).sets.flat()) expect(literal.length).toBeLessThanOrEqual(7)
  })

  test('noise between letters vanishes where its bytes do', () => {
    const {
      alphabets: needs,
      masks,
      minLength,
      matchesEmpty,
    } = analyse('(?i)b["\']*u["\']*s["\']*y["\']*b["\']*o["\']*x')
    expect(needs[0]).toEqual({ sets: [['ybox']] })
    expect(needs[5]).not.toEqual(needs[0])
    expect({ masks, minLength, matchesEmpty }).toEqual({ masks: [maskOf('a')], minLength: 7, matchesEmpty: false })
  })

  test('two sets, where two are needed', () => {
    const need = analyse('(?:wget|curl)\\s+[^\\s]+\\.(?:bash|perl)').alphabets[5] as { sets: string[][] }
    expect(need.sets).toHaveLength(2)
  })

  test('what is said of nothing, of everything, and of what cannot be', () => {
    expect(analyse('^$')).toMatchObject({ matchesEmpty: true, minLength: 0, masks: undefined })
    expect(analyse('^.*$').alphabets).toEqual(alphabets.map(() => 'always'))
    expect(analyse('a[^\\x00-\\xff]').masks).toEqual([])
    expect(analyse("'").alphabets.slice(0, 2)).toEqual(['impossible', 'impossible'])
    expect(analysePhrases([])).toMatchObject({ masks: [], matchesEmpty: false })
    expect(analysePhrases(['a']).alphabets[5]).toBe('always')
    expect(
      analysePhrases(['Nikto', 'sqlMap/1']).alphabets.map((need) => (typeof need === 'string' ? need : need.sets)),
    ).toEqual([[['nikto']], [['nikto']], [['nikto', 'sqlm']], [['nikto']], [['nikto', 'sqlm']], [['nikto', 'sqlm']]])
  })

  test('masks are bounded', () => {
    const many = Array.from({ length: 300 }, (_, index) => {
      const chars = ['.', ' ', '/', ',', ':', ';', '=', '&', '?', '%']
      return chars
        .filter((_, at) => (index >> at) & 1)
        .map((char) => `\\${char}`)
        .join('a?')
    }).filter((text) => text.split('a?').length >= 4)
    expect(analyse(many.join('|')).masks?.length).toBeLessThanOrEqual(maxMasks)
  })

  test('never a wrong no: whatever matches passes', () => {
    const random = seeded(5)
    const data = crsSubjects()
    let matched = 0
    for (const pattern of [...patternTable, ...crsPatterns()]) {
      const analysis = analyse(pattern)
      const { source, flags } = translate(pattern, { captures: false })
      const subjects = subjectsFor(parse(pattern, modsecurity2).root, 60, 200, random)
      for (let times = 0; times < 60 && data.length > 0; times++) subjects.push(data[random(data.length)] as string)
      context['regex'] = new RegExp(source, flags)
      for (const subject of subjects) {
        context['subject'] = subject
        try {
          if (!run.runInContext(context, { timeout: 100 })) continue
        } catch {
          continue
        }
        matched++
        expect(skipped(analysis, subject), `${pattern.slice(0, 100)} on ${JSON.stringify(subject)}`).toBeUndefined()
      }
    }
    expect(matched).toBeGreaterThan(5000)
  }, 180_000)
})
