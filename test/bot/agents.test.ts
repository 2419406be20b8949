import { addressRanges, bot, dnsOverHttps, type Resolver, reverseDns, type Verification } from 'sallyport/bot'
import { agents, gate, scoreBelow } from 'sallyport/gate'
import { describe, expect, test } from 'vitest'
import { matchAgent } from '../../lib/bot/agents/match.ts'
import { reverseName } from '../../lib/bot/agents/reverse-dns.ts'
import { parseAddress } from '../../lib/http/address.ts'
import { answer, reach } from '../support/reach.ts'
import { tableTest } from '../support/table.ts'

const googlebot = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'
const now = 1_800_000_000_000
const pending: Promise<unknown>[] = []
const claimFrom = (address: string, agent = googlebot, at = now) => ({
  match: matchAgent(agent),
  request: { method: 'GET', authority: 'a.example', scheme: 'https', target: '/', header: () => null },
  address: parseAddress(address),
  now: at,
  waitUntil: (promise: Promise<unknown>) => void pending.push(promise),
})

describe('published addresses', () => {
  const verifier = addressRanges([
    {
      name: 'Googlebot',
      category: 'search',
      ranges: ['66.249.64.0/19', '2001:4860:4801::/48', '192.0.2.7', '203.0.113.128/25'],
    },
  ])
  const rows: readonly (readonly [address: string, outcome: Verification['outcome'] | undefined])[] = [
    ['66.249.64.1', 'proven'],
    ['66.249.95.255', 'proven'],
    ['66.249.96.0', 'refuted'],
    ['2001:4860:4801:10::1', 'proven'],
    ['2001:4860:4802::1', 'refuted'],
    ['192.0.2.7', 'proven'],
    ['192.0.2.8', 'refuted'],
    ['::ffff:66.249.64.1', 'proven'],
    ['203.0.113.127', 'refuted'],
    ['203.0.113.128', 'proven'],
  ]
  tableTest('a claim from an address', 10, rows, ([address, outcome]) => {
    expect([address, (verifier.verify(claimFrom(address)) as Verification | undefined)?.outcome]).toEqual([
      address,
      outcome,
    ])
  })
  test('says nothing of others, nor without an address', () => {
    expect(verifier.concerns(claimFrom('66.249.64.1', 'curl/8'))).toBe(false)
    expect(verifier.concerns({ ...claimFrom('66.249.64.1'), address: undefined })).toBe(false)
  })
  test('text that is no range is refused when declared', () => {
    for (const range of ['1.2.3.4/33', '1.2.3/8', 'example.com', '::/129', '']) {
      expect(() => addressRanges([{ name: 'x', category: 'other', ranges: [range] }])).toThrow('is no range')
    }
  })
})

