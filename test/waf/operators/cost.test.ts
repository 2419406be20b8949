import { expect, test } from 'vitest'
import { RegexBound } from '../../../lib/regex/backtrack.ts'
import { operators } from '../../../lib/waf/operators/index.ts'
import { betweenLinearAndSquare, processorTime } from '../../support/processor-time.ts'

const size = 1_048_576

/** Per operator an argument and what to repeat to a megabyte: it nearly matches everywhere, and never does but at the end. */
const cases: readonly [name: string, argument: string, unit: string][] = [
  ['beginsWith', 'ab', 'a'],
  ['contains', `${'a'.repeat(100)}b`, 'a'],
  ['containsWord', 'aa', 'a'],
  ['containsWord', 'a', 'ab'],
  ['endsWith', 'ab', 'a'],
  ['eq', '1', ' '],
  ['eq', '1', '0'],
  ['eq', '1', '9'],
  ['ipMatch', '::/0', ':'],
  ['ipMatch', '0.0.0.0/0', '1.'],
  ['pm', `${'a'.repeat(5000)}b`, 'a'],
  ['pm', 'abababac bababab1 xyz', 'ab'],
  ['streq', 'a', 'a'],
  ['strmatch', `${'a'.repeat(100)}b`, 'a'],
  ['validateByteRange', '97', 'a'],
  ['validateUrlEncoding', '', '%41'],
  ['validateUtf8Encoding', '', '\xf0\x9f\x98\x80'],
  ['verifyCC', '\\d{13,16}', '1'],
  ['verifyCC', '\\d+', '1'],
  ['verifyCPF', '[\\d.-]+', '1.'],
  ['verifySSN', '\\d{9}', '1'],
  ['verifySVNR', '\\d{10}', '1'],
  ['within', `${'a'.repeat(1000)}b`, 'a'],
]

for (const [name, argument, unit] of cases) {
  test(`@${name} ${argument.slice(0, 20)} takes time in proportion to the value`, { timeout: 60_000 }, () => {
    const operator = operators[name.toLowerCase()]?.(argument)
    const value = unit.repeat(size / unit.length)
    const time = processorTime(() => {
      try {
        operator?.(value)
      } catch (error) {
        expect(error).toBeInstanceOf(RegexBound)
      }
    })
    expect(time).toBeLessThan(betweenLinearAndSquare)
  })
}

test('of a value with more candidates than are checked, nothing is said', () => {
  const verify = operators.verifyssn?.('\\d{20,}')
  expect(verify?.('1'.repeat(64))).toBeUndefined()
  expect(() => verify?.('1'.repeat(4096))).toThrow(RegexBound)
  expect(() => operators.verifyssn?.('(\\d+)\\1x')?.('1'.repeat(10_000))).toThrow(RegexBound)
})

test('the longest phrase file can be looked for', () => {
  let phrases = ''
  for (let i = 0; phrases.length < 131_000; i++) phrases += `${i.toString(36)}phrase${i}\n`
  const pm = operators.pmfromfile?.(phrases)
  expect(pm?.('a zzphrase1295 b')?.captures).toEqual(['zzphrase1295'])
})
