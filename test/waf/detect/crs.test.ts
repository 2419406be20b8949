// The rules 942100, 942101, 941100 and 941101 of CRS do nothing but ask the detectors: each stage of their own tests, in
// both sets, must get the answer it expects. Decoding is rough here; the engine's tests drive the rules themselves.
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { detectSqli, detectXss } from '../../../lib/waf/detect/index.ts'

interface Input {
  uri?: string
  data?: unknown
  headers?: Record<string, string>
}

const ROOT = new URL('../../../../shared/data/crs-tests/', import.meta.url)
const present = existsSync(ROOT)
const RULES = [
  ['REQUEST-942-APPLICATION-ATTACK-SQLI', 942100],
  ['REQUEST-942-APPLICATION-ATTACK-SQLI', 942101],
  ['REQUEST-941-APPLICATION-ATTACK-XSS', 941100],
  ['REQUEST-941-APPLICATION-ATTACK-XSS', 941101],
] as const

function decode(text: string): string {
  const spaced = text.replaceAll('+', ' ')
  return spaced.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

/** What the rule looks at: path and its parts for the rules of phase 1, arguments and some headers for the others. */
function valuesOf(input: Input, rule: number): string[] {
  const pathOnly = rule % 100 === 1
  const [path = '', query = ''] = (input.uri ?? '').split(/\?(.*)/s)
  const texts: string[] = []
  if (pathOnly) texts.push(path, path.slice(path.lastIndexOf('/') + 1))
  else {
    const body = typeof input.data === 'string' ? input.data : ''
    for (const pair of `${query}&${body}`.split('&')) {
      const at = pair.indexOf('=')
      texts.push(at < 0 ? pair : pair.slice(0, at), at < 0 ? '' : pair.slice(at + 1))
    }
    if (body.startsWith('<')) texts.push(...body.split(/[<>"']/))
  }
  for (const [name, value] of Object.entries(input.headers ?? {})) {
    const lower = name.toLowerCase()
    if (lower === 'referer' && rule !== 941100 && rule !== 942101) texts.push(String(value))
    if (pathOnly) continue
    if (lower === 'user-agent') texts.push(String(value))
    if (lower === 'cookie') texts.push(...String(value).split(/[=;] ?/))
  }
  const bytes = texts.map((text) => Buffer.from(text, 'utf8').toString('latin1'))
  return bytes.flatMap((text) => [decode(text), decode(decode(text)).replaceAll('\0', '')])
}

function expectation(stage: Record<string, unknown>, rule: number): boolean | undefined {
  const output = JSON.stringify(stage.output ?? {})
  if (new RegExp(`"no_(expect_ids|log_contains)":[^}]*${rule}`).test(output)) return false
  return output.includes(String(rule)) ? true : undefined
}

if (!present && process.env.CI) {
  it('has the tests of CRS', () => expect.fail('shared/data/crs-tests is missing'))
}

describe.skipIf(!present)("the rules' own tests (skipped without shared/data/crs-tests)", () => {
  for (const set of ['3.3.4', '4.29.0-dev']) {
    for (const [folder, rule] of RULES) {
      const file = new URL(`${set}/${folder}/${rule}.yaml`, ROOT)
      if (!existsSync(file)) continue
      it(`${set} ${rule}`, () => {
        let judged = 0
        for (const test of parse(readFileSync(file, 'utf8')).tests) {
          for (const entry of test.stages) {
            const stage = entry.stage ?? entry
            const expected = expectation(stage, rule)
            if (expected === undefined) continue
            judged++
            const values = valuesOf(stage.input, rule)
            const found = values.some((v) => (rule > 942000 ? detectSqli(v) !== undefined : detectXss(v)))
            expect(found, `${test.test_id ?? test.test_title} ${test.desc ?? ''}`).toBe(expected)
          }
        }
        expect(judged).toBeGreaterThan(0)
      })
    }
  }
})