describe('reverse DNS', () => {
  const zone: Readonly<Record<string, readonly string[]>> = {
    '1.66.249.66.in-addr.arpa PTR': ['crawl-66-249-66-1.googlebot.com.'],
    'crawl-66-249-66-1.googlebot.com A': ['66.249.66.1'],
    // Whoever holds the address may write any name there; only its owner writes the way back.
    '9.113.0.203.in-addr.arpa PTR': ['crawl-66-249-66-1.googlebot.com'],
    '8.113.0.203.in-addr.arpa PTR': ['googlebot.com.evil.example.com', 'notgooglebot.com'],
  }
  const asked: string[] = []
  const resolver: Resolver = async (name, type) => {
    asked.push(`${name} ${type}`)
    return zone[`${name} ${type}`] ?? []
  }

  const rows: readonly (readonly [address: string, outcome: string])[] = [
    ['66.249.66.1', 'proven'],
    ['203.0.113.9', 'refuted'],
    ['203.0.113.8', 'refuted'],
    ['198.51.100.1', 'refuted'],
  ]
  test(`never holds up the first request, and knows at the next: ${rows.length} addresses`, async () => {
    const verifier = reverseDns({ resolver })
    for (const [address, outcome] of rows) {
      expect(verifier.verify(claimFrom(address))).toBeUndefined()
      await Promise.all(pending)
      expect([address, (verifier.verify(claimFrom(address)) as Verification).outcome]).toEqual([address, outcome])
    }
    const before = asked.length
    verifier.verify(claimFrom('66.249.66.1', googlebot, now + 3_000_000))
    expect(asked).toHaveLength(before)
    verifier.verify(claimFrom('66.249.66.1', googlebot, now + 3_700_000))
    await Promise.all(pending)
    expect(asked.length).toBeGreaterThan(before)
  })

  test('no answer condemns nobody', async () => {
    const verifier = reverseDns({ resolver: async () => undefined })
    verifier.verify(claimFrom('203.0.113.9'))
    await Promise.all(pending)
    expect(verifier.verify(claimFrom('203.0.113.9'))).toBeUndefined()
  })

  test('reverse names', () => {
    const v6 = parseAddress('2001:db8::1')
    const v4 = parseAddress('192.0.2.1')
    if (!v4 || !v6) throw new Error('no addresses')
    expect(reverseName(v4)).toBe('1.2.0.192.in-addr.arpa')
    expect(reverseName(v6)).toBe(`1.${'0.'.repeat(23)}8.b.d.0.1.0.0.2.ip6.arpa`)
  })

  test('over HTTPS: the question, the answer, and what is none', async () => {
    const urls: string[] = []
    const resolve = (body: string, status = 200) =>
      dnsOverHttps({
        url: 'https://dns.example/resolve',
        fetch: async (url) => {
          urls.push(url)
          return new Response(body, { status })
        },
      })('a.example.com', 'A')
    expect(await resolve('{"Status":0,"Answer":[{"type":5,"data":"b."},{"type":1,"data":"192.0.2.1"}]}')).toEqual([
      '192.0.2.1',
    ])
    expect(await resolve('{"Status":3}')).toEqual([])
    expect(await resolve('{"Status":2}')).toBeUndefined()
    expect(await resolve('nonsense')).toBeUndefined()
    expect(await resolve('{}', 500)).toBeUndefined()
    expect(urls[0]).toBe('https://dns.example/resolve?name=a.example.com&type=A')
    expect(() => dnsOverHttps({ url: 'http://dns.example/' })).toThrow('https')
  })
})

describe('in the module', () => {
  const verify = [addressRanges([{ name: 'Googlebot', category: 'search', ranges: ['66.249.64.0/19'] }])]
  const modules = [
    bot({ verify }),
    gate({ policies: [scoreBelow(30, 'refuse'), agents('allow', { categories: ['search'] })] }),
    answer(),
  ]
  const client = (address: string) => ({
    client: {
      headers: [],
      read: () => ({ address: parseAddress(address) as NonNullable<ReturnType<typeof parseAddress>> }),
    },
  })
  const request = () => new Request('https://shop.test/', { headers: { 'user-agent': googlebot } })

  test('a proven crawler is let in, and is still no person', async () => {
    const { response, context } = await reach(modules, request(), client('66.249.64.1'))
    expect(response.status).toBe(200)
    expect(context.verdicts.bot?.agent).toEqual({
      name: 'Googlebot',
      category: 'search',
      verifiedBy: 'address',
      wanted: true,
    })
    expect(context.verdicts.bot?.score).toBeLessThan(10)
  })

  test('curl saying Googlebot has a signal of its own, and stays out', async () => {
    const { response, context } = await reach(modules, request(), client('203.0.113.1'))
    expect(response.status).toBe(403)
    expect(context.verdicts.bot?.agent).toEqual({ name: 'Googlebot', category: 'search', wanted: true })
    expect(context.verdicts.bot?.signals.find(({ id }) => id === 'agent/claimed')?.detail).toBe(
      'claimed, not proven (address): the address is none that its owner publishes',
    )
  })

  test('a verifier that throws is named, and nothing else is lost', async () => {
    const broken = { name: 'broken', concerns: () => true, verify: () => Promise.reject(new Error('boom')) }
    const { context } = await reach([bot({ verify: [broken] }), answer()], request())
    expect(context.verdicts.bot?.failed).toEqual(['verify'])
    expect(context.verdicts.bot?.score).toBeLessThan(10)
  })
})
