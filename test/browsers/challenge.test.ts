/**
 * The challenge in the browsers that Debian packages: `npm run test:browsers`. Pictures go to .sallyport/screenshots, to be looked at.
 */
import { existsSync, mkdirSync } from 'node:fs'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { languages } from '../../lib/bot/challenge/texts.ts'
import { firefoxPath, openFirefox } from './firefox.ts'
import { type Site, startSite, waitSeconds } from './site.ts'

const chromiumPath = '/usr/bin/chromium'
const pictures = '.sallyport/screenshots'
const present = existsSync(chromiumPath) && existsSync(firefoxPath)
if (!present && process.env.CI) throw new Error('CI needs Debian’s chromium and firefox-esr')

/** As a person's Chromium calls itself; a headless one says so in its name. */
const userAgent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36'

let site: Site
beforeAll(async () => {
  mkdirSync(pictures, { recursive: true })
  site = await startSite()
})
afterAll(() => site.stop())

describe.skipIf(!present)('Chromium (skipped without Debian’s packages)', () => {
  let undriven: Browser
  let driven: Browser
  beforeAll(async () => {
    const launch = (...args: string[]) =>
      chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', ...args] })
    // Playwright sets navigator.webdriver, which is one of the signs; without it the browser is as a person has it.
    undriven = await launch('--disable-blink-features=AutomationControlled')
    driven = await launch()
  })
  afterAll(async () => {
    await undriven?.close()
    await driven?.close()
  })

  /** A page of a fresh visitor, and all that went wrong or elsewhere while it was used. */
  async function visitor(
    options: BrowserContextOptions = {},
    browser = undriven,
  ): Promise<{ page: Page; wrong: string[] }> {
    const context = await browser.newContext({ userAgent, ...options })
    const page = await context.newPage()
    const wrong: string[] = []
    page.on('pageerror', (error) => wrong.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('403')) wrong.push(message.text())
    })
    page.on('request', (request) => {
      if (!request.url().startsWith(site.url)) wrong.push(request.url())
    })
    return { page, wrong }
  }
  const behind = (page: Page) => page.getByRole('heading', { name: 'Behind the gate' }).waitFor({ timeout: 30_000 })
  const clearance = async (page: Page) =>
    (await page.context().cookies()).find(({ name }) => name === '__Host-sallyport')
  const lifetime = async (page: Page): Promise<number> => ((await clearance(page))?.expires ?? 0) - Date.now() / 1000

  test('solves the puzzle and goes on, with nothing from elsewhere and no fault of the policy', async () => {
    const { page, wrong } = await visitor()
    const first = await page.goto(`${site.url}/shop?item=7`)
    expect(first?.status()).toBe(403)
    expect(first?.headers()).toMatchObject({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex' })
    await behind(page)
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/shop?item=7')
    expect(await clearance(page)).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Lax', path: '/' })
    expect(await lifetime(page)).toBeLessThanOrEqual(1800)
    expect((await page.goto(`${site.url}/next`))?.status()).toBe(200)
    expect(wrong).toEqual([])
  })

  test('without JavaScript it waits, goes on by itself, and is clear for longer', async () => {
    const { page, wrong } = await visitor({ javaScriptEnabled: false })
    await page.goto(`${site.url}/quiet`)
    await page.screenshot({ path: `${pictures}/chromium-no-script.png` })
    await page.waitForURL((url) => url.pathname === '/quiet', { timeout: 1000 })
    await site.reached(({ url }) => url === '/quiet')
    expect(await lifetime(page)).toBeGreaterThan(10_000)
    expect(wrong).toEqual([])
  })

  test('a driven browser is not cleared for its puzzle; it waits', async () => {
    const { page } = await visitor({}, driven)
    const refusal = page.waitForResponse((response) => response.request().method() === 'POST')
    await page.goto(`${site.url}/driven`)
    expect((await refusal).status()).toBe(403)
    await behind(page)
    expect(await lifetime(page)).toBeGreaterThan(10_000)
  })

  test('a form that was challenged arrives after it, to the letter', async () => {
    const { page, wrong } = await visitor()
    await page.goto(`${site.url}/start`)
    await page.fill('#plain [name=text]', `"quoted" & <b>ü€</b> 'x'`)
    await page.fill('#plain [name=area]', 'line 1\nline 2')
    await page.click('#plain button')
    const { body, url } = await site.reached(({ method, url }) => method === 'POST' && url.startsWith('/order'))
    expect(url).toBe('/order?x=1')
    expect([...new URLSearchParams(body)]).toEqual([
      ['text', `"quoted" & <b>ü€</b> 'x'`],
      ['area', 'line 1\r\nline 2'],
    ])
    expect(wrong).toEqual([])
  })

  test('so does a file', async () => {
    const { page, wrong } = await visitor()
    await page.goto(`${site.url}/start`)
    await page.fill('#files [name=note]', 'a note')
    await page.setInputFiles('#files [name=file]', {
      name: 'ö.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('content of the file'),
    })
    await page.click('#files button')
    const { type, body } = await site.reached(({ url }) => url === '/upload')
    expect(type).toMatch(/^multipart\/form-data; boundary=/)
    for (const part of ['name="note"', 'a note', 'filename="ö.txt"', 'content of the file'])
      expect(body).toContain(part)
    expect(wrong).toEqual([])
  })

  test('what cannot be sent again is said, and the visitor is clear when it is sent once more', async () => {
    const { page } = await visitor()
    await page.goto(`${site.url}/start`)
    await page.evaluate(`Object.assign(document.getElementById('plain'), { enctype: 'text/plain' })`)
    await page.fill('#plain [name=text]', 'plainly')
    await page.click('#plain button')
    await page.getByText(languages.en?.resend ?? '').waitFor()
    await page.goBack()
    await page.fill('#plain [name=text]', 'plainly')
    await page.click('#plain button')
    expect((await site.reached(({ body }) => body.includes('plainly'))).method).toBe('POST')
  })

  test('without JavaScript the form stays, and is sent by hand once the frame has waited', async () => {
    const { page, wrong } = await visitor({ javaScriptEnabled: false })
    await page.goto(`${site.url}/start`)
    await page.fill('#plain [name=text]', 'by hand')
    await page.click('#plain button')
    const ready = page.frameLocator('iframe').getByText(languages.en?.ready ?? '')
    await ready.waitFor({ timeout: (waitSeconds + 10) * 1000 })
    await page.screenshot({ path: `${pictures}/chromium-no-script-form.png` })
    await page.getByRole('button', { name: languages.en?.proceed ?? '' }).click()
    const { body } = await site.reached(({ body }) => body.includes('by+hand'))
    expect(body).toBe('text=by+hand&area=')
    expect(wrong).toEqual([])
  })

  test('a script gets JSON with the address of the challenge, which leads back', async () => {
    const { page } = await visitor()
    await page.goto(`${site.url}/start`)
    const answer = await page.evaluate(async () => {
      const response = await fetch('/data?x=1')
      return { status: response.status, type: response.headers.get('content-type'), body: await response.json() }
    })
    expect(answer).toMatchObject({
      status: 403,
      type: 'application/problem+json',
      body: { challenge: '/.well-known/sallyport/challenge?to=%2Fdata%3Fx%3D1' },
    })
    await page.goto(site.url + answer.body.challenge)
    await behind(page)
    expect(page.url()).toBe(`${site.url}/data?x=1`)
  })

  const locales = [['en-US', 'en'], ['de-DE', 'de'], ['fr-FR', 'fr'], ['es-MX', 'es'], ['it-IT', 'it'], ['fi-FI', 'en']] as const // biome-ignore format: a table
  test(`speaks the visitor’s language: ${locales.length} of them`, async () => {
    let ran = 0
    for (const [locale, language] of locales) {
      const { page } = await visitor({ locale, javaScriptEnabled: false })
      await page.goto(`${site.url}/`)
      expect(await page.locator('html').getAttribute('lang')).toBe(language)
      expect(await page.locator('h1').textContent()).toBe(languages[language]?.title)
      await page.screenshot({ path: `${pictures}/chromium-${language}.png` })
      ran++
    }
    expect(ran).toBe(6)
  })

  test('is told to a screen reader, worked with a keyboard, and fits a telephone in the dark', async () => {
    const { page } = await visitor({ viewport: { width: 320, height: 640 }, colorScheme: 'dark' })
    // Stopped where it hands the solution in, so that the page stays.
    await page.route('**/.well-known/sallyport/challenge', () => undefined)
    await page.goto(`${site.url}/slow`)
    const tree = await page.locator('main').ariaSnapshot()
    for (const line of ['heading "One moment, please" [level=1]', 'status', 'progressbar']) expect(tree).toContain(line)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await page.locator('details').getAttribute('open')).not.toBeNull()
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    expect(await page.getByRole('link').getAttribute('href')).toBe('mailto:gate@example.com')
    await page.screenshot({ path: `${pictures}/chromium-telephone-dark.png`, fullPage: true })
  })
})

describe.skipIf(!present)('Firefox (skipped without Debian’s packages)', () => {
  test('solves the puzzle and goes on', async () => {
    const visit = openFirefox(`${site.url}/firefox`)
    try {
      expect((await site.reached(({ url }) => url === '/firefox', 60)).method).toBe('GET')
    } finally {
      await visit.close()
    }
  })

  test('without JavaScript it waits and goes on', async () => {
    const visit = openFirefox(`${site.url}/firefox-quiet`, { scripts: false })
    try {
      expect((await site.reached(({ url }) => url === '/firefox-quiet', 60)).method).toBe('GET')
    } finally {
      await visit.close()
    }
  })

  test('shows the page', async () => {
    await openFirefox(`${site.url}/picture`, {
      scripts: false,
      screenshot: `${process.cwd()}/${pictures}/firefox.png`,
    }).close()
    expect(existsSync(`${pictures}/firefox.png`)).toBe(true)
  })
})
