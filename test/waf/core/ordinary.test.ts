import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { core } from '@sallyport/rules-core'
import { expect, test } from 'vitest'
import { places } from '../../../bin/evaluate/places.ts'
import { waf } from '../../../lib/waf/index.ts'
import type { InspectedRequest } from '../../../lib/waf/message.ts'
import { applications, refused as refusedRequests } from './ordinary/applications.ts'
import { noise, send } from './ordinary/make.ts'
import { protocols } from './ordinary/protocols.ts'

const wall = waf({ rules: core() })
const everywhere = ['query', 'form', 'json', 'multipart', 'header', 'cookie'] as const
const lines = (name: string): readonly string[] =>
  readFileSync(join(import.meta.dirname, 'ordinary', name), 'latin1')
    .split('\n')
    .filter((line) => line !== '')
const put = (place: string, text: string): InspectedRequest =>
  (places[place] as (text: string) => InspectedRequest)(text)

/** Places in which a text is refused. */
async function refusedIn(text: string): Promise<readonly string[]> {
  const refused: string[] = []
  for (const place of everywhere)
    if ((await wall.inspect(put(place, text))).action === 'refuse') refused.push(`${place} ${text}`)
  return refused
}

test.each([
  ['forum-code.txt', 130],
  ['prose.txt', 190],
])('%s: texts pass in six places', async (name, least) => {
  const texts = lines(name)
  const refused = await Promise.all(texts.map(refusedIn))
  expect(refused.flat()).toEqual([])
  expect(texts.length).toBeGreaterThanOrEqual(least)
})

test('what is ordinary and yet refused where no field is declared: each of these is counted in docs/detection.md', async () => {
  for (const text of lines('refused.txt')) expect(await refusedIn(text), text).toHaveLength(everywhere.length)
  for (const [title, request] of refusedRequests) expect((await wall.inspect(request)).action, title).toBe('refuse')
})

test.each([
  ['protocols, and clients other than browsers', protocols, 100],
  ['applications and services', applications, 50],
])('requests of %s pass', async (_, rows, least) => {
  const refused: string[] = []
  for (const [title, request] of rows) {
    const { action, matches, bounds } = await wall.inspect(request)
    if (action === 'refuse') refused.push(`${title}: ${matches.map(({ id, path }) => `${id} ${path}`)} ${bounds}`)
  }
  expect(refused).toEqual([])
  expect(rows.length).toBeGreaterThanOrEqual(least)
})

const stored = ['application/octet-stream', 'application/offset+octet-stream', 'application/zip', 'image/webp']

test.each(stored)('%s: 60 KB of noise behind first bytes pass, whatever they spell', async (type) => {
  for (let seed = 1; seed <= 20; seed++) {
    const [, request] = send('noise', 'PUT', '/f', type, '')
    const body = `PK\x03\x04\x14\x00\x00\x00\x08\x00${noise(60_000, seed)}`
    expect((await wall.inspect({ ...request, body })).action, `seed ${seed}`).not.toBe('refuse')
  }
})

test('text that is called octets is looked at as text', async () => {
  for (const body of ['; cat /etc/passwd', '<script>alert(1)</script>', "1' or '1'='1"]) {
    const [, request] = send('text', 'POST', '/f', 'application/octet-stream', body)
    expect((await wall.inspect(request)).action, body).toBe('refuse')
  }
})

test('UTF-16 that is called octets is looked at as text', async () => {
  const external = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
  const wide = Array.from(external, (char) => `${char}\0`).join('')
  const other = Array.from(external, (char) => `\0${char}`).join('')
  for (const body of [wide, other, `\xff\xfe${wide}`, `\xfe\xff${other}`]) {
    const [, request] = send('text', 'POST', '/f', 'application/octet-stream', '')
    expect((await wall.inspect({ ...request, body })).action, JSON.stringify(body.slice(0, 8))).toBe('refuse')
  }
})

const attacks = [
  'x; cat /etc/passwd',
  '; cat /etc/passwd',
  '$(cat /etc/passwd)',
  "' or '1'='1",
  "'; drop table users; --",
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  "';alert(document.domain)//",
  '../../../../etc/passwd',
  "<?php system($_GET['c']); ?>",
]
test.each([
  ['empty lines before', '\n\n\n\n', ''],
  ['empty lines of Windows before', '\r\n\r\n\r\n\r\n', ''],
  ['blank lines before', ' \n\t\n \n\t\n', ''],
  ['lines of a word before', 'one\ntwo\nthree\nfour\n', ''],
  ['lines behind', '', '\na\nb\nc\nd\n'],
])('an attack among harmless lines is one: %s', async (_, before, behind) => {
  for (const attack of attacks)
    expect((await wall.inspect(put('form', before + attack + behind))).action, attack).toBe('refuse')
})

test('a handler that is no JSX is a handler', async () => {
  for (const text of [
    '<b onclick={alert(1)}>',
    '<b onclick={alert`1`}>',
    '<b onclick="{a;alert(1)}">',
    '" onfocus={alert(1)} autofocus x="',
    '<b onclick={save}/alert(1)>',
  ])
    expect((await wall.inspect(put('query', text))).action, text).toBe('refuse')
})

test('ranges, arrows and samples hide nothing', async () => {
  for (const text of [
    'between 1 and 2 or 1=1',
    "between 1 and 2 or 'a'='a'",
    '5 between 1 and 9 or 1 and 2',
    'benchmark(5000000,md5(1))',
    '(()=>{alert(1)})()',
    "';[1].map(x=>alert(x))//",
    'tail -n 5 /etc/passwd',
    "r'm' -rf /etc",
  ])
    expect((await wall.inspect(put('query', text))).action, text).toBe('refuse')
  const [, report] = send(
    'report',
    'POST',
    '/csp',
    'application/csp-report',
    JSON.stringify({ 'csp-report': { 'script-sample': '<script src=//x.example></script>' } }),
  )
  expect((await wall.inspect(report)).action).toBe('refuse')
})
