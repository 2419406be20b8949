import { expect, test } from 'vitest'
import { transformations } from '../../../lib/waf/transformations/index.ts'
import { betweenLinearAndSquare, processorTime } from '../../support/processor-time.ts'

const size = 1_048_576

/** Repeated to 1 MB each: what opens and never closes, what nearly is an escape, what is one, and what is removed. */
const units: readonly string[] = [
  ...['%', '%4', '%41', '%u', '%uff41', '+', '\\', '\\u004', '\\x41', '\\0', '\\00000a ', '0x', '0x41', '0x41g'],
  ...['&', '&#', '&#x', '&#1', '&a', '&lt', '/*', '/**/', '*/', '--', '<!--', '-->', '<!---->', '<!--*/', '#'],
  ...['/', '//', './', '../', 'a/../', 'a/', '/..', 'a..', '\\', 'A', 'aA', ' ', ' a', '  /', '"', "a'", ',', '\xa0'],
  ...['\0', 'QUJD', '=', 'A=', '\xc3', '\xc3\xa9', '\xe2\x82', '\xf0\x9f\x98', '\x80', '\xff'],
]

/** Once in front, then the rest: `/*` and a megabyte of `*`. */
const openings: readonly (readonly [string, string])[] = [
  ['/*', '*'],
  ['<!--', '-'],
  ['&#', '1'],
  ['&#x', 'f'],
  ['&', 'a'],
  ['0x', '41'],
  ['a/', '../'],
  ['/', 'a/'],
]

for (const [name, transformation] of Object.entries(transformations)) {
  test(`${name} takes time in proportion to the value`, { timeout: 120_000 }, () => {
    let ran = 0
    for (const [start, unit] of [...units.map((unit) => ['', unit] as const), ...openings]) {
      const input = start + unit.repeat(Math.ceil((size - start.length) / unit.length))
      expect(
        processorTime(() => transformation(input)),
        `${start}${unit}`,
      ).toBeLessThan(betweenLinearAndSquare)
      ran++
    }
    expect(ran).toBe(65)
  })
}
