import fc from 'fast-check'
import { keys } from 'sallyport'
import { bot, type ObjectNamespace, type Summary, VisitorMemory } from 'sallyport/bot'
import type { DoorOptions } from 'sallyport/door'
import { gate, scoreBelow } from 'sallyport/gate'
import { describe, expect, test } from 'vitest'
import { Memory, mostVisitors } from '../../lib/bot/behaviour/memory.ts'
import { add, breadth, idleMs, nothing, pathBit, summarize } from '../../lib/bot/behaviour/summary.ts'
import { parseAddress } from '../../lib/http/address.ts'
import { pseudonym } from '../../lib/privacy/pseudonym.ts'
import { module, reach } from '../support/reach.ts'
import { tableTest } from '../support/table.ts'
import { browsers } from './browsers.ts'

const now = 1_800_000_000_000
const chrome = browsers[0]?.fields ?? {}
const ring = keys({ bot: `k:${'A'.repeat(43)}` })

const visit = (more: Partial<Parameters<typeof summarize>[0]> = {}): Summary =>
  summarize({
    now,
    path: '/',
    destination: 'document',
    cookie: false,
    status: 200,
    contentType: 'text/html',
    setsCookie: false,
    hadCookie: false,
    trap: false,
    ...more,
  })

/** An origin’s answer for a path: pages, and what belongs to them. */
const site = module('site', (request) => {
  const { pathname } = new URL(request.url)
  if (pathname.startsWith('/missing'))
    return new Response('no', { status: 404, headers: { 'content-type': 'text/html' } })
  return new Response('', {
    headers: { 'content-type': pathname.endsWith('.css') ? 'text/css' : 'text/html', 'set-cookie': 'sid=1' },
  })
})

interface Step {
  readonly path: string
  readonly destination?: string
  readonly cookie?: string
  readonly at?: number
}

/** One visitor's requests, one after the other. @returns the signals of behaviour that the last one has */
async function walk(
  steps: readonly Step[],
  {
    modules = [site],
    objects,
    address = '192.0.2.1',
  }: { modules?: Parameters<typeof reach>[0]; objects?: ObjectNamespace; address?: string } = {},
): Promise<readonly string[]> {
  const scorer = bot({ behaviour: { traps: ['/trap'], ...(objects && { objects: () => objects }) } })
  let found: readonly string[] = []
  for (const [index, { path, destination = 'document', cookie, at = now + index * 2000 }] of steps.entries()) {
    const parsed = parseAddress(address)
    const options: DoorOptions = {
      client: { headers: [], read: () => (parsed ? { address: parsed } : {}) },
      keys: () => ring,
      clock: () => at,
    }
    const headers = {
      ...chrome,
      'sec-fetch-dest': destination,
      'sec-fetch-mode': destination === 'document' ? 'navigate' : 'no-cors',
      ...(cookie && { cookie }),
    }
    const { context, settled } = await reach(
      [scorer, ...modules],
      new Request(`https://shop.test${path}`, { headers }),
      options,
    )
    await settled()
    found = (context.verdicts.bot?.signals ?? []).map(({ id }) => id).filter((id) => id.startsWith('behaviour/'))
  }
  return found
}

const pages = (count: number, more: Partial<Step> & { every?: number } = {}): readonly Step[] =>
  Array.from({ length: count }, (_, at) => ({
    path: `/page-${at}`,
    ...more,
    ...(more.every !== undefined && { at: now + at * more.every }),
  }))

describe('what a visitor does', () => {
  const whole: readonly Step[] = Array.from({ length: 4 }, (_, at) => [
    { path: `/p${at}` },
    { path: '/a.css', destination: 'style' },
    { path: '/b.css', destination: 'style' },
  ]).flat()
  const rows: readonly (readonly [name: string, steps: readonly Step[], signal: string | undefined])[] = [
    ['one page', pages(2), undefined],
    ['eight pages and nothing else', pages(9), 'behaviour/no-assets'],
    ['whole pages', [...whole, { path: '/last' }], 'behaviour/whole-pages'],
    ['forty pages in ten seconds', pages(40, { every: 250 }), 'behaviour/fast'],
    ['guessing', Array.from({ length: 12 }, (_, at) => ({ path: `/missing-${at}` })), 'behaviour/errors'],
    ['every page there is', pages(90), 'behaviour/broad'],
    ['robots.txt', [{ path: '/robots.txt' }, { path: '/' }], 'behaviour/robots'],
    ['a link that nobody sees', [{ path: '/trap' }, { path: '/' }], 'behaviour/trap'],
    ['no cookie kept', pages(7), 'behaviour/cookies-lost'],
    ['cookies kept', pages(7, { cookie: 'sid=1' }), 'behaviour/cookies-kept'],
  ]
  test(`has its signal: ${rows.length} cases`, async () => {
    for (const [name, steps, signal] of rows) {
      const found = await walk(steps)
      expect([name, signal === undefined ? found : found.includes(signal)]).toEqual([
        name,
        signal === undefined ? [] : true,
      ])
    }
  })

  test('is forgotten after half an hour, and is nobody else’s', async () => {
    expect(await walk([{ path: '/trap' }, { path: '/', at: now + idleMs + 1 }])).toEqual([])
    const scorer = bot({ behaviour: { traps: ['/trap'] } })
    const ask = (address: string, path: string) =>
      reach([scorer, site], new Request(`https://shop.test${path}`, { headers: chrome }), {
        client: {
          headers: [],
          read: () => ({ address: parseAddress(address) as NonNullable<ReturnType<typeof parseAddress>> }),
        },
        keys: () => ring,
        clock: () => now,
      })
    await (await ask('2001:db8:1:2::3', '/trap')).settled()
    const ids = async (address: string) => (await ask(address, '/')).context.verdicts.bot?.signals.map(({ id }) => id)
    expect(await ids('2001:db8:1:2::4')).toContain('behaviour/trap') // the same /64
    expect(await ids('2001:db8:1:3::3')).not.toContain('behaviour/trap')
  })

  test('what Sallyport refused never counts against the visitor', async () => {
    const refusing = [gate({ policies: [scoreBelow(99, 'refuse')] }), site]
    expect(
      await walk(
        Array.from({ length: 15 }, (_, at) => ({ path: `/missing-${at}` })),
        { modules: refusing },
      ),
    ).toEqual([])
    const dry = [gate({ policies: [scoreBelow(99, 'refuse')], dryRun: true }), site]
    expect(
      await walk(
        Array.from({ length: 15 }, (_, at) => ({ path: `/missing-${at}` })),
        { modules: dry },
      ),
    ).toContain('behaviour/errors')
  })

  test('without an address that somebody vouches for nobody is told from anybody, so nothing is kept', async () => {
    expect(await walk([{ path: '/trap' }, { path: '/' }], { address: '' })).toEqual([])
  })
})

