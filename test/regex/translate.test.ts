import { describe, expect, test } from 'vitest'
import { maxNesting, maxPatternLength, parse } from '../../lib/regex/parse.ts'
import { RegexError } from '../../lib/regex/regex-error.ts'
import { modsecurity3, type TranslateOptions, translate } from '../../lib/regex/translate.ts'

const rows: readonly (readonly [pattern: string, source: string, flags: string, options?: TranslateOptions])[] = [
  ['a.b$', 'a[^]b$', ''],
  ['^a.b$', '(?:^|(?<=\\n)(?!$))a[^]b(?![^\\n])', '', modsecurity3],
  ['a$', 'a(?=\\n?$)', '', { dollarEndOnly: false }],
  ['a.b', 'a[^\\n]b', '', { dotAll: false }],
  ['(?i)abc', 'abc', 'i'],
  ['a(?i)b|c', 'a[Bb]|[Cc]', ''],
  ['(?i:a)b', '[Aa]b', ''],
  ['(?i)\\xe2a', '\\xe2[Aa]', ''],
  ['(?i)\\xb5a', '\\xb5a', 'i'],
  ['\\s\\x0b', '[\\t-\\r ]\\x0b', ''],
  ['[^\\W_]', '[0-9A-Za-z]', ''],
  ['a|b|[cd]', '[a-d]', ''],
  ['a++b', 'a+b', ''],
  ['a++ab', '(?:a+(?!a))ab', ''],
  ['(?:a|bc)++ab', '(?:(?=((?:a|bc)+))\\1)ab', ''],
  ['x(a++)(b)\\2', 'x(a+)(b)(?:\\2)', ''],
  ['x((?:a|bc)++a|c)(b)\\2', 'x((?:(?=((?:a|bc)+))\\2)a|c)(b)(?:\\3)', ''],
  ['(?>a|b)c', '[ab]c', ''],
  ['(["\']).*?\\1', '(["\'])[^]*?(?:\\1)', ''],
  ['a{,3}', 'a\\{,3\\}', ''],
  ['[]a]', '[\\]a]', ''],
  ['\\Qa.b\\E+', 'a\\.b+', ''],
  ['/', '\\/', ''],
  ['', '(?:)', ''],
]

describe('translate', () => {
  test.each(rows.map((row) => ({ row })))('$row.0', ({ row: [pattern, source, flags, options = {}] }) => {
    expect(translate(pattern, options)).toMatchObject({ source, flags })
  })

  test('says where a group is, when an atomic group needed one of its own', () => {
    expect(translate('x((?:a|bc)++a)(b)').captures).toEqual([0, 1, 3])
    expect(translate('x(a)(b)', { captures: false })).toMatchObject({ source: 'xab', captures: [0], groups: 2 })
  })

  test.each([
    ['(', 0],
    [')', 0],
    ['a**', 2],
    ['+', 0],
    ['[a', 0],
    ['[b-a]', 3],
    ['a\\', 1],
    ['a\\y', 1],
    ['\\x{100}', 0],
    ['(?R)', 0],
    ['(?1)', 0],
    ['(*UTF8)a', 0],
    ['(?(1)a)', 0],
    ['a{2,1}', 1],
    ['a{65536}', 1],
    ['\\1', 0],
    ['[[:foo:]]', 1],
    ['\u0100', 0],
    ['(a)?\\1', 4],
    ['(?<=a+)b', 0],
    ['(?:(a)|b)*', 0],
    ['(?<=(a|b){2})c', 0],
    ['(a?){1,3}b', 0],
    ['(?|a)', 0],
    ['\\p{L}', 0],
    ['\\K', 0],
    ['^*', 1],
    ['\\b?a', 2],
    ['a{2}{3}', 4],
    ['[:alpha:]', 0],
  ])('refuses %s', (pattern, offset) => {
    let thrown: unknown
    try {
      translate(pattern)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(RegexError)
    expect((thrown as RegexError).offset).toBe(offset)
  })

  test.each(['(a?){1,3}\\1b', '(?<=(a|b){2})\\1'])('refuses %s where captures are not asked for, too', (pattern) => {
    expect(() => translate(pattern, { captures: false })).toThrow(RegexError)
    expect(() => translate(pattern, { testOnly: true })).toThrow(RegexError)
  })

  test('is bounded', () => {
    expect(() => parse('a'.repeat(maxPatternLength))).not.toThrow()
    expect(() => parse('a'.repeat(maxPatternLength + 1))).toThrow('over')
    const nested = (depth: number): string => '('.repeat(depth) + ')'.repeat(depth)
    expect(() => parse(nested(maxNesting))).not.toThrow()
    expect(() => parse(nested(maxNesting + 1))).toThrow('nested')
  })
})
