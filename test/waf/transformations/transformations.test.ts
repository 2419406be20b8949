import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { transformations } from '../../../lib/waf/transformations/index.ts'
import { tableTest } from '../../support/table.ts'
import { hostileBytes } from './hostile-bytes.ts'

/** What ModSecurity 2.9.7 and, but for the rows that say so, libmodsecurity 3.0.9 give. */
const cases: readonly [name: string, input: string, output: string][] = [
  ['base64Decode', 'SGVsbG8=', 'Hello'],
  ['base64Decode', 'SGVsbG8=SGVsbG8=', 'Hello'], // v3: nothing
  ['base64Decode', 'SGVs\nbG8=', 'Hel'], // v3: nothing
  ['base64Decode', 'foo///a', '~\x8a?\xff\xf6'], // v3 drops an unfinished group
  ['base64Decode', '=', ''],
  ['base64Decode', 'A', ''],
  ['base64DecodeExt', 'P.HNjcmlwd.D5h', '<script>a'],
  ['base64DecodeExt', 'SGVs\n-\0bG8=', 'Hello'], // 2.9 ends at the NUL byte
  ['base64DecodeExt', 'SGVsb=G8', ''],
  ['base64DecodeExt', 'SGVsb==G8', ''],
  ['base64Encode', 'Hello\xff', 'SGVsbG//'],
  ['base64Encode', 'a', 'YQ=='],
  ['cmdLine', 'C^OM"M\'A\\ND', 'command'],
  ['cmdLine', 'a ,;\t\r\nb', 'a b'],
  ['cmdLine', 'cat   /etc (x', 'cat/etc(x'],
  ['cmdLine', 'cat "/etc', 'cat/etc'],
  ['cmdLine', 'A\0\xc9 ', 'a\0\xc9 '], // 2.9 ends at the NUL byte
  ['cmdLine', ' a ', ' a '],
  ['compressWhitespace', 'a \t\xa0b\vc ', 'a b c '], // v3: A0 is none
  ['compressWhitespace', '\n', ' '],
  ['cssDecode', '\\6a\\61 vascript\\00003a\\', 'javascript:'],
  ['cssDecode', '\\ff41b\\00ff41\\10ff41', '\x1baA'],
  ['cssDecode', 'ja\\vas\\\ncript\\\\', 'javascript\\'],
  ['cssDecode', '\\1\\012\\0000412', '\x01\x12A2'],
  ['escapeSeqDecode', '\\a\\b\\f\\n\\r\\t\\v\\?\\\'\\"\\\\', '\x07\b\f\n\r\t\v?\'"\\'],
  ['escapeSeqDecode', '\\x41\\X42\\x4\\101\\777\\8\\z\\', 'ABx4A\xff8z\\'],
  ['hexDecode', '414a4B5', 'AJK'],
  ['hexDecode', 'zz', 'S'], // no digits: 35 * 16 + 35, its low byte
  ['hexEncode', 'Aj\0\xff', '416a00ff'],
  ['htmlEntityDecode', '&#x41;&#X42&#67;&#68x&#;&#x;&#xg', 'ABCDx&#;&#x;&#xg'],
  ['htmlEntityDecode', '&quot;&AMP&lt;&Gt&nbsp;&apos;&ltx', '"&<>\xa0&apos;&ltx'],
  ['htmlEntityDecode', '&#9223372036854775807;&#9223372036854775808;&#4294967361;', '\xff\xffA'],
  ['htmlEntityDecode', '&#x7fffffffffffff41;&#x8000000000000041;&#x000000000000000000041', 'A\xffA'],
  ['htmlEntityDecode', '&&lt;&#&gt;&', '&<&#>&'],
  ['jsDecode', '\\u0041\\uff41\\uFF21\\u00e9\\u004', 'AaA\xe9u004'],
  ['jsDecode', '\\x41\\x4\\X41\\101\\477\\18\\8\\a\\n\\q\\', "Ax4X41A'7\x018" + '8\x07\nq\\'],
  ['length', '', '0'],
  ['length', 'abc\0\xff', '5'],
  ['lowercase', 'ABC xyz \xc9\xd6', 'abc xyz \xc9\xd6'],
  ['uppercase', 'ABC xyz \xb5\xff', 'ABC XYZ \xb5\xff'],
  ['normalizePath', '/a/./b//c/../d', '/a/b/d'],
  ['normalizePath', '../../a', '../../a'],
  ['normalizePath', 'a/../../b', '../b'],
  ['normalizePath', '/../../etc/passwd', '/etc/passwd'],
  ['normalizePath', '/a/..', ''],
  ['normalizePath', 'dir/foo//.//..//bar', 'dir/bar'],
  ['normalizePath', './x/.', 'x'],
  ['normalizePath', 'foo..', ''],
  ['normalizePath', '', ''],
  ['normalizePathWin', 'c:\\a\\..\\b', 'c:/b'],
  ['normalizePathWin', 'a\\\\\\b', 'a\\b'],
  ['parityEven7bit', '\x01\x03\x80', '\x81\x03\x80'],
  ['parityOdd7bit', '\x01\x03\x80', '\x01\x83\0'],
  ['parityZero7bit', '\x01\x83\xff', '\x01\x03\x7f'],
  ['removeComments', 'a/*b*/c<!--d-->e', 'ace'],
  ['removeComments', 'a--b', 'a'],
  ['removeComments', 'a#b', 'a'],
  ['removeComments', 'a/*b-->#c#d', 'a#c'],
  ['removeComments', 'a/*b', 'a '],
  ['removeComments', 'a/*b*/', 'a\0'],
  ['removeCommentsChar', 'a/*b*/c<!--d-->e--f#g-', 'abcdefg-'],
  ['removeNulls', '\0a\0', 'a'],
  ['removeWhitespace', ' a\t\xa0b\xc2c\v', 'ab\xc2c'], // v3: C2 goes too
  ['replaceComments', 'a/*b*/c/*/d', 'a c '],
  ['replaceNulls', '\0a\0', ' a '],
  ['sqlHexDecode', '0x414243 0X44', 'ABC D'],
  ['sqlHexDecode', '0x410x42 0x4g 0x0041', 'A0x42 0x4g '],
  ['sqlHexDecode', 'a\0b', 'a'],
  ['trim', '\t\n\v\f\r a \xa0 ', 'a \xa0'],
  ['trim', ' \t', ''],
  ['trimLeft', ' a ', 'a '],
  ['trimRight', ' a ', ' a'],
  ['urlDecode', '%41%4g%+%2B%u0041%', 'A%4g% +%u0041%'],
  ['urlDecodeUni', '%41%u0041%UFF41%uff1c%ufe41%u004g%u00%2B+%', 'AAa<A%u004g%u00+ %'],
  ['urlEncode', 'aZ0* -_.\0\xff', 'aZ0*+%2d%5f%2e%00%ff'],
  ['utf8toUnicode', 'a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80', 'a%u00e9%u20ac%u1f600'],
  ['utf8toUnicode', '\xc0\xaf\xed\xa0\x80\xe2\x82a\x80\xff\0', '%u002f\xc0%ud800\xed\x82a\x80\xff'],
  ['normalisePath', '/a/../b', '/b'],
  ['normalisePathWin', '\\a\\..\\b', '/b'],
]