describe('summaries', () => {
  const summary = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.webPath(), fc.constantFrom(200, 404, 500)), {
      minLength: 1,
      maxLength: 20,
    })
    .map((visits) => visits.map(([after, path, status]) => visit({ now: now + after, path, status })).reduce(add))

  test('add up in any order: isolates may tell in any', () => {
    fc.assert(
      fc.property(summary, summary, summary, (a, b, c) => {
        expect(add(a, add(b, c))).toEqual(add(add(c, a), b))
        expect(add(nothing, a)).toEqual(a)
      }),
    )
  })

  tableTest('breadth is about the number of different paths', 5, [1, 5, 20, 60, 120], (count) => {
    const all = Array.from({ length: count * 2 }, (_, at) =>
      visit({ path: `/product/${(at % count) * 7}/details` }),
    ).reduce(add)
    expect(breadth(all)).toBeGreaterThan(count * 0.6)
    expect(breadth(all)).toBeLessThan(count * 1.5 + 2)
  })

  test('hold numbers only: no path, address or text', () => {
    const numbers = (value: unknown): boolean =>
      Array.isArray(value) ? value.every(numbers) : typeof value === 'number'
    expect(Object.values(visit({ path: '/secret/path' })).every(numbers)).toBe(true)
    expect(pathBit('/secret/path').filter((bits) => bits !== 0)).toHaveLength(1)
  })

  test('an isolate keeps so many visitors and no more', () => {
    const memory = new Memory()
    for (let at = 0; at <= mostVisitors; at++) memory.note(`v${at}`, visit())
    expect(memory.recall('v0', now)).toBeUndefined()
    expect(memory.recall(`v${mostVisitors}`, now)?.requests).toBe(1)
  })

  test('pseudonyms differ by key, purpose and text, and are no shorter than 128 bits', async () => {
    const one = new Uint8Array(32)
    const other = new Uint8Array(32).fill(1)
    const all = await Promise.all([
      pseudonym(one, 'a', 'x'),
      pseudonym(other, 'a', 'x'),
      pseudonym(one, 'b', 'x'),
      pseudonym(one, 'a', 'y'),
    ])
    expect(new Set(all).size).toBe(4)
    for (const name of all) expect(name).toMatch(/^[A-Za-z0-9_-]{22}$/)
    expect(await pseudonym(one, 'a', 'x')).toBe(all[0])
  })
})

describe('the object that adds up what isolates see', () => {
  /** Durable Objects as far as they matter here; test/e2e/bot.test.ts has the real ones. */
  function namespace(): ObjectNamespace & { readonly names: Set<string> } {
    const objects = new Map<string, VisitorMemory>()
    const make = (): VisitorMemory => {
      const kept = new Map<string, unknown>()
      return new VisitorMemory({
        storage: {
          get: async <Value>(key: string) => kept.get(key) as Value | undefined,
          put: async (key, value) => void kept.set(key, value),
          deleteAll: async () => kept.clear(),
          setAlarm: async () => undefined,
        },
      })
    }
    const names = new Set<string>()
    return {
      names,
      idFromName: (name) => name,
      get: (id) => ({
        fetch: (url, init) => {
          names.add(id)
          if (!objects.has(id)) objects.set(id, make())
          return (objects.get(id) as VisitorMemory).fetch(new Request(url, init))
        },
      }),
    }
  }

  test('tells one isolate what another has seen, by pseudonym', async () => {
    const objects = namespace()
    // Two isolates: each walk has a module, and so a memory, of its own.
    await walk([{ path: '/trap' }, ...pages(10)], { objects })
    expect(await walk(pages(2), { objects })).not.toContain('behaviour/trap')
    expect(await walk(pages(12), { objects })).toContain('behaviour/trap')
    for (const name of objects.names) expect(name).toMatch(/^[A-Za-z0-9_-]{22}$/)
  })
})
