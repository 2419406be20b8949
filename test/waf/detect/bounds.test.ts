// One megabyte of the worst texts: the cost of both detectors is linear.
import { describe, expect, it } from 'vitest'
import { detectSqli, detectXss } from '../../../lib/waf/detect/index.ts'

const SIZE = 1 << 20

// Flat one-byte strings, as the values of a request are.
function flat(text: string): string {
  return Buffer.from(text.slice(0, SIZE), 'latin1').toString('latin1')
}

function worst(unit: string): string {
  return flat(unit.repeat(Math.ceil(SIZE / unit.length)))
}

/** Milliseconds of the fastest of three calls: the machine may be busy with something else. */
function fastest(call: () => unknown): number {
  let best = Number.POSITIVE_INFINITY
  for (let i = 0; i < 3 && best > 50; i++) {
    const start = performance.now()
    call()
    best = Math.min(best, performance.now() - start)
  }
  return best
}

// Machines that share their cores, and coverage, are slower; a quadratic detector takes minutes here.
const LIMIT = process.env.CI ? 500 : 100

const UNITS = [
  ..."' \" '' \\' '\\ ` - -- # /* /**/ */ / $ $a $a$ $$ ( ) () [ ] [] { } {a ; , 1, a, a. . 1 a 1+ 'a' '+' @ @@ @` q' q'a \\ ,-1 1,-1 (- a.b ::int 1::int x' u&' < </ <! <!- <!-- <![CDATA[ <% <? = a= /a /= &# &#x &#0; <> =& a=\" a='".split(
    ' ',
  ),
  '-- \n',
  '#\n',
  ' ',
  '\0',
  '-\0',
  '! ',
  'not ',
  'or ',
  'not in ',
  'union ',
  'select.',
  'binary ',
  'if exists ',
  '<a ',
  '<a href=',
  '<a href=&#0;',
]

describe.each(['', '1 ', "'", '"', '/*', '<!--', 'a href='])('a megabyte behind %j', (before) => {
  it('costs a bounded time', { timeout: 120_000 }, () => {
    for (const unit of UNITS) {
      const value = flat(before + worst(unit))
      expect(
        fastest(() => detectSqli(value)),
        `detectSqli ${unit}`,
      ).toBeLessThan(LIMIT)
      expect(
        fastest(() => detectXss(value)),
        `detectXss ${unit}`,
      ).toBeLessThan(LIMIT)
    }
  })
})

it('finds the closing tag of a dollar quote in linear time', () => {
  const tag = `$${'a'.repeat(SIZE >> 2)}`
  const value = flat(`${tag}$${tag}b$${tag}`)
  expect(fastest(() => detectSqli(value))).toBeLessThan(LIMIT)
})
