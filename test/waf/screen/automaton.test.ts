// The automaton finds what `includes` finds in the folded text, whatever the literals; also past the rows that it can number.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Automaton, type Literal } from '../../../lib/waf/screen/automaton.ts'

const bytesFrom = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0))

function found(automaton: Automaton, text: string): number[] {
  automaton.scan(bytesFrom(text), text.length)
  return [...automaton.hits.subarray(0, automaton.count)].sort((a, b) => a - b)
}

function naive(literals: readonly Literal[], text: string): number[] {
  const folded = text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
  return [...new Set(literals.filter((one) => folded.includes(one.text)).map(({ set }) => set))].sort((a, b) => a - b)
}

const few = fc.constantFrom('a', 'b', 'c', 'A', 'B', '/', '\xe9')
const text = fc.string({ unit: few, maxLength: 40 })
const literal = fc.record({
  text: fc.string({ unit: fc.constantFrom('a', 'b', 'c', '/', '\xe9', '\0'), minLength: 1, maxLength: 5 }),
  set: fc.integer({ min: 0, max: 5 }),
})

describe('Automaton', () => {
  it('finds the sets of which a literal occurs', () => {
    fc.assert(
      fc.property(
        fc.array(literal, { minLength: 1, maxLength: 12 }),
        fc.array(text, { maxLength: 8 }),
        (all, texts) => {
          const automaton = new Automaton(all, 6)
          // Of three rows: it begins again at every other byte.
          const small = new Automaton(all, 6, 4 << automaton.shift)
          for (const one of texts) {
            expect(found(automaton, one)).toEqual(naive(all, one))
            expect(found(small, one)).toEqual(naive(all, one))
          }
          expect(small.table.length).toBeLessThanOrEqual(32 << automaton.shift)
        },
      ),
    )
  })

  it('reads no further than it is told', () => {
    const automaton = new Automaton([{ text: 'ab', set: 0 }], 1)
    automaton.scan(bytesFrom('xxab'), 3)
    expect(automaton.count).toBe(0)
  })

  it('begins again when more states were reached than sixteen bits can number', () => {
    // 40,000 literals of four bytes, of which no two share a state but the first bytes: each has a row of its own.
    const digits = 'abcdefghijklmnopqrst'
    const literals = Array.from({ length: 40_000 }, (_, at) => ({
      text: [at % 20, Math.floor(at / 20) % 20, Math.floor(at / 400) % 20, Math.floor(at / 8000)]
        .map((digit) => digits[digit])
        .join(''),
      set: at,
    }))
    const automaton = new Automaton(literals, literals.length)
    for (const round of [1, 2])
      for (let at = 0; at < literals.length; at++) {
        const { text: one } = literals[at] as Literal
        const sets = found(automaton, `${one}!`)
        if (sets.length !== 1 || sets[0] !== at) expect(sets, `${one} in round ${round}`).toEqual([at])
      }
    expect(found(automaton, 'no')).toEqual([])
    expect(automaton.table.length).toBeLessThanOrEqual(0x8000 << automaton.shift)
  })
})
