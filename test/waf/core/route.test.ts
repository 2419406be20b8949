import { core, rules } from '@sallyport/rules-core'
import { sqli } from '@sallyport/rules-core/sqli'
import { expect, test } from 'vitest'
import { addressList, type InspectedRequest, type WafOptions, waf } from '../../../lib/waf/index.ts'
import { rule, ruleSet } from '../../../lib/waf/rules.ts'
import { compiled } from '../../support/rules.ts'

const request = (target: string, over: Partial<InspectedRequest> = {}): InspectedRequest => ({
  method: 'GET',
  target,
  protocol: 'HTTP/1.1',
  headers: [
    { name: 'Host', value: 'shop.example' },
    { name: 'User-Agent', value: 'Mozilla/5.0' },
  ],
  ...over,
})
const attack = `/?q=${encodeURIComponent("1' or '1'='1")}`
const actionOf = async (options: Partial<WafOptions>, sent: InspectedRequest): Promise<string> =>
  (await waf({ rules: core(), ...options }).inspect(sent)).action

test('one critical match refuses; while detecting it is recorded', async () => {
  const verdict = await waf({ rules: core() }).inspect(request(attack))
  expect(verdict).toMatchObject({ action: 'refuse', status: 403, score: { inbound: 5 }, threshold: { inbound: 5 } })
  expect(verdict.matches).toMatchObject([
    { id: 510_010, variable: 'ARGS_GET', path: 'ARGS_GET:q', severity: 2, score: 5 },
  ])
  expect(JSON.stringify(verdict)).not.toContain("'='")
  const detected = await waf({ rules: core(), mode: 'detect' }).inspect(request(attack))
  expect(detected).toMatchObject({ action: 'log', objected: true })
})

test('a threshold over the score lets it pass, logged', async () => {
  expect(await actionOf({ rules: core({ threshold: 6 }) }, request(attack))).toBe('log')
})

test('paranoia is the route’s', async () => {
  const sent = request(`/?q=${encodeURIComponent('x or id = 1')}`)
  expect(await actionOf({}, sent)).toBe('pass')
  expect(await actionOf({ rules: core({ paranoia: 2 }) }, sent)).toBe('refuse')
})

test('exclusions: by rule, tag and field, and unknown ones are errors', async () => {
  expect(await actionOf({ exclude: [{ rules: [510_010] }] }, request(attack))).toBe('pass')
  expect(await actionOf({ exclude: [{ tag: 'attack-sqli' }] }, request(attack))).toBe('pass')
  expect(await actionOf({ exclude: [{ rules: [510_010], fields: ['query.q'] }] }, request(attack))).toBe('pass')
  expect(await actionOf({ exclude: [{ rules: [510_010], fields: ['ARGS:q'] }] }, request(attack))).toBe('pass')
  expect(await actionOf({ exclude: [{ rules: [510_010], fields: ['query.other'] }] }, request(attack))).toBe('refuse')
  expect(() => waf({ rules: core(), exclude: [{ rules: [510_011] }] })).toThrow('rule 510011')
  expect(() => waf({ rules: core(), exclude: [{ rules: [510_010], fields: ['body.'] }] })).toThrow()
})

test('declarations that cannot be are errors', () => {
  expect(() => waf({ rules: core(), fields: { 'body.a': 'poem' as never } })).toThrow('poem')
  expect(() => waf({ rules: core(), fields: { comment: 'prose' } })).toThrow('comment')
})

test('a part alone is a rule set', async () => {
  const rules = ruleSet({ name: 'mine', version: '1', rules: sqli })
  expect(await actionOf({ rules }, request(attack))).toBe('refuse')
  expect(await actionOf({ rules }, request('/?q=%3Cscript%3Ealert(1)%3C/script%3E'))).toBe('pass')
})

test('several rule sets: one that refuses is enough; a watched one decides nothing and is told of', async () => {
  const mine = compiled('SecRule ARGS "@streq bad" "id:7,phase:2,deny,status:418"')
  const both = waf({ rules: [core(), mine] })
  expect(await both.inspect(request('/?a=bad'))).toMatchObject({ action: 'refuse', status: 418 })
  expect((await both.inspect(request(attack))).action).toBe('refuse')
  expect((await both.inspect(request('/?a=b'))).action).toBe('pass')
  const watched = await waf({ rules: core(), watch: mine }).inspect(request('/?a=bad'))
  expect(watched).toMatchObject({ action: 'pass', watched: [{ action: 'log', differs: true, matches: [{ id: 7 }] }] })
  const agreed = await waf({ rules: core(), watch: mine }).inspect(request('/?a=b'))
  expect(agreed).toMatchObject({ action: 'pass', watched: [{ differs: false }] })
})

