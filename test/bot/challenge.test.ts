import { createHash } from 'node:crypto'
import { keys } from 'sallyport'
import { bot, type ChallengeOptions, challenge, turnstile } from 'sallyport/bot'
import type { DoorOptions } from 'sallyport/door'
import { gate, scoreBelow } from 'sallyport/gate'
import { describe, expect, test } from 'vitest'
import { ownPath } from '../../lib/bot/challenge/challenge.ts'
import { readCookie } from '../../lib/bot/challenge/clearance.ts'
import { cspHash } from '../../lib/bot/challenge/page.ts'
import { pageScript } from '../../lib/bot/challenge/page-script.ts'
import { bitsFor, fewestBits, leadingZeros, mostBits } from '../../lib/bot/challenge/puzzle.ts'
import { openToken, sealToken } from '../../lib/bot/challenge/seal.ts'
import { driven } from '../../lib/bot/challenge/signs.ts'
import { languageFor, languages } from '../../lib/bot/challenge/texts.ts'
import { parseAddress } from '../../lib/http/address.ts'
import { answer, reach } from '../support/reach.ts'
import { tableTest } from '../support/table.ts'

const now = 1_800_000_000_000
const ring = (secret = 'A', id = 'k1') => keys({ bot: `${id}:${secret.repeat(43)}` })
const html = { accept: 'text/html', 'user-agent': 'Example/1.0' }
const at = '/.well-known/sallyport/challenge'

interface Visitor {
  readonly address?: string
  readonly at?: number
  readonly secret?: string
  readonly ja4?: string
}

/** A site that challenges everybody, and one visitor's requests to it. */
function site(options: ChallengeOptions = {}) {
  const asking = challenge(options)
  const modules = [
    bot({ challenge: asking }),
    gate({ needs: ['bot'], policies: [scoreBelow(99, 'challenge')], challenge: asking.handler }),
    answer('behind'),
  ]
  return (
    path: string,
    init: RequestInit = {},
    { address = '192.0.2.1', at = now, secret = 'A', ja4 }: Visitor = {},
  ) => {
    const parsed = parseAddress(address)
    const door: DoorOptions = {
      client: { headers: [], read: () => ({ ...(parsed && { address: parsed }), ...(ja4 && { tls: { ja4 } }) }) },
      keys: () => ring(secret),
      clock: () => at,
      reserved: { challenge: asking.answer },
    }
    return reach(modules, new Request(`https://shop.test${path}`, { headers: html, ...init }), door)
  }
}
type Ask = ReturnType<typeof site>

const data = (page: string, name: string): string =>
  (new RegExp(`data-${name}="([^"]*)"`).exec(page)?.[1] ?? '').replaceAll('&amp;', '&')

/** What the page's script does, without a page, and with a faster hash. */
function solve(token: string, bits: number): string {
  for (let next = 0; ; next++) {
    const solution = next.toString(36)
    if (leadingZeros(createHash('sha256').update(`${token}.${solution}`).digest()) >= bits) return solution
  }
}

async function solved(ask: Ask, visitor: Visitor = {}, signs = ''): Promise<URLSearchParams> {
  const page = await (await ask('/', {}, visitor)).response.text()
  const token = data(page, 'token')
  return new URLSearchParams({ token, solution: solve(token, Number(data(page, 'bits'))), signs })
}

const handIn = (ask: Ask, body: URLSearchParams, visitor: Visitor = {}, agent = html['user-agent']) =>
  ask(at, { method: 'POST', body, headers: { 'user-agent': agent } }, visitor)

async function cleared(ask: Ask): Promise<string> {
  const { response } = await handIn(ask, await solved(ask))
  expect(response.status).toBe(200)
  return (response.headers.get('set-cookie') ?? '').split(';', 1)[0] as string
}

const withCookie = (cookie: string, agent = html['user-agent']): RequestInit => ({
  headers: { ...html, 'user-agent': agent, cookie },
})

