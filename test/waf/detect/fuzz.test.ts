import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readings } from '../../../lib/waf/detect/decode/index.ts'
import { factsOf, meets } from '../../../lib/waf/detect/needs.ts'
import { allDetectors } from './all-detectors.ts'

/** Pieces of every language's syntax, and single bytes. */
const pieces = fc.oneof(
  fc.constantFrom(
    ...[
      '../',
      '..\\',
      '/etc/passwd',
      ';',
      '|',
      '&&',
      '$(',
      '`',
      '${',
      '}',
      '{{',
      '}}',
      '{%',
      '<%',
      '%>',
      '<!--#',
      '<!DOCTYPE ',
      '<!ENTITY ',
      '[$ne]',
      '"$where"',
    ],
    ...[
      ':',
      ' ',
      '\n',
      '\r\n',
      '\0',
      "'",
      '"',
      '(',
      ')',
      '*)(',
      '::',
      '__proto__',
      'constructor',
      'O:8:"a":0:{',
      'rO0AB',
      'http://',
      '127.0.0.1',
      '[::1]',
      '@',
      '#',
    ],
    ...[
      'query',
      '...A',
      'system',
      'eval',
      'cat',
      '-e',
      'GET / HTTP/1.1',
      '0\r\n\r\n',
      'PK\x03\x04',
      '%',
      '%25',
      '\\u00',
      '&#',
      '+ADw-',
      '\xc0\xae',
      '=',
      'at a.b(C.java:1)',
      'ghp_',
    ],
  ),
  fc.nat(255).map((code) => String.fromCharCode(code)),
)
const values = fc.array(pieces, { maxLength: 24 }).map((parts) => parts.join(''))

test('no byte string makes a detector throw, and every finding is within its value and its needs', () => {
  let ran = 0
  fc.assert(
    fc.property(values, (value) => {
      ran++
      const facts = factsOf(value)
      for (const { name, detector, needs } of allDetectors) {
        const found = detector(value)
        if (!found) continue
        expect(found.confidence, name).toBeGreaterThan(0)
        expect(found.confidence, name).toBeLessThanOrEqual(1)
        expect(
          found.span[0] >= 0 && found.span[0] < found.span[1] && found.span[1] <= value.length,
          `${name} ${JSON.stringify(value)} ${found.span}`,
        ).toBe(true)
        expect(meets(facts, value.length, needs), `${name} ${JSON.stringify(value)}`).toBe(true)
      }
    }),
    { numRuns: 4000 },
  )
  expect(ran).toBe(4000)
})

test('nor do its readings', () => {
  let ran = 0
  fc.assert(
    fc.property(values, (value) => {
      ran++
      for (const reading of readings(value).slice(0, 6)) for (const { detector } of allDetectors) detector(reading)
    }),
    { numRuns: 500 },
  )
  expect(ran).toBe(500)
})