const custom = (...list: NonNullable<WafOptions['custom']>): Partial<WafOptions> => ({ custom: list })
const visitor = (client: InspectedRequest['client'], target = '/'): InspectedRequest => request(target, { client })

test('custom rules: each condition, and each action', async () => {
  const rows: readonly [title: string, rule: object, hit: InspectedRequest, miss: InspectedRequest][] = [
    ['country', { country: ['xx', 'YY'] }, visitor({ country: 'XX' }), visitor({})],
    ['asn', { asn: 64_500 }, visitor({ asn: 64_500 }), visitor({ asn: 1 })],
    [
      'address',
      { address: ['192.0.2.0/24', '2001:db8::/32'] },
      visitor({ address: '192.0.2.9' }),
      visitor({ address: '192.0.3.9' }),
    ],
    [
      'address 6',
      { address: ['2001:db8::/32'] },
      visitor({ address: '2001:db8::9' }),
      visitor({ address: '2001:db9::9' }),
    ],
    ['method', { method: 'GET' }, request('/', { method: 'HEAD' }), request('/', { method: 'POST' })],
    ['path', { path: '/admin*' }, request('/admin/a'), request('/a/admin')],
    ['exact path', { path: '/admin' }, request('/admin?a=b'), request('/admin/a')],
    ['agent', { agent: 'BOT' }, request('/', { headers: [{ name: 'user-agent', value: 'a robot' }] }), request('/')],
    ['header', { header: { 'x-a': /^b/g } }, request('/', { headers: [{ name: 'X-A', value: 'bc' }] }), request('/')],
    [
      'no header',
      { header: { cookie: false } },
      request('/'),
      request('/', { headers: [{ name: 'cookie', value: 'a=b' }] }),
    ],
  ]
  for (const [title, conditions, hit, miss] of rows) {
    const options = custom({ id: 1, if: conditions, action: 'refuse', status: 451 })
    const verdict = await waf({ rules: core(), ...options }).inspect(hit)
    expect(verdict, title).toMatchObject({ action: 'refuse', status: 451, custom: [{ id: 1, action: 'refuse' }] })
    expect((await waf({ rules: core(), ...options }).inspect(miss)).action, title).toBe('pass')
  }
  expect(rows.length).toBe(10)
  const log = custom({ id: 2, if: { path: '/*' }, action: 'log' })
  expect(await actionOf(log, request('/'))).toBe('log')
  expect(await actionOf(log, request(attack))).toBe('refuse')
  expect(
    await actionOf(custom({ id: 3, if: { path: '/*' }, unless: { country: 'XX' }, action: 'allow' }), request(attack)),
  ).toBe('pass')
  expect(
    await actionOf(custom({ id: 3, if: { path: '/*' }, unless: { method: 'GET' }, action: 'allow' }), request(attack)),
  ).toBe('refuse')
})

test('custom rules that could not do what they say are errors', () => {
  const wrong = [
    { id: 0, if: { path: '/' }, action: 'log' },
    { id: 100_000, if: { path: '/' }, action: 'log' },
    { id: 1, if: {}, action: 'log' },
    { id: 1, if: { paht: '/' }, action: 'log' },
    { id: 1, if: { path: '/' }, action: 'drop' },
    { id: 1, if: { path: '/' }, action: 'refuse', status: 200 },
    { id: 1, if: { address: ['300.1.1.1'] }, action: 'log' },
  ]
  for (const one of wrong) expect(() => waf({ rules: core(), custom: [one as never] }), JSON.stringify(one)).toThrow()
  expect(wrong.length).toBe(7)
})

test('a list of half a million blocks answers in a few steps', () => {
  const blocks = Array.from(
    { length: 500_000 },
    (_, at) => `${1 + (at >> 15)}.${(at >> 7) & 255}.${(2 * at) & 255}.0/${24 + (at % 9)}`,
  )
  const list = addressList(`# a list\n${blocks.join('\n')}\n2001:db8::/32`)
  expect(list.size).toBe(500_001)
  for (const block of blocks) if (!list.has(block.slice(0, block.indexOf('/')))) expect.fail(block)
  for (const outside of ['200.1.1.1', '1.2.3.4.5', '', '::ffff:200.1.1.1', 'x'.repeat(100)])
    expect(list.has(outside)).toBe(false)
  expect(list.has('::ffff:1.0.0.0')).toBe(true)
  expect(list.has('2001:db8:1::1')).toBe(true)
})

