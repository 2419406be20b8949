import fc from 'fast-check'
import { bot, type Signal } from 'sallyport/bot'
import { agents, gate, scoreBelow } from 'sallyport/gate'
import { describe, expect, test } from 'vitest'
import { Facts } from '../../lib/bot/facts.ts'
import { verdictOf } from '../../lib/bot/index.ts'
import { answer, reach } from '../support/reach.ts'
import { browsers } from './browsers.ts'

const curl = (path = '/', more: Readonly<Record<string, string>> = {}): Request =>
  new Request(`https://shop.test${path}`, { headers: { 'user-agent': 'curl/8.5.0', accept: '*/*', ...more } })
const person = (path = '/'): Request => new Request(`https://shop.test${path}`, { headers: browsers[0]?.fields ?? {} })

describe('the module', () => {
  test('gives a verdict with reasons, the agent and the counterfactual, and hands on', async () => {
    const { response, context } = await reach([bot(), answer()], curl())
    expect(response.status).toBe(200)
    const { bot: verdict } = context.verdicts
    expect(verdict?.score).toBeLessThan(5)
    expect(verdict?.agent).toEqual({ name: 'curl', category: 'tool', wanted: false })
    expect(verdict?.signals.map(({ id }) => id)).toContain('agent/listed')
    expect(verdict?.counterfactual).toContain('agent/listed')
    expect(verdict).not.toHaveProperty('failed')
  })

  test('prints it for debugging: score, and weight by weight', async () => {
    const { response } = await reach([bot(), answer()], curl(), { debug: 'verdicts' })
    expect(response.headers.get('x-sallyport-bot')).toMatch(
      /^score=\d+; signals=agent\/listed:-\d\.\d\d,.*; agent=curl; category=tool; verified-by=nobody; counterfactual=agent\/listed/,
    )
  })

  test('the same request has the same verdict', async () => {
    const [one, other] = await Promise.all([reach([bot(), answer()], person()), reach([bot(), answer()], person())])
    expect(one.context.verdicts.bot).toEqual(other.context.verdicts.bot)
    expect(one.context.verdicts.bot?.score).toBeGreaterThan(90)
  })

  test('a signal that throws is left out, named, and silences no other', async () => {
    const broken: Signal = {
      id: 'own/broken',
      prior: -1,
      evaluate: () => {
        throw new Error('boom')
      },
    }
    const { context } = await reach([bot({ signals: [broken] }), answer()], curl())
    expect(context.verdicts.bot?.failed).toEqual(['own/broken'])
    expect(context.verdicts.bot?.score).toBeLessThan(5)
  })

  test('signals may be left out by name; unusable options throw when declared', async () => {
    const { context } = await reach([bot({ without: ['agent/listed'] }), answer()], curl())
    expect(context.verdicts.bot?.signals.map(({ id }) => id)).not.toContain('agent/listed')
    expect(() => bot({ without: ['agent/lsited'] })).toThrow('there is no signal "agent/lsited"')
    expect(() => bot({ threshold: 0 })).toThrow('threshold')
    const twice = { id: 'agent/listed', prior: -1, evaluate: () => undefined }
    expect(() => bot({ signals: [twice] })).toThrow('same id')
  })

  test('the edge’s word for Accept-Encoding is taken before the field', async () => {
    const headers = { ...browsers[0]?.fields, 'accept-encoding': 'gzip, br' }
    const request = new Request('https://shop.test/', { headers })
    Object.defineProperty(request, 'cf', {
      value: { clientAcceptEncoding: 'identity', httpProtocol: 'HTTP/2', colo: 'FRA' },
    })
    const { context } = await reach([bot(), answer()], request)
    expect(context.verdicts.bot?.signals.map(({ id }) => id)).toContain('encoding/foreign')
  })
})

describe('policies', () => {
  const strict = [
    bot(),
    gate({
      needs: ['bot'],
      policies: [scoreBelow(30, 'challenge')],
      challenge: () => new Response('prove it', { status: 403 }),
    }),
    answer(),
  ]

  test('a low score is challenged, a person is not', async () => {
    expect((await reach(strict, curl())).response.status).toBe(403)
    expect((await reach(strict, person())).response.status).toBe(200)
  })

  test('robots.txt, feeds, well-known files and APIs are never challenged, and the verdict says so', async () => {
    const paths = ['/robots.txt', '/sitemap.xml', '/sitemap-news.xml.gz', '/feed', '/blog/feed/', '/news.rss', '/atom.xml', '/.well-known/security.txt', '/api/items', '/v1/things', '/graphql', '/favicon.ico'] // biome-ignore format: a list
    for (const path of paths) {
      const { response, context } = await reach(strict, curl(path))
      expect([path, response.status, context.verdicts.gate?.action]).toEqual([path, 200, 'log'])
      expect(context.verdicts.gate?.reason).toContain('not challenged: ')
    }
    expect((await reach(strict, curl('/', { accept: 'application/json' }))).response.status).toBe(200)
    expect((await reach(strict, curl('/apiary'))).response.status).toBe(403)
  })

  test('allowing always wins, and by default only for who is proven', async () => {
    const claims = [
      bot(),
      gate({ policies: [scoreBelow(30, 'refuse'), agents('allow', { names: ['curl'] })] }),
      answer(),
    ]
    expect((await reach(claims, curl())).response.status).toBe(403)
    const believed = agents('allow', { names: ['curl'], identity: 'any' })
    const { response, context } = await reach(
      [bot(), gate({ policies: [scoreBelow(30, 'refuse'), believed] }), answer()],
      curl(),
    )
    expect([response.status, context.verdicts.gate?.reason]).toEqual([200, 'curl, tool, not proven'])
  })

  test('by category, and dry', async () => {
    const request = () =>
      curl('/', { 'user-agent': 'Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)' })
    const policies = [agents('refuse', { categories: ['ai-training'] })]
    expect((await reach([bot(), gate({ policies }), answer()], request())).response.status).toBe(403)
    expect((await reach([bot(), gate({ policies }), answer()], curl())).response.status).toBe(200)
    const dry = await reach([bot(), gate({ policies, dryRun: true }), answer()], request())
    expect([dry.response.status, dry.context.verdicts.gate]).toMatchObject([
      200,
      { action: 'refuse', by: 'agents-ai-training' },
    ])
  })
})

