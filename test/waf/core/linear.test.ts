import { Session } from 'node:inspector'
import { expect, test } from 'vitest'
import { html } from '../../../lib/waf/detect/html/index.ts'
import { sql } from '../../../lib/waf/detect/sql/index.ts'

const session = new Session()
session.connect()
const ask = (method: string, parameters?: object): unknown => {
  let answer: unknown
  session.post(method, parameters, (error, result) => {
    if (error !== null) throw error
    answer = result
  })
  return answer
}

interface Coverage {
  readonly result: readonly {
    readonly url: string
    readonly functions: readonly { readonly ranges: readonly { readonly count: number }[] }[]
  }[]
}

/** How often the blocks of the detectors ran: the same on every machine, unlike time. */
function steps(work: () => void): number {
  ask('Profiler.takePreciseCoverage')
  work()
  const { result } = ask('Profiler.takePreciseCoverage') as Coverage
  return result
    .filter(({ url }) => /\/lib\/waf\/detect\/(?:sql|html)\//.test(url))
    .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges.map(({ count }) => count)))
    .reduce((sum, count) => sum + count, 0)
}

const fill = (piece: string, size: number): string => piece.repeat(Math.ceil(size / piece.length)).slice(0, size)
const pieces = {
  sql: [
    "'",
    '"',
    '`',
    "''",
    '(',
    ')',
    '/*',
    '*/',
    '/*!',
    '--',
    '#',
    '\\',
    "\\'",
    '[',
    '$a$',
    'a.',
    'a(',
    'a,',
    '1,',
    '1+',
    '((1)',
    'or 1=1 ',
    "' or 'a'='a",
    'union select ',
    'case when ',
    "N'",
    '0x',
    '@',
    ':',
    '||',
    ';',
    'x/**/',
    'a/*',
  ],
  html: [
    '<',
    '<a',
    '<a ',
    '<a b="',
    '</',
    '<!',
    '<!--',
    '<script',
    '<script>',
    '</script',
    'on',
    'ona=',
    'ona=a ',
    '"',
    "'",
    '`',
    '&',
    '&#',
    '&#x',
    '(',
    ')',
    '[',
    '{',
    '/',
    '/*',
    '//',
    '\\u',
    '\\u{',
    'a(',
    'a.',
    'a=',
    'javascript:',
    'java\tscript:',
    '<a href=',
    '${',
    "''a",
    'alert(',
    '=',
    '<a b=c ',
  ],
} as const

/** Behind a start that keeps the detectors reading. */
const starts = ['', '1 or ', "'", '"', '<a ', 'alert(']
const small = 2048
const middle = 32 * 1024
const large = 1024 * 1024

test('steps grow as the value does, from 1 KB to 1 MB', () => {
  ask('Profiler.enable')
  ask('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  const wrong: string[] = []
  let rows = 0
  for (const [name, detector] of [
    ['sql', sql],
    ['html', html],
  ] as const)
    for (const piece of pieces[name])
      for (const start of starts) {
        const at = (size: number): number => steps(() => detector(start + fill(piece, size)))
        const [first, second] = [at(small), at(middle)]
        rows++
        // 16 times the bytes: 20 times the steps at most, and a constant that small values pay too.
        if (second > 20 * first + 2000) wrong.push(`${name} ${JSON.stringify(start + piece)}: ${first} then ${second}`)
      }
  // The largest size on those that read furthest: one piece of each kind.
  for (const [detector, piece] of [
    [sql, "' or 'a'='a"],
    [sql, '((1)'],
    [sql, 'a/*'],
    [html, '<a b="'],
    [html, '<script>'],
    [html, 'ona=a '],
  ] as const) {
    const [first, second] = [steps(() => detector(fill(piece, middle))), steps(() => detector(fill(piece, large)))]
    rows++
    if (second > 40 * first + 2000) wrong.push(`1 MB of ${JSON.stringify(piece)}: ${first} then ${second}`)
  }
  ask('Profiler.stopPreciseCoverage')
  expect(wrong).toEqual([])
  expect(rows).toBe((pieces.sql.length + pieces.html.length) * starts.length + 6)
}, 120_000)

test('no bytes make a detector throw', () => {
  let seed = 7
  const random = (most: number): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff
    return seed % most
  }
  const words = [...pieces.sql, ...pieces.html, 'select', ' from ', 'sleep(5)', '\0', '\xff', '\n', ' ']
  let runs = 0
  for (; runs < 20_000; runs++) {
    let value = ''
    for (let count = random(12) + 1; count > 0; count--)
      value += random(3) === 0 ? String.fromCharCode(random(256)) : words[random(words.length)]
    for (const detector of [sql, html]) {
      const finding = detector(value)
      if (!finding) continue
      expect(finding.span[0], value).toBeGreaterThanOrEqual(0)
      expect(finding.span[1], value).toBeLessThanOrEqual(value.length)
      expect(finding.confidence).toBeGreaterThan(0)
      expect(finding.confidence).toBeLessThanOrEqual(1)
    }
  }
  expect(runs).toBe(20_000)
})