test('bodies: read as their type says, or as they look', async () => {
  const text = "1' or '1'='1"
  const rows: readonly [type: string, body: string][] = [
    ['application/json', JSON.stringify({ a: [{ b: text }] })],
    ['application/vnd.api+json', JSON.stringify({ a: text })],
    ['application/x-ndjson', `{"a":1}\n${JSON.stringify({ a: text })}\n`],
    ['application/x-www-form-urlencoded', `a=b&c=${encodeURIComponent(text)}`],
    ['text/plain', text],
    ['', JSON.stringify({ a: text })],
    ['', `a=${encodeURIComponent(text)}`],
    ['application/xml', `<a b="c">${text}</a>`],
    ['application/octet-stream', JSON.stringify({ a: text })],
  ]
  const wall = waf({ rules: core() })
  for (const [type, body] of rows) {
    const headers = [{ name: 'Host', value: 'a' }, ...(type === '' ? [] : [{ name: 'Content-Type', value: type }])]
    const verdict = await wall.inspect(request('/', { method: 'POST', headers, body }))
    expect(verdict.action, `${type} ${body}`).toBe('refuse')
    expect(verdict.matches.length, type).toBeGreaterThan(0)
  }
  expect(rows.length).toBe(9)
  const broken = request('/', {
    method: 'POST',
    headers: [{ name: 'Content-Type', value: 'application/json' }],
    body: '{"a":',
  })
  expect(await wall.inspect(broken)).toMatchObject({ action: 'refuse', status: 400, bounds: ['body-error'] })
})

test('what nobody could read is bounded: surrogates, many tokens, deep quotes, a megabyte', async () => {
  const wall = waf({ rules: core() })
  const values = [
    '\xed\xa0\x80',
    '\xef\xbf\xbd',
    "'".repeat(100_000),
    '('.repeat(100_000),
    '/*'.repeat(50_000),
    '<a '.repeat(40_000),
    'a,'.repeat(50_000),
    '%25'.repeat(30_000),
  ]
  for (const value of values)
    await wall.inspect(
      request('/', { method: 'POST', headers: [{ name: 'Content-Type', value: 'text/plain' }], body: value }),
    )
  const whole = await wall.inspect(
    request('/', {
      method: 'POST',
      headers: [{ name: 'Content-Type', value: 'text/plain' }],
      body: 'a b '.repeat(262_145),
    }),
  )
  expect(whole).toMatchObject({ action: 'refuse', status: 413, bounds: ['request-body'] })
  expect(values.length).toBe(8)
})

test('rules say at once what is wrong with them', () => {
  const good = {
    message: 'm',
    stops: 's',
    severity: 'critical',
    in: ['query'],
    detect: () => undefined,
    matches: ['a'],
    passes: ['b'],
  } as const
  const wrong: readonly object[] = [
    { ...good, id: 0 },
    { ...good, id: 1, message: '' },
    { ...good, id: 1, severity: 'bad' },
    { ...good, id: 1, paranoia: 5 },
    { ...good, id: 1, matches: [] },
    { ...good, id: 1, in: [] },
  ]
  for (const one of wrong) expect(() => rule(one as never)).toThrow('rule')
  expect(() =>
    ruleSet({ name: 'x', version: '1', rules: [rule({ ...good, id: 1 }), rule({ ...good, id: 1 })] }),
  ).toThrow('two rules')
  expect(() => ruleSet({ name: 'x', version: '1', rules: [], paranoia: 0 })).toThrow('paranoia')
  expect(() => core({ threshold: 0 })).toThrow('threshold')
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length)
})

test('a field that was refused once is refused each time, and what was clean stays so', async () => {
  const wall = waf({ rules: core() })
  const sent = (value: string) => ({
    method: 'GET',
    target: '/',
    protocol: 'HTTP/1.1',
    headers: [{ name: 'X-Note', value }],
  })
  for (let round = 0; round < 3; round++) {
    expect((await wall.inspect(sent("1' or 1=1--"))).action, `round ${round}`).toBe('refuse')
    expect((await wall.inspect(sent('a, b; c'))).action, `round ${round}`).toBe('pass')
  }
})