describe('the page', () => {
  test('is not stored, not indexed, and runs its own script only', async () => {
    const { response } = await site()('/shop?a=<b>')
    expect(response.status).toBe(403)
    const { headers } = response
    expect([headers.get('cache-control'), headers.get('x-robots-tag'), headers.get('referrer-policy')]).toEqual([
      'no-store',
      'noindex',
      'same-origin',
    ])
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[^ ;]+'; style-src 'sha256-/)
    expect(policy).toContain(await cspHash(pageScript))
    expect(policy).not.toMatch(/unsafe|https:|\*/)
    const page = await response.text()
    expect(page).toContain(`<script>${pageScript}</script>`)
    expect(page).not.toMatch(/https?:\/\//)
    expect(data(page, 'to')).not.toContain('<')
  })

  test('has every text in every language', () => {
    const names = Object.keys(languages.en ?? {})
    expect(Object.keys(languages)).toEqual(['en', 'de', 'fr', 'es', 'it'])
    for (const texts of Object.values(languages)) expect(Object.keys(texts)).toEqual(names)
    const all = Object.values(languages).map(({ title }) => title)
    expect(new Set(all).size).toBe(5)
  })

  const wanted: readonly (readonly [field: string | null, language: string])[] = [
    [null, 'en'], ['de-AT,de;q=0.9,en;q=0.8', 'de'], ['fi,sv;q=0.9', 'en'], ['fi,it;q=0.1', 'it'], ['en;q=0.1,fr;q=0.9', 'fr'],
    ['__proto__,constructor', 'en'], [`${'x,'.repeat(1000)}de`, 'en'], ['ES', 'es'],
  ] // biome-ignore format: a table
  tableTest('speaks the best of the visitor’s languages', 8, wanted, ([field, language]) =>
    expect([field, languageFor(field)]).toEqual([field, language]),
  )

  test('shows why, and the number to quote; with a way to complain where there is one', async () => {
    const { response, context } = await site({ appealUrl: 'mailto:gate@shop.test' })('/')
    const page = await response.text()
    expect(page).toContain('User-Agent of no known browser')
    expect(page).toContain(`<code>${context.id}</code>`)
    expect(page).toContain('href="mailto:gate@shop.test"')
    expect(() => challenge({ appealUrl: 'javascript:alert(1)' })).toThrow('appealUrl')
    expect(() => challenge({ clearanceSeconds: 0 })).toThrow('clearanceSeconds')
  })

  test('a form is kept, escaped; what cannot be kept is said', async () => {
    const post = (body: string, type: string) =>
      site()('/order', { method: 'POST', body, headers: { ...html, 'content-type': type } }).then(({ response }) =>
        response.text(),
      )
    const form = await post('a=%22%3E%3Cscript%3E&b=2', 'application/x-www-form-urlencoded')
    expect(form).toContain('<input type="hidden" name="a" value="&quot;&gt;&lt;script&gt;">')
    expect(form).toContain('method="post" action="/order"')
    for (const [body, type] of [
      ['{}', 'application/json'],
      [`a=${'x'.repeat(70_000)}`, 'application/x-www-form-urlencoded'],
      ['a=%FF', 'application/x-www-form-urlencoded'],
      ['x', 'multipart/form-data'],
    ] as const) {
      const page = await post(body, type)
      expect([type, page.includes('id="replay"'), page.includes('data-resend=')]).toEqual([type, false, true])
    }
  })

  test('scripts get JSON with the address, and the address leads to paths of this host only', async () => {
    const ask = site()
    const script = await ask('/data?x=1', { headers: { ...html, 'sec-fetch-mode': 'cors' } })
    expect(await script.response.json()).toMatchObject({ status: 403, challenge: `${at}?to=%2Fdata%3Fx%3D1` })
    expect(
      (await ask('/data', { headers: { ...html, 'x-requested-with': 'XMLHttpRequest' } })).response.headers.get(
        'content-type',
      ),
    ).toBe('application/problem+json')
    const away = ['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '/a\nb', `/${'a'.repeat(5000)}`, null, ''] // biome-ignore format: a list
    expect(away.map(ownPath)).toEqual(away.map(() => '/'))
    expect(ownPath('/a?b=c#d')).toBe('/a?b=c#d')
  })
})

describe('clearance', () => {
  test('a solution earns one, and one ends the questions', async () => {
    const ask = site()
    const cookie = await cleared(ask)
    const { response, context } = await ask('/', withCookie(cookie))
    expect([response.status, context.verdicts.bot?.cleared]).toEqual([200, 'work'])
    expect(context.verdicts.bot?.signals.map(({ id }) => id)).toContain('clearance/valid')
    expect(context.verdicts.gate?.reason).toContain('passed one, by work')
  })

  test('is a cookie of this host alone, signed, and names nobody', async () => {
    const ask = site()
    const { response } = await handIn(ask, await solved(ask))
    const cookie = response.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/^__Host-sallyport=[A-Za-z0-9._~-]+; Max-Age=1800; Path=\/; Secure; HttpOnly; SameSite=Lax$/)
    expect(cookie).not.toContain('192.0.2')
  })

  const rows: readonly (readonly [name: string, state: string, use: (ask: Ask, cookie: string) => ReturnType<Ask>])[] = [
    ['another network', 'a clearance that was given to another', (ask, cookie) => ask('/', withCookie(cookie), { address: '198.51.100.1' })],
    ['another browser', 'a clearance that was given to another', (ask, cookie) => ask('/', withCookie(cookie, 'Other/2'))],
    ['after its time', 'a clearance after its time', (ask, cookie) => ask('/', withCookie(cookie), { at: now + 1_801_000 })],
    ['a later end', 'a clearance that was not given here', (ask, cookie) => ask('/', withCookie(cookie.replace(/~(\d+)~/, (_, end) => `~${Number(end) + 9}~`)))],
    ['another key', 'a clearance that was not given here', (ask, cookie) => ask('/', withCookie(cookie), { secret: 'B' })],
    ['made up', 'a clearance that was not given here', (ask) => ask('/', withCookie('__Host-sallyport=k1~1~work~-~x~AAAA'))],
    ['twice', 'a clearance that was not given here', (ask, cookie) => ask('/', withCookie(`${cookie}; ${cookie}`))],
    ['half a megabyte', 'a clearance that was not given here', (ask) => ask('/', withCookie(`__Host-sallyport=${'a'.repeat(20_000)}`))],
  ] // biome-ignore format: one case a line
  test(`does not hold elsewhere, and then counts against its sender: ${rows.length} cases`, async () => {
    for (const [name, detail, use] of rows) {
      const ask = site()
      const { response, context } = await use(ask, await cleared(ask))
      const found = context.verdicts.bot?.signals.find(({ id }) => id.startsWith('clearance/'))
      expect([name, response.status, found?.detail, (found?.weight ?? 0) < 0]).toEqual([name, 403, detail, true])
    }
  })

  test('holds in the rest of its network, and for its TLS only where both are known', async () => {
    const ask = site()
    const chromium = { ja4: 't13d1516h2_8daaf6152771_cb7bf5808d99' }
    const { response } = await handIn(ask, await solved(ask, chromium), chromium)
    const cookie = (response.headers.get('set-cookie') ?? '').split(';', 1)[0] as string
    expect((await ask('/', withCookie(cookie), { address: '192.0.2.77' })).response.status).toBe(200)
    expect((await ask('/', withCookie(cookie), { ja4: 'q13d0312h3_55b375c5d22e_06cda9e17597' })).response.status).toBe(
      200,
    )
    expect((await ask('/', withCookie(cookie), { ja4: 't13d190900_9dc949149365_97f8aa674fd9' })).response.status).toBe(
      403,
    )
  })

  test('of another purpose no token is taken', async () => {
    const token = await sealToken(ring(), 'wait', ['1'])
    expect(await openToken(ring(), 'wait', token)).toEqual(['1'])
    expect(await openToken(ring(), 'clearance', token)).toBeUndefined()
    expect(readCookie('a=b; __Host-sallyport=x; c=d')).toBe('x')
    expect(readCookie('x__Host-sallyport=x')).toBeUndefined()
  })

  test('without a key every request is refused: nothing is signed with a constant', async () => {
    const { response } = await reach([bot({ challenge: challenge() }), answer()])
    expect(response.status).toBe(500)
  })
})

