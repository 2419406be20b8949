import { describe, expect, test } from 'vitest'
import { Dfa, mostNumbers } from '../../lib/regex/dfa.ts'
import { linear } from '../../lib/regex/linear.ts'
import { programOf } from '../../lib/regex/program.ts'
import { reread } from '../../lib/regex/reread.ts'
import { endOf, startOf } from '../../lib/regex/scan.ts'
import { submatches } from '../../lib/regex/submatches.ts'
import { Trail } from '../../lib/regex/trail.ts'
import { translate } from '../../lib/regex/translate.ts'
import { seeded } from './subjects.ts'

const programFor = (pattern: string, backwards = false) => {
  const { source, flags } = translate(pattern)
  return programOf(reread(source, flags), backwards)
}

/** A state for each set of the last 40 bytes that were an `a`: 2 to the 40. */
const rich = '(a)[ab]{40}(c)'

function noise(length: number): string {
  const random = seeded(5)
  return Array.from({ length }, () => 'ab'[random(2)]).join('')
}

describe('the automaton', () => {
  test('forgets its states when they are too many, and goes on', () => {
    const dfa = new Dfa(programFor(rich), 'first')
    const value = `${noise(20_000)}a${'b'.repeat(40)}c`
    expect(endOf(dfa, value)).toBe(value.length)
    expect(dfa.flushes).toBeGreaterThan(0)
    expect(dfa.rows.length).toBeLessThanOrEqual(2 * mostNumbers)
    expect(dfa.states * dfa.stride).toBeLessThanOrEqual(mostNumbers)
    const back = new Dfa(programFor(rich, true), 'longest')
    expect(startOf(back, value, value.length)).toBe(value.length - 42)
  })

  test('finds groups where its states were forgotten on the way', () => {
    const pattern = `^(b*)[ab]*?${rich}`
    const program = programFor(pattern)
    const value = `bb${noise(20_000)}a${'b'.repeat(40)}c`
    const { source, flags } = translate(pattern)
    const found = linear(source, flags).spans(value) as number[]
    expect(found).toEqual(submatches(program, value, 0, value.length))
    expect(found.slice(4)).toEqual([value.length - 42, value.length - 41, value.length - 1, value.length])
    expect(new Trail(new Dfa(program, 'first')).spans(value, value.length)).toBeUndefined()
  })

  test('shares one limit with all others', () => {
    const many = Array.from({ length: 40 }, (_, at) => new Dfa(programFor(`${rich}${at}`), 'first'))
    const value = noise(3000)
    for (const dfa of many) endOf(dfa, value)
    const numbers = many.reduce((sum, dfa) => sum + dfa.rows.length, 0)
    expect(many[0]?.flushes).toBe(1)
    expect(numbers).toBeLessThan(1 << 23)
    for (const dfa of many) expect(endOf(dfa, `${value}a${'b'.repeat(40)}c`)).toBe(-1)
  })

  test('counts what it takes before it has a state: patterns that come and go do not stay', () => {
    const first = new Dfa(programFor('ab'), 'first')
    endOf(first, 'xab')
    for (let made = 0; made < 3000; made++) endOf(new Dfa(programFor(`a${made}`), 'first'), 'xab')
    expect(first.flushes).toBe(1)
  })

  test.each([
    ['\\bab\\b', 'xab ab', [4, 6]],
    ['\\Bb', 'b ab', [3, 4]],
    ['^a|b$', 'ba b', [3, 4]],
    ['a*?b|a', 'aab', [0, 3]],
    ['(a|ab)(c|bcd)(d*)', 'abcd', [0, 4, 0, 1, 1, 4, 4, 4]],
    ['(?:(a)|b)(?!c)', 'acb', [2, 3, -1, -1]],
    ['x(?<=[xy])', 'yx', [1, 2]],
    ['(?i)K', '\u00e5k', [1, 2]],
    ['', 'a', [0, 0]],
    ['a', '', undefined],
  ])('%s on %s', (pattern, value, spans) => {
    const { source, flags } = translate(pattern)
    expect(linear(source, flags).spans(value)).toEqual(spans)
  })

  test('is of a size that is bounded', () => {
    const { source, flags } = translate('(?:(?:a{1000}b){1000}c){1000}')
    expect(() => linear(source, flags)).toThrow('too large')
  })
})