describe('bad input', () => {
  const judge = (headers: Iterable<readonly [string, string]>, more: object = {}) => {
    const list = [...headers]
    const source = {
      forEach: (call: (value: string, name: string) => void) => list.forEach(([name, value]) => void call(value, name)),
    }
    return verdictOf(
      new Facts({ method: 'GET', target: '/', host: 'a.example', scheme: 'https', headers: source, ...more }),
    )
  }
  const chrome = Object.entries(browsers[0]?.fields ?? {})

  const cases: readonly (readonly [name: string, headers: readonly (readonly [string, string])[]])[] = [
    ['none at all', []],
    ['300 KB in one field', [['user-agent', 'Mozilla/5.0 ('.padEnd(300_000, 'Chrome/1')]]],
    ['300 KB in 3,000 fields', Array.from({ length: 3000 }, (_, at) => [`x-${at}`, 'a'.repeat(94)])],
    ['hints without an end', [...chrome, ['sec-ch-ua', '"'.repeat(100_000)]]],
    ['10,000 brands', [...chrome, ['sec-ch-ua', Array(10_000).fill('"a";v="1"').join(', ')]]],
    ['brands that are none', [...chrome, ['sec-ch-ua', '(("a");v=1);;,,"\\"']]],
    ['a platform of controls', [...chrome, ['sec-ch-ua-platform', '"\x1b[31m\u202e"']]],
    [
      'fetch metadata of garbage',
      [...chrome, ['sec-fetch-site', '\ud800'], ['sec-fetch-mode', '?1'], ['sec-fetch-dest', '']],
    ],
    ['a language list without end', [...chrome, ['accept-language', 'en,'.repeat(30_000)]]],
    ['a language of one long word', [...chrome, ['accept-language', 'a'.repeat(100_000)]]],
    ['a cookie of 1 MB', [...chrome, ['cookie', 'a='.repeat(500_000)]]],
    ['cookies of nothing', [...chrome, ['cookie', ';;;=;=;$Version;']]],
    [
      'names that objects have',
      [
        ['__proto__', 'x'],
        ['constructor', 'y'],
        ['hasOwnProperty', 'z'],
      ],
    ],
    ['an Accept of commas', [...chrome, ['accept', ','.repeat(100_000)]]],
    [
      'a version without end',
      [['user-agent', `Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${'9'.repeat(200)}`]],
    ],
  ]
  test(`a score and reasons for each of ${cases.length}`, () => {
    for (const [name, headers] of cases) {
      const { score, failed, signals: terms } = judge(headers)
      expect([name, failed, score >= 1 && score <= 99, terms.length > 0]).toEqual([name, undefined, true, true])
    }
  })

  test('nothing that was sent is in the reasons', () => {
    const secret = 'zq8-secret'
    const { signals: terms } = judge([
      ['user-agent', secret],
      ['accept', secret],
      ['accept-language', secret],
      ['sec-ch-ua', secret],
      ['sec-fetch-site', secret],
    ])
    expect(terms.length).toBeGreaterThan(2)
    expect(JSON.stringify(terms)).not.toContain(secret)
  })

  const value = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom(...chrome.map(([, text]) => text)),
  )
  const name = fc.constantFrom(
    ...chrome.map(([name]) => name),
    'te',
    'priority',
    'referer',
    'origin',
    'cookie',
    'upgrade',
    'range',
    'connection',
  )
  test('never throws, whatever the fields', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(name, value), { maxLength: 20 }),
        fc.string({ maxLength: 40 }),
        value,
        (headers, ja4, host) => {
          const verdict = judge(headers, { ja4, host })
          expect(verdict.failed).toBeUndefined()
          expect(verdict.score).toBeGreaterThanOrEqual(1)
          expect(verdict.score).toBeLessThanOrEqual(99)
        },
      ),
      { numRuns: 2000 },
    )
  })

  test('a field taken away from a browser never makes it more of a person', () => {
    const full = judge(chrome).score
    for (const [name] of chrome) {
      const less = chrome.filter(([other]) => other !== name)
      expect(judge(less).score, name).toBeLessThanOrEqual(full)
    }
  })
})