describe('solutions', () => {
  const reasonOf = async ({ response }: Awaited<ReturnType<Ask>>) => [
    response.status,
    ((await response.json()) as { reason?: string }).reason,
  ]
  const clearanceSignal = async (ask: Ask, visitor: Visitor = {}) =>
    (await ask('/', {}, visitor)).context.verdicts.bot?.signals.find(({ id }) => id === 'clearance/false')?.detail

  test('used twice count against the sender', async () => {
    const ask = site()
    const body = await solved(ask)
    expect((await handIn(ask, body)).response.status).toBe(200)
    expect(await reasonOf(await handIn(ask, body))).toEqual([403, 'the solution was used before'])
    expect(await clearanceSignal(ask)).toBe('a solution that was used before')
    // For ten minutes, and of nobody else.
    expect(await clearanceSignal(ask, { address: '198.51.100.1' })).toBeUndefined()
    expect(await clearanceSignal(ask, { at: now + 601_000 })).toBeUndefined()
  })

  test('forged or carried over count against the sender', async () => {
    const ask = site()
    expect(
      await reasonOf(await handIn(ask, new URLSearchParams({ token: 'k1~1~1~aa~x~AAAA', solution: '1' }))),
    ).toEqual([403, 'the puzzle was not made here'])
    expect(await clearanceSignal(ask)).toBe('a clearance that was not given here')
    const other = { address: '198.51.100.1' }
    expect(await reasonOf(await handIn(ask, await solved(ask), other))).toEqual([
      403,
      'the puzzle was made for another network or browser',
    ])
    expect(await clearanceSignal(ask, other)).toBe('a clearance that was given to another')
  })

  test('wrong, late, or from a driven browser earn nothing', async () => {
    const ask = site()
    const body = await solved(ask)
    body.set('solution', 'zzzzzzzzzzzzzzzz')
    expect(await reasonOf(await handIn(ask, body))).toEqual([403, 'the solution is wrong'])
    expect(await reasonOf(await handIn(ask, await solved(ask), { at: now + 301_000 }))).toEqual([
      403,
      'the puzzle is too old',
    ])
    expect(await reasonOf(await handIn(ask, await solved(ask, {}, 'webdriver')))).toEqual([
      403,
      'the browser says that a program drives it',
    ])
    expect((await handIn(ask, new URLSearchParams({ token: 'x'.repeat(20_000) }))).response.status).toBe(413)
  })

  test('are harder to find for who has more against it, within bounds', () => {
    expect([30, 15, 5, 1].map(bitsFor)).toEqual([14, 15, 16, 17])
    for (let score = 1; score < 100; score++) {
      expect(bitsFor(score)).toBeGreaterThanOrEqual(fewestBits)
      expect(bitsFor(score)).toBeLessThanOrEqual(mostBits)
    }
  })

  const signs: readonly (readonly [signs: string, driven: boolean])[] = [['', false], ['webdriver', true], ['permissions', false], ['permissions,no-window', true], ['software-screen', false], ['no-languages!', false], ['x', false], ['driver-globals', true]] // biome-ignore format: a table
  tableTest('signs of a driven browser', 8, signs, ([found, expected]) =>
    expect([found, driven(found)]).toEqual([found, expected]),
  )
})

