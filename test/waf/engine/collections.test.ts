import { expect, test } from 'vitest'
import type { CollectionStore } from '../../../lib/waf/index.ts'
import { request, wafOf } from '../../support/rules.ts'

class MemoryStore implements CollectionStore {
  readonly kept: Map<string, ReadonlyMap<string, string>> = new Map()
  readonly saves: string[] = []
  load(collection: string, key: string): ReadonlyMap<string, string> | undefined {
    return this.kept.get(`${collection}/${key}`)
  }
  save(collection: string, key: string, values: ReadonlyMap<string, string>, seconds: number): void {
    this.saves.push(`${collection}/${key} ${seconds}`)
    this.kept.set(`${collection}/${key}`, new Map(values))
  }
}

const from = (address: string) => request('/', { client: { address } })
const counting = `SecCollectionTimeout 60
SecAction "id:1,phase:1,nolog,initcol:ip=%{REMOTE_ADDR},setvar:ip.n=+1,expirevar:ip.n=10"
SecRule IP:n "@ge 3" "id:2,phase:2,deny"`

test('a counter by address goes on from request to request, and ends', async () => {
  const store = new MemoryStore()
  const waf = wafOf(counting, { store })
  const at = (address: string, now: number) => waf.inspect(from(address), { now }).then(({ action }) => action)
  expect([await at('a', 0), await at('a', 1000), await at('a', 2000)]).toEqual(['pass', 'pass', 'refuse'])
  expect(await at('b', 2000)).toBe('pass')
  // Ten seconds behind the last write; one millisecond before, it still counts.
  expect(await at('a', 11_999)).toBe('refuse')
  expect(await at('a', 22_000)).toBe('pass')
  expect(store.saves[0]).toBe('IP/a 60')
})

test('without a store a collection starts empty each time', async () => {
  const waf = wafOf(counting)
  for (let n = 0; n < 5; n++) expect((await waf.inspect(from('a'))).action).toBe('pass')
})

test('a collection that nothing changed is not saved; an empty key binds nothing', async () => {
  const store = new MemoryStore()
  await wafOf('SecAction "id:1,phase:1,nolog,initcol:ip=%{REMOTE_ADDR}"', { store }).inspect(from('a'))
  await wafOf(counting, { store }).inspect(from(''))
  expect(store.saves).toEqual([])
})

test('the first binding holds; user and session have names', async () => {
  const store = new MemoryStore()
  const rules = `SecAction "id:1,phase:1,nolog,initcol:ip=x,initcol:ip=y,setvar:ip.a=1,setuid:ann,setsid:s1"
SecRule USERID "@streq ann" "id:2"
SecRule SESSIONID "@streq s1" "id:3"`
  const { matches } = await wafOf(rules, { store }).inspect(request())
  expect(matches.map(({ id }) => id)).toEqual([2, 3])
  expect([...store.kept.keys()]).toEqual(['IP/x'])
})

test('a full collection says so and refuses nobody', async () => {
  const args = Array.from({ length: 1001 }, (_, n) => `k${n}=x`).join('&')
  const rules = `SecArgumentsLimit 2000
SecRule ARGS x "id:1,phase:1,nolog,initcol:global=g,setvar:global.%{MATCHED_VAR_NAME}=1"
SecRule &GLOBAL "@eq 1000" "id:2"`
  const verdict = await wafOf(rules).inspect(request(`/?${args}`))
  expect([verdict.action, verdict.bounds, verdict.matches.map(({ id }) => id)]).toEqual(['log', ['collection'], [2]])
})
