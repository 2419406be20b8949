import { Session } from 'node:inspector'
import { expect, test } from 'vitest'
import { parseCookies } from '../../../lib/waf/body/cookies.ts'
import { parseJson } from '../../../lib/waf/body/json.ts'
import { parseMultipart } from '../../../lib/waf/body/multipart.ts'
import { parseUrlencoded } from '../../../lib/waf/body/urlencoded.ts'
import { parseXml } from '../../../lib/waf/body/xml.ts'
import { betweenLinearAndSquare, processorTime } from '../../support/processor-time.ts'

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

/** How often the blocks of this room's code ran: the same on every machine, unlike time. */
function steps(work: () => void): number {
  ask('Profiler.takePreciseCoverage')
  work()
  const { result } = ask('Profiler.takePreciseCoverage') as Coverage
  return result
    .filter(({ url }) => url.includes('/lib/waf/body/'))
    .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges.map(({ count }) => count)))
    .reduce((sum, count) => sum + count, 0)
}

const json = (text: string): unknown => parseJson(text, { depth: 1e9, arguments: 1e9, names: 1e9 })
const form = (text: string): unknown => parseUrlencoded(text, 1e9)
const cookies = (text: string): unknown => parseCookies(text, 1e9)
const xml = (text: string): unknown => parseXml(text, { depth: 1e9, attributes: 1e9, elements: 1e9 })
const most = { arguments: 1e9, files: 1e9, parts: 1e9, headerLines: 1e9 }
const multipart = (text: string): unknown => parseMultipart(text, 'multipart/form-data; boundary=-----X', most)
const head = '-------X\r\nContent-Disposition: form-data; name="a"\r\n'

const rows: readonly (readonly [string, (text: string) => unknown, (size: number) => string])[] = [
  ['form: pieces', form, (n) => '&'.repeat(n)],
  ['form: no equals sign', form, (n) => 'a&'.repeat(n)],
  ['form: escapes', form, (n) => 'a=%41%4+&'.repeat(n)],
  ['cookies: blanks', cookies, (n) => ' '.repeat(n)],
  ['cookies: semicolons', cookies, (n) => ' ;'.repeat(n)],
  ['cookies: blanks and names', cookies, (n) => `a;${' '.repeat(9)}`.repeat(n)],
  ['json: arrays', json, (n) => '['.repeat(n)],
  ['json: objects', json, (n) => '{"a":'.repeat(n)],
  ['json: escapes', json, (n) => `"${'\\u0041'.repeat(n)}`],
  ['json: halves of pairs', json, (n) => `"${'\\ud800'.repeat(n)}"`],
  ['json: leaves', json, (n) => `{"a":[${'1,'.repeat(n)}1]}`],
  ['json: other keys', json, (n) => `{${Array.from({ length: n }, (_, index) => `"k${index}":1`).join()}}`],
  ['json: blanks', json, (n) => ' '.repeat(n)],
  ['json: a number', json, (n) => '1'.repeat(n)],
  ['xml: elements', xml, (n) => '<a>'.repeat(n)],
  ['xml: attributes', xml, (n) => `<a${Array.from({ length: n }, (_, index) => ` k${index}="&#65;"`).join('')}/>`],
  ['xml: references', xml, (n) => `<a>${'&#65;&'.repeat(n)}</a>`],
  ['xml: open comments', xml, (n) => `<a>${'<!--'.repeat(n)}`],
  ['xml: CDATA', xml, (n) => `<a>${'<![CDATA[]]>'.repeat(n)}</a>`],
  ['xml: entities', xml, (n) => `<!DOCTYPE a [${'<!ENTITY x "y">'.repeat(n)}]><a/>`],
  ['xml: open quotes in a document type', xml, (n) => `<!DOCTYPE a [${'<!ENTITY x '.repeat(n)}"`],
  ['multipart: dashes', multipart, (n) => `${head}\r\n${'\n--'.repeat(n)}`],
  ['multipart: nothing but dashes', multipart, (n) => `${head}\r\n${'-'.repeat(n)}`],
  ['multipart: boundaries inside', multipart, (n) => `${head}\r\n${'\n-------X '.repeat(n)}`],
  ['multipart: blanks before', multipart, (n) => `${head}\r\n${`\n--${' '.repeat(9)}`.repeat(n)}`],
  ['multipart: parts', multipart, (n) => `${head}\r\nv\r\n`.repeat(n)],
  ['multipart: part headers', multipart, (n) => head + Array.from({ length: n }, (_, i) => `a${i}: b\r\n`).join('')],
  ['multipart: folded', multipart, (n) => `${head}A: b\r\n${' \r\n'.repeat(n)}`],
]

test('steps grow as the input does', () => {
  ask('Profiler.enable')
  ask('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  let ran = 0
  for (const [what, parse, make] of rows) {
    const small = make(2000)
    const large = make(8000)
    parse(small)
    expect(steps(() => parse(small))).toBeGreaterThan(0)
    // V8 loses counts of a function that it optimises meanwhile: one of three tries counts whole. A square is sixteen each time.
    const ratios = [1, 2, 3].map(
      () =>
        steps(() => parse(large)) /
        Math.max(
          1,
          steps(() => parse(small)),
        ),
    )
    expect([what, Math.min(...ratios) < 4.5 || ratios]).toEqual([what, true])
    ran++
  }
  ask('Profiler.stopPreciseCoverage')
  expect(ran).toBe(28)
})

// Not a measurement: what a regex or indexOf does inside counts no steps, and would take minutes here if it were quadratic.
test('a megabyte of each is read in a moment', () => {
  for (const [what, parse, make] of rows) {
    const unit = make(1000).length / 1000
    const text = make(Math.floor(1_000_000 / unit))
    expect([what, processorTime(() => parse(text)) < betweenLinearAndSquare]).toEqual([what, true])
  }
})