describe('the way without scripts', () => {
  test('takes its time, and then clears for longer', async () => {
    const ask = site({ waitSeconds: 10 })
    const page = await (await ask('/quiet?x=1')).response.text()
    const wait = data(page, 'wait')
    expect(page).toContain(
      '<noscript><meta http-equiv="refresh" content="11; url=/.well-known/sallyport/challenge?wait=',
    )
    expect((await ask(wait, {}, { at: now + 9000 })).response.status).toBe(403)
    const { response } = await ask(wait, {}, { at: now + 10_000 })
    expect([response.status, response.headers.get('location')]).toEqual([303, '/quiet?x=1'])
    const cookie = response.headers.get('set-cookie') ?? ''
    expect(cookie).toContain('Max-Age=10800')
    const { context } = await ask('/quiet', withCookie(cookie.split(';', 1)[0] as string))
    expect(context.verdicts.bot?.cleared).toBe('wait')
    expect(context.verdicts.bot?.signals.find(({ id }) => id === 'clearance/valid')?.weight).toBe(2)
  })

  test('is no way round for others', async () => {
    const ask = site({ waitSeconds: 10 })
    const wait = data(await (await ask('/')).response.text(), 'wait')
    const later = { at: now + 11_000 }
    expect((await ask(wait, {}, { ...later, address: '198.51.100.1' })).response.status).toBe(403)
    expect((await ask(wait.replace(/wait=[^&]+/, 'wait=k1~0~x~AAAA'), {}, later)).response.status).toBe(403)
    expect((await ask(wait, {}, { at: now + 4_000_000 })).response.status).toBe(403)
    expect((await ask(wait.replace(/to=[^&]*/, 'to=//evil.example'), {}, later)).response.headers.get('location')).toBe(
      '/',
    )
  })
})

describe('Turnstile as the provider', () => {
  const provider = (success: boolean) =>
    turnstile<{ SECRET?: string }>({
      siteKey: '1x00000000000000000000AA',
      secret: () => 'shh',
      fetch: async (url, { body }) => {
        expect(url).toBe('https://challenges.cloudflare.com/turnstile/v0/siteverify')
        expect(`${body}`).toContain('secret=shh&response=token&remoteip=192.0.2.1')
        return Response.json({ success })
      },
    })
  test('its page, its policy, its answer', async () => {
    const ask = site({ provider: provider(true) })
    const { response } = await ask('/')
    expect(response.headers.get('content-security-policy')).toContain(
      "frame-src 'self' https://challenges.cloudflare.com",
    )
    expect(await response.text()).toContain('data-sitekey="1x00000000000000000000AA"')
    const passed = await handIn(ask, new URLSearchParams({ token: 'token' }))
    expect(passed.response.headers.get('set-cookie')).toContain('~turnstile~')
    const failed = await handIn(site({ provider: provider(false) }), new URLSearchParams({ token: 'token' }))
    expect(failed.response.status).toBe(403)
    expect(() => turnstile({ siteKey: '"><script>', secret: () => '' })).toThrow('site key')
  })
})