tableTest('transformations', 79, cases, ([name, input, output]) => {
  expect(transformations[name.toLowerCase()]?.(input), `${name} ${JSON.stringify(input)}`).toBe(output)
})

test('every transformation has a row', () => {
  const rows = new Set(cases.map(([name]) => name.toLowerCase()))
  const without = Object.keys(transformations).filter((name) => !rows.has(name) && name !== 'md5' && name !== 'sha1')
  expect(without).toEqual([])
  expect(Object.keys(transformations).length).toBe(37)
  expect(transformations.constructor).toBeUndefined()
})

test('md5 and sha1 are those of Node, over one, two and three blocks', () => {
  for (let length = 0; length < 150; length++) {
    const input = Array.from({ length }, (_, i) => String.fromCharCode((i * 7 + length) & 255)).join('')
    for (const name of ['md5', 'sha1'])
      expect(transformations[name]?.(input)).toBe(createHash(name).update(input, 'latin1').digest('binary'))
  }
})

test('what one transformation encodes another decodes', () => {
  const pairs = [
    ['base64encode', 'base64decode'],
    ['base64encode', 'base64decodeext'],
    ['hexencode', 'hexdecode'],
    ['urlencode', 'urldecode'],
    ['urlencode', 'urldecodeuni'],
  ] as const
  fc.assert(
    fc.property(hostileBytes, fc.constantFrom(...pairs), (input, [encode, decode]) => {
      expect(transformations[decode]?.(transformations[encode]?.(input) as string)).toBe(input)
    }),
    { numRuns: 2000 },
  )
})

test('a second time changes nothing', () => {
  const idempotent = [
    'compresswhitespace',
    'lowercase',
    'parityzero7bit',
    'removenulls',
    'removewhitespace',
    'replacenulls',
    'trim',
    'trimleft',
    'trimright',
    'uppercase',
  ]
  fc.assert(
    fc.property(hostileBytes, fc.constantFrom(...idempotent), (input, name) => {
      const once = transformations[name]?.(input) as string
      expect(transformations[name]?.(once), name).toBe(once)
    }),
    { numRuns: 3000 },
  )
})

test('bytes go in and bytes come out', () => {
  fc.assert(
    fc.property(hostileBytes, (input) => {
      for (const [name, transformation] of Object.entries(transformations))
        expect(/^[\0-\xff]*$/.test(transformation(input)), name).toBe(true)
    }),
    { numRuns: 1000 },
  )
})
