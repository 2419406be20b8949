import { expect, test } from 'vitest'
import { readingsOf } from '../../../lib/waf/detect/decode/index.ts'
import { allDetectors } from './all-detectors.ts'
import { countSteps } from './counted-steps.ts'

/** What each scanner stops at, begins at, or looks back and ahead for; repeated, so that each place is looked at as often as can be. */
const seeds: readonly string[] = [
  ...[
    '../',
    ';',
    '; ls ',
    '|id',
    '`',
    '$(',
    '$((1',
    '${',
    '${a:-',
    '{{',
    '{%',
    '<%',
    '<',
    '<!ENTITY a ',
    '<!--#',
    '<a xsi:schemaLocation="',
    '(',
    'f(',
    '*/(',
  ],
  ...[
    ')',
    '*)(',
    "';",
    '"]|',
    'a::',
    '\n',
    'a\n',
    '\nSet-Cookie',
    'http://',
    'a:',
    '__proto__',
    'constructor',
    '$',
    '[$ne]',
    '{"$ne":',
    '"query":',
    '{a',
    '@',
    '@a ',
  ],
  ...[
    'PK\x03\x04',
    'O:1:"a":',
    'cos\n',
    '!!',
    '<java',
    '0\r\n',
    '1\r\na\r\n',
    'GET / ',
    '\nGET / HTTP/1.1',
    'at a(',
    '#0 ',
    'x.rb:1:in ',
    '\n\t',
    'ghp_',
    'x://a:',
  ],
  ...[
    '<title>Index of /',
    '.\0',
    '%',
    '+',
    '&',
    '\\',
    '\xc0',
    '-e ',
    'a.',
    '#set($x=',
    '(#',
    '7*7',
    '[][(',
    '|| ',
    'x=y ',
    '/a',
    '999999999',
    'a ',
    'A',
  ],
]

const repeat = (seed: string, length: number): string => seed.repeat(Math.ceil(length / seed.length)).slice(0, length)

const small = 2048
const large = 16_384

/** Steps may grow as the length does; the rest is windows that a short value does not fill. */
const tolerance = 1.5

test('steps grow with the length, whatever is repeated', () => {
  let ran = 0
  const steep: string[] = []
  const subjects = [
    ...allDetectors.map(({ name, detector }) => [name, detector] as const),
    ['readings', (value: string) => readingsOf(value)] as const,
  ]
  for (const [name, ask] of subjects) {
    for (const seed of seeds) {
      const few = countSteps(() => ask(repeat(seed, small)))
      const many = countSteps(() => ask(repeat(seed, large)))
      ran++
      if (many > (few + small) * (large / small) * tolerance)
        steep.push(`${name} ${JSON.stringify(seed)}: ${few} to ${many}`)
    }
  }
  expect(ran).toBe(subjects.length * seeds.length)
  expect(ran).toBe(27 * 72)
  expect(steep).toEqual([])
})

test('a megabyte costs a thousand times a kilobyte', () => {
  let ran = 0
  const steep: string[] = []
  for (const { name, detector } of allDetectors) {
    for (const seed of ['the quick brown fox; ', '{"a": "b", "c": [1, 2]}, ', 'a=1&b=<i>2</i>&c=(3)']) {
      const few = countSteps(() => detector(repeat(seed, 1 << 10)))
      const many = countSteps(() => detector(repeat(seed, 1 << 20)))
      ran++
      if (many > (few + 1024) * 1024 * tolerance) steep.push(`${name} ${JSON.stringify(seed)}: ${few} to ${many}`)
    }
  }
  expect(ran).toBe(allDetectors.length * 3)
  expect(steep).toEqual([])
}, 120_000)

/** `npm run linear:detect`: minutes, so not with the others. */
test.runIf(process.env['SALLYPORT_LONG'])(
  'a megabyte costs a thousand times a kilobyte, whatever is repeated',
  () => {
    let ran = 0
    const steep: string[] = []
    for (const { name, detector } of allDetectors) {
      for (const seed of seeds) {
        const few = countSteps(() => detector(repeat(seed, 1 << 10)))
        const many = countSteps(() => detector(repeat(seed, 1 << 20)))
        ran++
        if (many > (few + 1024) * 1024 * tolerance) steep.push(`${name} ${JSON.stringify(seed)}: ${few} to ${many}`)
      }
      console.log(`${name}: ${seeds.length} texts; ${steep.length} steep so far`)
    }
    expect(ran).toBe(allDetectors.length * seeds.length)
    expect(steep).toEqual([])
  },
  3_600_000,
)
