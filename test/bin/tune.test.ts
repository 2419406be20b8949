import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { core } from '@sallyport/rules-core'
import { afterAll, expect, test } from 'vitest'
import { letThrough, propose, refusedAttacks, stillRefused } from '../../bin/tune/propose.ts'
import { readTraffic } from '../../bin/tune/traffic.ts'
import { compiled, request } from '../support/rules.ts'

const folder = mkdtempSync(join(tmpdir(), 'sallyport-tune-'))
afterAll(() => rmSync(folder, { recursive: true }))

const rules = compiled(`
SecRule ARGS|REQUEST_COOKIES "@rx drawbridge" "id:1,phase:2,deny,log,msg:'A word'"
SecRule ARGS_NAMES "@rx ^moat$" "id:2,phase:2,deny,log"
`)

const har = {
  log: {
    entries: [
      {
        request: {
          method: 'GET',
          url: 'https://shop.test/notes/42?note=drawbridge',
          headers: [{ name: ':path', value: '/' }],
        },
      },
      {
        request: {
          method: 'POST',
          url: 'https://shop.test/notes',
          headers: [{ name: 'content-type', value: 'application/x-www-form-urlencoded' }],
          postData: { text: 'note=a+drawbridge' },
        },
      },
      { request: { method: 'GET', url: 'https://shop.test/', headers: [] } },
      { request: { url: 'no address' } },
    ],
  },
}
writeFileSync(join(folder, 'a.har'), JSON.stringify(har))
writeFileSync(join(folder, 'b.http'), 'GET /?moat=1 HTTP/1.1\nHost: shop.test\n')

test('recorded requests, of archives and of .http files', () => {
  const traffic = readTraffic(folder)
  expect(traffic.map(({ request }) => `${request.method} ${request.target}`)).toEqual([
    'GET /notes/42?note=drawbridge',
    'POST /notes',
    'GET /',
    'GET /?moat=1',
  ])
  const [first, post] = traffic
  expect(first?.request.headers).toEqual([{ name: 'Host', value: 'shop.test' }])
  expect(post?.request.headers).toContainEqual({ name: 'Content-Length', value: '17' })
  expect(() => readTraffic(join(folder, 'none.har'))).toThrow(/cannot be read/)
})

test('the narrowest exclusions, what they let pass and what they give up', () => {
  const traffic = readTraffic(folder)
  const { refused, proposals } = propose(rules, traffic)
  expect(refused).toHaveLength(3)
  expect(proposals.map(({ exclusion, routes, requests }) => ({ exclusion, routes, requests }))).toEqual([
    { exclusion: { rules: [1], fields: ['ARGS:note'] }, routes: ['GET /notes/:id', 'POST /notes'], requests: 2 },
    { exclusion: { rules: [2], fields: ['ARGS_NAMES:moat'] }, routes: ['GET /'], requests: 1 },
  ])
  const all = proposals.map(({ exclusion }) => exclusion)
  expect([stillRefused(rules, traffic, []), stillRefused(rules, traffic, all)]).toEqual([3, 0])
  const attack = (title: string, target: string) => ({
    title,
    request: { method: 'GET', target, protocol: 'HTTP/1.1', headers: [] },
  })
  const attacks = refusedAttacks(rules, [
    attack('a', '/?note=drawbridge'),
    attack('b', '/?other=drawbridge'),
    attack('c', '/?q=1'),
  ])
  expect(attacks.map(({ title }) => title)).toEqual(['a', 'b'])
  expect(letThrough(rules, attacks, all)).toEqual(['a'])
})

test('rules in TypeScript: of a field where they look at fields, whole where they look at the request', () => {
  const traffic = [
    { from: 'a', request: request("/?q=1'+or+1=1--") },
    { from: 'b', request: request('/', { method: 'TRACE' }) },
  ]
  const { refused, proposals } = propose(core(), traffic)
  expect(refused).toHaveLength(2)
  const exclusions = proposals.map(({ exclusion }) => exclusion)
  expect(exclusions).toContainEqual({ rules: [510_010], fields: ['ARGS_GET:q'] })
  expect(exclusions.filter(({ fields }) => fields === undefined)).toHaveLength(1)
  expect(stillRefused(core(), traffic, exclusions)).toBe(0)
})
