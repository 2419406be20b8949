import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { core } from '@sallyport/rules-core'
import { expect, test } from 'vitest'
import { encodings, percent, places } from '../../../bin/evaluate/places.ts'
import { waf } from '../../../lib/waf/index.ts'

const rows = readFileSync(join(import.meta.dirname, 'attacks.txt'), 'latin1')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => line.split('\t') as [kind: string, text: string])
const wall = waf({ rules: core() })

async function stopped(text: string, place = 'query'): Promise<boolean> {
  return (await wall.inspect((places[place] as (text: string) => never)(text))).action === 'refuse'
}

test('attacks are stopped in every place that a visitor fills in', async () => {
  const missed: string[] = []
  for (const [kind, text] of rows)
    for (const place of ['query', 'form', 'json', 'multipart', 'header', 'cookie']) {
      // A field of the head is no place for an address to fetch.
      if (kind === 'ssrf' && (place === 'header' || place === 'cookie')) continue
      if (!(await stopped(text, place))) missed.push(`${place}: ${text}`)
    }
  expect(missed).toEqual([])
  expect(rows.length).toBeGreaterThanOrEqual(110)
})

test('encoded as an origin would decode them: at least 98 of 100 are stopped', async () => {
  let all = 0
  const missed: string[] = []
  for (const [name, encode] of Object.entries(encodings))
    for (const [, text] of rows) {
      all++
      if (!(await stopped(encode(text), 'form'))) missed.push(`${name}: ${text}`)
    }
  expect(missed.length / all, missed.join('\n')).toBeLessThanOrEqual(0.02)
  expect(all).toBe(rows.length * Object.keys(encodings).length)
})

const turns = (text: string): string =>
  [...text].map((c, at) => (at % 2 === 0 ? c.toUpperCase() : c.toLowerCase())).join('')
const blanks =
  (blank: string) =>
  (text: string): string =>
    text.replaceAll(' ', blank)

/** Ways around filters that know texts, which change nothing for the reader. By kind of attack. */
const mutations: Readonly<Record<string, Readonly<Record<string, (text: string) => string>>>> = {
  sqli: {
    'upper case': (text) => text.toUpperCase(),
    'case in turns': turns,
    'comments for blanks': blanks('/**/'),
    'long comments for blanks': blanks('/*a b c*/'),
    'line ends for blanks': blanks('\n'),
    'tabs for blanks': blanks('\t'),
    'form feeds for blanks': blanks('\f'),
    'two blanks for one': blanks('  '),
    'a prefix': (text) => `17${text}`,
    'executable comments': (text) => text.replace(/\b(union|select|and|or)\b/gi, '/*!50000$1*/'),
    'percent within': (text) => text.replace(/[eo]/g, (c) => `%${c.charCodeAt(0).toString(16)}`),
  },
  xss: {
    'upper-case tags': (text) => text.replace(/<[a-z]+/g, (tag) => tag.toUpperCase()),
    'a prefix': (text) => `abc${text}`,
    'text around': (text) => `Hello ${text} there`,
    'line ends for blanks': blanks('\n'),
    'tabs for blanks': blanks('\t'),
    'slashes for blanks in tags': (text) => text.replace(/(<[a-z]+) /gi, '$1/'),
    'a blank before =': (text) => text.replace(/(on[a-z]+)=/g, '$1 ='),
  },
  shell: {
    'two blanks for one': blanks('  '),
    'tabs for blanks': blanks('\t'),
    'a prefix': (text) => `x.example${text}`,
    'a comment behind': (text) => `${text} #`,
    'empty quotes': (text) =>
      text.replace(/\b(id|cat|whoami|wget|curl|ping)\b/, (word) => `${word[0]}''${word.slice(1)}`),
  },
  path: {
    'twice percent': (text) => text.replace(/[./\\]/g, (c) => `%25${c.charCodeAt(0).toString(16)}`),
    'more climbing': (text) => `../../../${text}`,
    'a NUL behind': (text) => `${text}\0.png`,
  },
  template: {
    'a prefix': (text) => `Hello ${text}`,
  },
  jndi: {
    'upper case': (text) => text.replace('jndi', 'JNDI'),
    'text around': (text) => `a ${text} b`,
  },
}

test('mutations keep at least 98 % of the detections', async () => {
  let all = 0
  const missed: string[] = []
  for (const [kind, text] of rows)
    for (const [name, mutate] of Object.entries(mutations[kind] ?? {})) {
      const mutant = mutate(text)
      if (mutant === text) continue
      // Behind a word, a payload that has to stand first is none any more.
      if (
        /prefix|around/.test(name) &&
        /^(?:[\w{$(\\]|javascript|data|id,|".*constructor)/.test(text) &&
        kind !== 'jndi' &&
        kind !== 'template'
      )
        continue
      all++
      const sent = name.includes('percent') ? mutant : percent(mutant)
      const request = {
        ...(places['query'] as (text: string) => { readonly target: string } & object)(''),
        target: `/?p=${sent}`,
      }
      if ((await wall.inspect(request as never)).action !== 'refuse') missed.push(`${name}: ${mutant}`)
    }
  expect(missed.length / all, missed.join('\n')).toBeLessThanOrEqual(0.02)
  expect(all).toBeGreaterThanOrEqual(400)
})
