import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { core } from '@sallyport/rules-core'
import { expect, test } from 'vitest'
import { places } from '../../../bin/evaluate/places.ts'
import { type FieldKind, waf } from '../../../lib/waf/index.ts'
import { requests } from './benign-requests.ts'

const lines = (name: string): readonly string[] =>
  readFileSync(join(import.meta.dirname, name), 'latin1')
    .split('\n')
    .filter((line) => line !== '' && !/^# [a-z]/.test(line))

const wall = waf({ rules: core() })
const everywhere = ['query', 'form', 'json', 'multipart', 'header', 'cookie'] as const

test('what people write passes wherever it is put: 800 texts in six places', async () => {
  const texts = lines('benign-texts.txt')
  const refused: string[] = []
  for (const text of texts)
    for (const place of everywhere) {
      const { action, matches, bounds } = await wall.inspect((places[place] as (text: string) => never)(text))
      if (action === 'refuse')
        refused.push(`${place} ${JSON.stringify(text)}: ${matches.map(({ id }) => id)} ${bounds}`)
    }
  expect(refused).toEqual([])
  expect(texts.length).toBeGreaterThanOrEqual(800)
})

test('requests of ordinary applications pass', async () => {
  const refused: string[] = []
  for (const [title, request] of requests) {
    const { action, matches, bounds } = await wall.inspect(request)
    if (action === 'refuse') refused.push(`${title}: ${matches.map(({ id, path }) => `${id} ${path}`)} ${bounds}`)
  }
  expect(refused).toEqual([])
  expect(requests.length).toBeGreaterThanOrEqual(40)
})

test('what is declared prose, markup or code passes there, and the verdict says which declaration let it', async () => {
  const rows = lines('benign-declared.txt').map((line) => line.split('\t') as [FieldKind, string])
  let matched = 0
  for (const [kind, text] of rows) {
    const declared = waf({ rules: core(), fields: { 'body.p': kind } })
    const verdict = await declared.inspect((places['json'] as (text: string) => never)(text))
    expect(verdict.action, text).not.toBe('refuse')
    for (const { passedBy, score } of verdict.matches) {
      expect(passedBy, text).toBe(`body.p is declared ${kind}`)
      expect(score).toBe(0)
      matched++
    }
    // Only there: the same text in the query is refused as ever.
    const elsewhere = await declared.inspect((places['query'] as (text: string) => never)(text))
    expect(
      elsewhere.matches.some(({ passedBy }) => passedBy !== undefined),
      text,
    ).toBe(false)
  }
  expect(rows.length).toBeGreaterThanOrEqual(24)
  expect(matched).toBeGreaterThanOrEqual(20)
})
