import { createContext, Script } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { linear } from '../../lib/regex/linear.ts'
import { parse } from '../../lib/regex/parse.ts'
import { RegexError } from '../../lib/regex/regex-error.ts'
import { modsecurity2, modsecurity3, type TranslateOptions, translate } from '../../lib/regex/translate.ts'
import { crsPatterns, crsSubjects } from './crs-patterns.ts'
import { patternTable } from './pattern-table.ts'
import { ask, buildOracle, type Question, type Spans } from './pcre2.ts'
import { seeded, subjectsFor } from './subjects.ts'

const oracle = buildOracle()
const once = new Script('regex.exec(subject)')
/** Backtracking may take for ever where PCRE2 has a limit: so have runs in this context. */
const context = createContext({})
const crs = crsPatterns()

type Finder = (pattern: string, options: TranslateOptions, subjects: readonly string[]) => Spans[]

/** What our automaton finds in the translation, in the oracle's form. */
const linearSpans: Finder = (pattern, options, subjects) => {
  const { source, flags, captures } = translate(pattern, options)
  const regex = linear(source, flags)
  return subjects.map((subject) => {
    const found = regex.spans(subject)
    if (found === undefined) return undefined
    return Array.from({ length: 20 }, (_, at) => found[(captures[at >> 1] ?? -1) * 2 + (at & 1)] ?? -1)
  })
}

/** What V8 finds. */
const spansOf: Finder = (pattern, options, subjects) => {
  // A limit costs 0.4 ms a run; what is short cannot take long.
  const limited = subjects.some((subject) => subject.length > 40)
  const { source, flags, captures } = translate(pattern, options)
  const regex = new RegExp(source, `${flags}d`)
  context['regex'] = regex
  return subjects.map((subject) => {
    context['subject'] = subject
    let match: RegExpExecArray | null
    try {
      match = !limited ? regex.exec(subject) : (once.runInContext(context, { timeout: 300 }) as RegExpExecArray | null)
    } catch {
      return 'error'
    }
    if (match === null) return undefined
    return Array.from({ length: 20 }, (_, at) => {
      const index = captures[at >> 1]
      return index === undefined ? -1 : (match.indices?.[index]?.[at & 1] ?? -1)
    })
  })
}

/** The first difference between PCRE2 and the translations, and how many cases were compared. */
function compare(
  binary: string,
  questions: readonly Question[],
  finder: Finder = spansOf,
): { compared: number; matched: number; refused: number; differences: string[] } {
  const answers = ask(binary, questions)
  const differences: string[] = []
  let compared = 0
  let matched = 0
  let refused = 0
  for (const [index, { pattern, options, subjects }] of questions.entries()) {
    const answer = answers[index]
    let ours: Spans[]
    try {
      ours = finder(pattern, options, subjects)
    } catch (error) {
      if (!(error instanceof RegexError)) throw error
      refused++
      continue
    }
    if (answer === undefined || 'error' in answer) {
      differences.push(`${pattern}: PCRE2 refuses it (${JSON.stringify(answer)})`)
      continue
    }
    for (const [at, theirs] of answer.spans.entries()) {
      if (theirs === 'error' || ours[at] === 'error') continue
      compared++
      if (theirs !== undefined) matched++
      if (JSON.stringify(theirs) !== JSON.stringify(ours[at])) {
        differences.push(
          `${pattern.slice(0, 200)} on ${JSON.stringify(subjects[at])}: PCRE2 ${theirs}, ours ${ours[at]}`,
        )
        break
      }
    }
  }
  return { compared, matched, refused, differences }
}

if (oracle === undefined && process.env['CI'])
  throw new Error('CI needs a C compiler and libpcre2-8 for the regex oracle')
if (oracle === undefined)
  console.log('no C compiler or no libpcre2-8 here: the translations are not compared with PCRE2')

describe.skipIf(oracle === undefined)('PCRE2 and the translations agree', () => {
  const engines: readonly TranslateOptions[] = [modsecurity2, modsecurity3, { caseless: true }, {}]

  test('on every construct', () => {
    const random = seeded(2)
    const questions = patternTable.flatMap((pattern) =>
      engines.map((engine): Question => {
        // Options that are absent count as `translate`'s defaults.
        const options = { ...modsecurity2, ...engine }
        return { pattern, options, subjects: subjectsFor(parse(pattern, options).root, 200, 18, random) }
      }),
    )
    const { compared, matched, refused, differences } = compare(oracle as string, questions)
    expect(differences).toEqual([])
    // `(.)\1`, caseless: JavaScript would fold bytes above 127 too.
    expect(refused).toBe(1)
    expect(compared).toBeGreaterThan(questions.length * 190)
    expect(matched).toBeGreaterThan(compared / 4)
    const automata = compare(oracle as string, questions, linearSpans)
    expect(automata.differences).toEqual([])
    expect(automata.compared).toBeGreaterThan(compared / 2)
    expect(automata.matched).toBeGreaterThan(automata.compared / 4)
  })

  test.skipIf(crs.length === 0)(
    'on the patterns of CRS',
    () => {
      const random = seeded(3)
      const data = crsSubjects()
      const questions = crs.map((pattern): Question => {
        const subjects = subjectsFor(parse(pattern, modsecurity2).root, 60, 300, random)
        for (let times = 0; times < 40 && data.length > 0; times++) subjects.push(data[random(data.length)] as string)
        return { pattern, options: modsecurity2, subjects }
      })
      const { compared, refused, differences } = compare(oracle as string, questions)
      expect(differences).toEqual([])
      expect(refused).toBe(0)
      expect(compared).toBeGreaterThan(questions.length * 50)
      const automata = compare(oracle as string, questions, linearSpans)
      expect(automata.differences).toEqual([])
      // Of CRS 3.3.4: references, and lookarounds of several bytes.
      expect(automata.refused).toBeLessThanOrEqual(5)
      expect(automata.compared).toBeGreaterThan(compared - 600)
    },
    120_000,
  )
})
