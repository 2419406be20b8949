import fc from 'fast-check'
import { expect, test } from 'vitest'
import { maxReadings, readings, readingsOf } from '../../../../lib/waf/detect/decode/index.ts'
import { tableTest } from '../../../support/table.ts'

/** A value, and a reading that must be among those of it. */
const found: readonly (readonly [value: string, reading: string])[] = [
  ['%3Cb%3E', '<b>'],
  ['%253Cb%253E', '<b>'],
  ['%25253C', '<'],
  ['a+b', 'a b'],
  ['%u003c%u2215', '<\xe2\x88\x95'],
  ['%uff0e%uff0e%u2216', '..\\'],
  ['%c0%ae%c0%ae%c0%af', '../'],
  ['%c0%9v', '/'],
  ['%bg%qf', '/'],
  ['%c1%pc', '\\'],
  ['%c1%1c', '\\'],
  ['%e0%80%ae', '.'],
  ['%f0%80%80%ae', '.'],
  ['%f8%80%80%80%af', '/'],
  ['%fc%80%80%80%80%ae', '.'],
  ['%c0.%c0./', '../'],
  ['\xef\xbc\x9cscript\xef\xbc\x9e', '<script>'],
  ['&lt;b&gt;', '<b>'],
  ['&#x3c;b&#62', '<b>'],
  ['&#0000060b', '<b'],
  ['&amp;lt;', '<'],
  ['&ltscript', '<script'],
  ['alert&lpar;1&rpar;', 'alert(1)'],
  ['java&Tab;script&colon;', 'java\tscript:'],
  ['\\u003cb\\u003e', '<b>'],
  ['\\x3cb', '<b'],
  ['\\u{3c}b', '<b'],
  ['\\74b', '<b'],
  ['\\ud83d\\ude00', '\xf0\x9f\x98\x80'],
  ['\\/etc\\/passwd', '/etc/passwd'],
  ['+ADw-script+AD4-', '<script>'],
  ['<\0b\0>\0', '<b>'],
  ['\0<\0b\0>', '<b>'],
  ['\xfe\xff\0<\0b', '<b'],
  ['.\0.\0/', '../'],
  ['Li4vLi4vZXRjL3Bhc3N3ZA==', '../../etc/passwd'],
  ['Li4vLi4vZXRjL3Bhc3N3ZA', '../../etc/passwd'],
  ['PHNjcmlwdD5hbGVydCgnPz8_Jyk8L3NjcmlwdD4', "<script>alert('???')</script>"],
  ['data:text/html;base64,PHNjcmlwdD4=', 'data:text/html;base64,<script>'],
  ['%4c%69%34vLi4vZXRjL3Bhc3N3ZA%3d%3d', '../../etc/passwd'],
  ['\\u0025\\u0033\\u0043', '<'],
]
tableTest('a reading that an origin may make', 41, found, ([value, reading]) =>
  expect(readings(value), value).toContain(reading),
)

const alone: readonly string[] = [
  '',
  'plain',
  'O\'Brien said "no"',
  'assassinations',
  'deadbeefdeadbeef',
  '1331905727321',
  '100% sure',
  '50 % of',
  'C:\\Windows\\System32',
  'a=1;b=2',
  'Zm9v',
  'caf\xc3\xa9',
  '\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e',
  'Tom & Jerry',
  'a&b&c',
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMC',
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ',
]
tableTest('a value that reads in one way', 17, alone, (value) => expect(readings(value)).toEqual([value]))

test('the value comes first, no reading twice, never more than the limit, and the limit is told', () => {
  const bytes = fc.string({
    unit: fc.constantFrom(...'%+&\\<u0c3;xa=-'.split(''), '\xc0', '\xae', '\0', '%25', '&amp;', '\\u005c'),
  })
  let ran = 0
  fc.assert(
    fc.property(bytes, (value) => {
      ran++
      const { values } = readingsOf(value)
      expect(values[0]).toBe(value)
      expect(new Set(values).size).toBe(values.length)
      expect(values.length).toBeLessThanOrEqual(maxReadings)
      for (const reading of values) expect(reading).toMatch(/^[\0-\xff]*$/)
    }),
    { numRuns: 2000 },
  )
  expect(ran).toBe(2000)
  const deep = `${'%25'.repeat(1)}${'25'.repeat(20)}3C`
  expect(readingsOf(deep)).toMatchObject({ bounded: true })
  expect(readingsOf('%253C')).toMatchObject({ bounded: false })
})

test('a long value that grows in every reading meets the limit on bytes', () => {
  const value = '%2541+\\x41&amp;\xc0\xae'.repeat(50_000)
  const { values } = readingsOf(value)
  expect(values.reduce((sum, { length }) => sum + length, 0)).toBeLessThanOrEqual(value.length * 13)
})
