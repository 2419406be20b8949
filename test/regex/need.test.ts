import { createContext, Script } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { alphabetOf, alphabets, byteClass, maskOf } from '../../lib/regex/byte-classes.ts'
import { degreeOf } from '../../lib/regex/degree.ts'
import { needOf, needOfBytes, needOfPhrases, type PatternNeed } from '../../lib/regex/need.ts'
import { parse } from '../../lib/regex/parse.ts'
import { modsecurity2, translate } from '../../lib/regex/translate.ts'
import { crsPatterns, crsSubjects } from './crs-patterns.ts'
import { patternTable } from './pattern-table.ts'
import { seeded, subjectsFor } from './subjects.ts'

const run = new Script('regex.test(subject)')
const context = createContext({})

/** Why a prefilter that believes `need` would not have run the rule on `value`; `undefined` when it would. */
function skipped(need: PatternNeed, value: string): string | undefined {
  const mask = maskOf(value)
  if (value.length < (need.length ?? 0)) return 'length'
  if (need.masks !== undefined && !need.masks.some((needed) => (mask & needed) === needed)) return 'mask'
  const folded = value.replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 32))
  for (const [index, alphabet] of alphabets.entries()) {
    if ((mask & ~alphabet) !== 0) continue
    const own = need.alphabets[index] === 2 ? need.alphabets.at(-1) : need.alphabets[index]
    if (own === 0) return `impossible in ${index}`
    if (typeof own !== 'object') continue
    for (const set of own) if (!set.some((literal) => folded.includes(literal))) return `literals of ${index}`
  }
  return undefined
}

const all = (pattern: string) => needOf(pattern, modsecurity2)

describe('what a value needs to match', () => {
  test('every byte has one of 32 classes, both cases of a letter the same, and the last alphabet has all', () => {
    for (let byte = 65; byte <= 90; byte++) expect(byteClass[byte]).toBe(byteClass[byte + 32])
    expect(new Set(byteClass).size).toBe(32)
    expect(alphabets.at(-1)).toBe(-1)
    expect([maskOf(''), alphabetOf(0), alphabetOf(-1)]).toEqual([0, 0, alphabets.length - 1])
  })

  test('noise between letters vanishes where its bytes do', () => {
    const need = all('(?i)b["\']*u["\']*s["\']*y["\']*b["\']*o["\']*x')
    expect(need.alphabets[0]).toEqual([['busybox'.slice(-5)]].map(() => [expect.stringMatching(/^[busyox]{4,7}$/)]))
    expect(need.masks).toEqual([maskOf('a')])
    expect(need.length).toBe(7)
  })

  test('two sets, where the first alone turns up too often', () => {
    expect(all('(?:ls|wc)\\s+[^\\s]+\\.(?:sh|pl)').alphabets[5]).toHaveLength(2)
  })

  test('what is said of nothing, of everything, of a byte, and of phrases', () => {
    expect(all('^$')).toMatchObject({ alphabets: alphabets.map(() => 1) })
    expect(all("'").alphabets.slice(0, 2)).toEqual([0, 0])
    expect(needOfBytes([0])).toMatchObject({ length: 1, masks: [maskOf('\0')] })
    expect(needOfPhrases(['Nikto', 'sqlMap/1']).alphabets[0]).toEqual([['nikto']])
  })

  test('how steps grow', () => {
    const degrees = ['abc', '^a+$', 'a+b', 'x[^x]*x', '^a*a*$', '(?:a+)+b', '^(?:a|ab)*c', '^[^,]*,[^,]*$'].map(
      (pattern) => degreeOf(parse(pattern, modsecurity2).root),
    )
    expect(degrees).toEqual([1, 2, 2, 2, 3, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 2])
  })

  test('never a wrong no: whatever matches passes', () => {
    const random = seeded(5)
    const data = crsSubjects()
    let matched = 0
    for (const pattern of [...patternTable, ...crsPatterns()]) {
      const need = all(pattern)
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
        expect(skipped(need, subject), `${pattern.slice(0, 100)} on ${JSON.stringify(subject)}`).toBeUndefined()
      }
    }
    expect(matched).toBeGreaterThan(5000)
  }, 180_000)
})
