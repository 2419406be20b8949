import { greaseOf } from '../../lib/bot/client-hints.ts'
import { Facts, type Sighting } from '../../lib/bot/facts.ts'

/** A browser that was not recorded, as its maker's documentation and published traces have it. */
export interface Browser {
  readonly name: string
  readonly fields: Readonly<Record<string, string>>
  /** Few fields: it must only stay at 30 or above. */
  readonly light?: boolean
  readonly sighting?: Partial<Sighting>
}

export const factsOf = ({ fields, sighting }: Pick<Browser, 'fields' | 'sighting'>): Facts =>
  new Facts({
    method: 'GET',
    target: '/',
    host: 'shop.example',
    scheme: 'https',
    headers: new Headers(fields),
    ...sighting,
  })

const html = 'text/html,application/xhtml+xml,application/xml;q=0.9,'
const chromeAccept = `${html}image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7`
const page = { 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'none' }
const click = { ...page, 'sec-fetch-user': '?1' }
const upgrade = { 'upgrade-insecure-requests': '1' }

const orders = ['012', '021', '102', '120', '201', '210']
/** Sec-CH-UA of a Chromium: made-up brand, Chromium, and the maker's. */
function brands(major: number, maker: string, version: string = `${major}`): string {
  const { name, version: made } = greaseOf(major)
  const list = [`"${name}";v="${made}"`, `"Chromium";v="${major}"`, `"${maker}";v="${version}"`]
  const placed: string[] = []
  for (const [at, place] of [...(orders[major % 6] as string)].entries()) placed[Number(place)] = list[at] as string
  return placed.join(', ')
}

interface Chrome {
  readonly major: number
  readonly system: string
  readonly platform: string
  readonly maker?: string
  readonly makerVersion?: string
  readonly suffix?: string
  readonly mobile?: boolean
}

export function chrome({
  major,
  system,
  platform,
  maker = 'Google Chrome',
  makerVersion,
  suffix = '',
  mobile = false,
}: Chrome): Record<string, string> {
  return {
    'user-agent': `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${major}.0.0.0 ${mobile ? 'Mobile ' : ''}Safari/537.36${suffix}`,
    accept: chromeAccept,
    'accept-encoding': major >= 123 ? 'gzip, deflate, br, zstd' : 'gzip, deflate, br',
    'accept-language': 'de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7',
    'sec-ch-ua': brands(major, maker, makerVersion),
    'sec-ch-ua-mobile': mobile ? '?1' : '?0',
    'sec-ch-ua-platform': `"${platform}"`,
    ...click,
    ...upgrade,
  }
}

export const windows = 'Windows NT 10.0; Win64; x64'
const mac = 'Macintosh; Intel Mac OS X 10_15_7'
const android = 'Linux; Android 10; K'

function firefox(version: number, system: string, more: Record<string, string> = {}): Record<string, string> {
  const revision = version >= 110 && version < 120 ? 109 : version
  return {
    'user-agent': `Mozilla/5.0 (${system}; rv:${revision}.0) Gecko/${system.includes('Android') ? `${version}.0` : '20100101'} Firefox/${version}.0`,
    accept:
      version >= 132
        ? `${html}*/*;q=0.8`
        : version >= 128
          ? `${html}image/avif,image/webp,image/png,image/svg+xml,*/*;q=0.8`
          : `${html}image/avif,image/webp,*/*;q=0.8`,
    'accept-language': 'en-US,en;q=0.5',
    'accept-encoding': version >= 126 ? 'gzip, deflate, br, zstd' : 'gzip, deflate, br',
    ...(version >= 90 && click),
    ...upgrade,
    ...(version >= 128 && { priority: 'u=0, i' }),
    ...more,
  }
}

const safariAgent = (version: string, system: string, more = ''): string =>
  `Mozilla/5.0 (${system}) AppleWebKit/605.1.15 (KHTML, like Gecko) ${version}${more} Safari/${system.startsWith('Mac') ? '605.1.15' : '604.1'}`

function safari(agent: string, more: Record<string, string> = {}): Record<string, string> {
  return {
    'user-agent': agent,
    accept: `${html}*/*;q=0.8`,
    'accept-language': 'en-GB,en;q=0.9',
    'accept-encoding': 'gzip, deflate, br',
    ...more,
  }
}

const phone = (os: string): string => `iPhone; CPU iPhone OS ${os} like Mac OS X`
const without = (fields: Record<string, string>, ...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)))

const chromeWindows = chrome({ major: 146, system: windows, platform: 'Windows' })
const chromePhone = chrome({ major: 146, system: android, platform: 'Android', mobile: true })
const safariPhone = safari(safariAgent('Version/17.5', phone('17_5'), ' Mobile/15E148'), {
  ...page,
  priority: 'u=0, i',
})
const hints = { 'sec-ch-ua': '', 'sec-ch-ua-mobile': '', 'sec-ch-ua-platform': '' }
const hintless = (fields: Record<string, string>): Record<string, string> => without(fields, ...Object.keys(hints))

/** A request that is no page: fields of the page’s browser, with these instead. */
const part = (fields: Record<string, string>, more: Record<string, string>): Record<string, string> => ({
  ...without(fields, 'upgrade-insecure-requests', 'sec-fetch-user', 'priority', ...Object.keys(page)),
  referer: 'https://shop.example/',
  ...more,
})
const empty = { 'sec-fetch-dest': 'empty', 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-origin', accept: '*/*' }

export const browsers: readonly Browser[] = [
  { name: 'Chrome 146, Windows', fields: chromeWindows },
  { name: 'Chrome 131, macOS', fields: chrome({ major: 131, system: mac, platform: 'macOS' }) },
  { name: 'Chrome 120, Linux', fields: chrome({ major: 120, system: 'X11; Linux x86_64', platform: 'Linux' }) },
  { name: 'Chrome 139, Chrome OS', fields: chrome({ major: 139, system: 'X11; CrOS x86_64 14541.0.0', platform: 'Chrome OS' }) },
  { name: 'Chrome 146, Android', fields: chromePhone },
  { name: 'Chrome 146, Android tablet', fields: chrome({ major: 146, system: android, platform: 'Android' }) },
  { name: 'Chrome 146, Android, desktop site', fields: chrome({ major: 146, system: 'X11; Linux x86_64', platform: 'Linux' }) },
  { name: 'Chrome, Save-Data', fields: { ...chromePhone, 'save-data': 'on' } },
  { name: 'Chrome, Global Privacy Control by extension', fields: { ...chromeWindows, 'sec-gpc': '1', dnt: '1' } },
  { name: 'Chrome, one language', fields: { ...chromeWindows, 'accept-language': 'de' } },
  { name: 'Chrome, no referrer within a site', fields: { ...chromeWindows, 'sec-fetch-site': 'same-origin' } },
  { name: 'Chrome, prerender', fields: { ...without(chromeWindows, 'sec-fetch-user'), 'sec-purpose': 'prefetch;prerender', purpose: 'prefetch' } },
  { name: 'Chrome, page reload', fields: { ...chromeWindows, 'cache-control': 'max-age=0' } },
  { name: 'Chrome, from a search', fields: { ...chromeWindows, 'sec-fetch-site': 'cross-site', referer: 'https://www.google.com/' } },
  { name: 'Chrome, User-Agent not reduced by policy', fields: { ...chromeWindows, 'user-agent': `Mozilla/5.0 (${windows}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.7680.80 Safari/537.36` } },
  { name: 'Chrome behind an edge that rewrites Accept-Encoding', fields: { ...chromeWindows, 'accept-encoding': 'gzip, br' } },
  { name: 'Chrome behind an edge that says what was sent', fields: { ...chromeWindows, 'accept-encoding': 'gzip, br' }, sighting: { acceptEncoding: 'gzip, deflate, br, zstd', connectionFields: false, httpVersion: '2' } },
  { name: 'Chrome over HTTP/2 without Priority, stripped on the way', fields: chromeWindows, sighting: { httpVersion: '2' } },
  { name: 'Chrome at an insecure address', fields: { ...hintless(without(chromeWindows, ...Object.keys(click))), 'accept-encoding': 'gzip, deflate' }, sighting: { scheme: 'http' } },
  { name: 'Chrome 109, Windows 7', fields: { ...chrome({ major: 109, system: 'Windows NT 6.1; Win64; x64', platform: 'Windows' }), 'sec-ch-ua': '"Not_A Brand";v="99", "Google Chrome";v="109", "Chromium";v="109"' } },
  { name: 'Chrome 79, before Sec-Fetch-*', fields: { ...hintless(without(chromeWindows, ...Object.keys(click))), 'user-agent': `Mozilla/5.0 (${windows}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/79.0.3945.130 Safari/537.36`, 'accept-encoding': 'gzip, deflate, br' } },
  { name: 'Edge 131', fields: chrome({ major: 131, system: windows, platform: 'Windows', maker: 'Microsoft Edge', suffix: ' Edg/131.0.0.0' }) },
  { name: 'Edge 140, Android', fields: chrome({ major: 140, system: android, platform: 'Android', maker: 'Microsoft Edge', suffix: ' EdgA/140.0.0.0', mobile: true }) },
  { name: 'Opera 116', fields: chrome({ major: 131, system: windows, platform: 'Windows', maker: 'Opera', makerVersion: '116', suffix: ' OPR/116.0.0.0' }) },
  { name: 'Brave', fields: { ...chrome({ major: 146, system: windows, platform: 'Windows', maker: 'Brave' }), accept: `${html}image/avif,image/webp,image/apng,*/*;q=0.8`, 'accept-language': 'en-US,en;q=0.6', 'sec-gpc': '1' } },
  { name: 'Vivaldi', fields: chrome({ major: 142, system: windows, platform: 'Windows' }) },
  { name: 'Yandex', fields: { ...chrome({ major: 124, system: windows, platform: 'Windows', suffix: '' }), 'user-agent': `Mozilla/5.0 (${windows}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 YaBrowser/24.6.0.0 Safari/537.36`, 'sec-ch-ua': '"Chromium";v="124", "YaBrowser";v="24.6", "Not-A.Brand";v="99", "Yowser";v="2.5"' } },
  { name: 'Samsung Internet 27', fields: { ...chrome({ major: 125, system: android, platform: 'Android', mobile: true }), 'user-agent': 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36', 'sec-ch-ua': '"Samsung Internet";v="27.0", "Chromium";v="125", "Not.A/Brand";v="24"' } },
  { name: 'Android WebView', fields: { ...chromePhone, 'user-agent': 'Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/UD1A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/146.0.7680.80 Mobile Safari/537.36', 'sec-ch-ua': '"Chromium";v="146", "Not-A.Brand";v="24", "Android WebView";v="146"', 'x-requested-with': 'com.example.app' } },
  { name: 'Android WebView, without hints', fields: { ...hintless(chromePhone), 'user-agent': 'Mozilla/5.0 (Linux; Android 9; SM-G960F; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/100.0.4896.79 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/400.0.0.1;]', 'accept-encoding': 'gzip, deflate' } },
  { name: 'DuckDuckGo, Android', fields: { ...chromePhone, 'user-agent': 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/146.0.0.0 Mobile Safari/537.36', 'sec-ch-ua': '"Chromium";v="146", "Not-A.Brand";v="24", "DuckDuckGo";v="146"', 'sec-gpc': '1' } },
  { name: 'Silk, Fire tablet', fields: { ...chrome({ major: 130, system: 'Linux; Android 11; KFTRWI', platform: 'Android' }), 'user-agent': 'Mozilla/5.0 (Linux; Android 11; KFTRWI) AppleWebKit/537.36 (KHTML, like Gecko) Silk/130.4.1 like Chrome/130.0.6723.102 Safari/537.36' } },
  { name: 'Meta Quest', fields: { ...chrome({ major: 136, system: 'X11; Linux x86_64; Quest 3', platform: 'Linux' }), 'user-agent': 'Mozilla/5.0 (Linux; Android 14; Quest 3) AppleWebKit/537.36 (KHTML, like Gecko) OculusBrowser/39.0.0.1 Chrome/136.0.7103.177 VR Safari/537.36' } },
  { name: 'Television, Tizen', fields: { ...hintless(chromeWindows), 'user-agent': 'Mozilla/5.0 (SMART-TV; LINUX; Tizen 6.5) AppleWebKit/537.36 (KHTML, like Gecko) 85.0.4183.93/6.5 TV Safari/537.36', accept: `${html}image/webp,image/apng,*/*;q=0.8` } },
  { name: 'UC Browser', fields: { ...hintless(chromePhone), 'user-agent': 'Mozilla/5.0 (Linux; U; Android 11; en-US; M2004J19C) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/100.0.4896.58 UCBrowser/13.4.0.1306 Mobile Safari/537.36', 'accept-encoding': 'gzip' } },
  { name: 'qutebrowser', fields: { ...hintless(chromeWindows), 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) QtWebEngine/6.8.2 Chrome/122.0.6261.171 Safari/537.36', 'accept-encoding': 'gzip, deflate, br', 'accept-language': 'C' } },
  { name: 'Electron app', fields: { ...chromeWindows, 'user-agent': `Mozilla/5.0 (${windows}) AppleWebKit/537.36 (KHTML, like Gecko) Example/1.2.3 Chrome/146.0.7680.80 Electron/41.0.0 Safari/537.36`, 'sec-ch-ua': '"Not-A.Brand";v="24", "Chromium";v="146"', 'accept-language': 'en-US' } },
  { name: 'Firefox 145, Windows', fields: firefox(145, windows), sighting: { httpVersion: '2', headers: new Headers({ ...firefox(145, windows), te: 'trailers' }) } },
  { name: 'Firefox 128 ESR, Linux', fields: firefox(128, 'X11; Linux x86_64', { te: 'trailers' }) },
  { name: 'Firefox 115 ESR, Windows 7', fields: firefox(115, 'Windows NT 6.1; Win64; x64') },
  { name: 'Firefox 78 ESR', fields: firefox(78, windows) },
  { name: 'Firefox 145, Android', fields: firefox(145, 'Android 14; Mobile') },
  { name: 'Firefox, Referer off', fields: firefox(145, windows, { 'sec-fetch-site': 'same-origin' }) },
  { name: 'Firefox, resisting fingerprinting', fields: firefox(140, windows, { 'accept-language': 'en-US,en;q=0.5', 'sec-gpc': '1', dnt: '1' }) },
  { name: 'Tor Browser', fields: firefox(128, 'Windows NT 10.0', { 'sec-gpc': '1' }) },
  { name: 'Firefox over HTTP/2 behind the hosted edge', fields: firefox(145, windows), sighting: { httpVersion: '2', connectionFields: false } },
  { name: 'Firefox at an insecure address', fields: { ...without(firefox(145, windows), ...Object.keys(click)), 'accept-encoding': 'gzip, deflate' }, sighting: { scheme: 'http' } },
  { name: 'SeaMonkey', fields: { ...without(firefox(128, 'X11; Linux x86_64'), ...Object.keys(click), 'priority'), 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0 SeaMonkey/2.53.20', 'accept-encoding': 'gzip, deflate, br' } },
  { name: 'Pale Moon', fields: { ...without(firefox(115, 'X11; Linux x86_64'), ...Object.keys(click)), 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Goanna/6.7 Firefox/128.0 PaleMoon/33.5.1', 'accept-encoding': 'gzip, deflate, br' } },
  { name: 'KaiOS telephone', fields: { ...without(firefox(84, 'Mobile; Nokia 6300 4G'), 'accept-encoding'), 'user-agent': 'Mozilla/5.0 (Mobile; Nokia 6300 4G; rv:84.0) Gecko/84.0 Firefox/84.0 KAIOS/3.0', 'accept-encoding': 'gzip, deflate, br' } },
  { name: 'Safari 17.5, iPhone', fields: safariPhone },
  { name: 'Safari 26, iPhone', fields: safari(safariAgent('Version/26.1', phone('18_6'), ' Mobile/15E148'), { ...page, priority: 'u=0, i', 'accept-encoding': 'gzip, deflate, br, zstd' }) },
  { name: 'Safari 18, macOS', fields: safari(safariAgent('Version/18.3', mac), { ...page, priority: 'u=0, i' }) },
  { name: 'Safari 15.6, macOS', fields: safari(safariAgent('Version/15.6.1', mac)) },
  { name: 'Safari 16.3, iPhone', fields: safari(safariAgent('Version/16.3', phone('16_3'), ' Mobile/15E148')) },
  { name: 'Safari 12, iPad', fields: safari(safariAgent('Version/12.1.2', 'iPad; CPU OS 12_5_7 like Mac OS X', ' Mobile/15E148'), { 'accept-language': 'en-us' }) },
  { name: 'Safari, iPad asking for the desktop site', fields: safari(safariAgent('Version/18.1', mac), page) },
  { name: 'Chrome, iPhone', fields: safari(safariAgent('CriOS/146.0.7680.40', phone('18_6'), ' Mobile/15E148'), page) },
  { name: 'Firefox, iPhone', fields: safari(safariAgent('FxiOS/145.0', phone('18_6'), ' Mobile/15E148'), page) },
  { name: 'Edge, iPhone', fields: safari(safariAgent('Version/18.0 EdgiOS/140.0.0.0', phone('18_6'), ' Mobile/15E148'), page) },
  { name: 'app on an iPhone', fields: safari(`Mozilla/5.0 (${phone('18_6')}) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/500.0.0.1]`, page) },
  { name: 'Google app on an iPhone', fields: safari(safariAgent('GSA/370.0.1', phone('18_6'), ' Mobile/15E148'), page) },
  { name: 'Epiphany', fields: safari('Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/60.5 Safari/605.1.15', { ...page, 'accept-language': 'C' }) },
  { name: 'Epiphany of Ubuntu', fields: safari('Mozilla/5.0 (X11; Ubuntu; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.0 Safari/605.1.15 Epiphany/605.1.15', { 'accept-encoding': 'gzip, deflate' }) },
  { name: 'surf', fields: safari('Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/60.5 Safari/605.1.15 Surf/2.1', page) },
  { name: 'Konqueror, KHTML', fields: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) KHTML/5.103.0 (like Gecko) Konqueror/5 KIO/5.103', accept: 'text/html, text/*;q=0.9, image/jpeg;q=0.9, image/png;q=0.9, image/*;q=0.9, */*;q=0.8', 'accept-encoding': 'gzip, deflate, x-gzip, x-deflate', 'accept-charset': 'utf-8,*;q=0.5', 'accept-language': 'en-US,en;q=0.9' }, light: true },
  { name: 'Internet Explorer 11', fields: { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko', accept: 'text/html, application/xhtml+xml, image/jxr, */*', 'accept-language': 'de-DE', 'accept-encoding': 'gzip, deflate' } },
  { name: 'Edge 18 (EdgeHTML)', fields: { 'user-agent': `Mozilla/5.0 (${windows}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/64.0.3282.140 Safari/537.36 Edge/18.17763`, accept: 'text/html, application/xhtml+xml, application/xml; q=0.9, */*; q=0.8', 'accept-language': 'en-US', 'accept-encoding': 'gzip, deflate, br', ...upgrade } },
  { name: 'Opera 12', fields: { 'user-agent': 'Opera/9.80 (Windows NT 6.1) Presto/2.12.388 Version/12.18', accept: 'text/html, application/xml;q=0.9, application/xhtml+xml, image/png, image/webp, image/jpeg, image/gif, image/x-xbitmap, */*;q=0.1', 'accept-language': 'en-US,en;q=0.9', 'accept-encoding': 'gzip, deflate' } },
  { name: 'Opera Mini', fields: { 'user-agent': 'Opera/9.80 (Android; Opera Mini/36.2/119.132; U; id) Presto/2.12.423 Version/12.16', accept: 'text/html, application/xml;q=0.9, application/xhtml+xml, image/png, image/webp, image/jpeg, image/gif, image/x-xbitmap, */*;q=0.1', 'accept-language': 'id-ID,en;q=0.9', 'accept-encoding': 'gzip, deflate' } },
  { name: 'Ladybird', fields: { 'user-agent': 'Mozilla/5.0 (Linux; x86_64) Ladybird/1.0', accept: `${html}*/*;q=0.8`, 'accept-language': 'en-US', 'accept-encoding': 'gzip, deflate, br', ...page, ...upgrade }, light: true },
  { name: 'w3m', fields: { 'user-agent': 'w3m/0.5.3+git20230121', accept: 'text/html, text/*;q=0.5, image/*, application/*', 'accept-encoding': 'gzip, compress, bzip, bzip2, deflate, br', 'accept-language': 'en;q=1.0' }, light: true },
  { name: 'Lynx', fields: { 'user-agent': 'Lynx/2.9.2 libwww-FM/2.14 SSL-MM/1.4.1 OpenSSL/3.0.15', accept: 'text/html, text/plain, text/sgml, text/css, application/xhtml+xml, */*;q=0.01', 'accept-encoding': 'gzip, compress, bzip2', 'accept-language': 'en' }, light: true },
  { name: 'ELinks', fields: { 'user-agent': 'ELinks/0.16.1.1 (textmode; Linux 6.1 x86_64; 80x24-2)', accept: '*/*', 'accept-language': 'en', 'accept-encoding': 'gzip, deflate, bzip2' }, light: true },
  { name: 'Links', fields: { 'user-agent': 'Links (2.30; Linux x86_64; GNU C 13; text)', accept: '*/*', 'accept-language': 'en,*;q=0.1', 'accept-encoding': 'gzip, deflate', 'accept-charset': 'us-ascii,utf-8' }, light: true },
  { name: 'Links as Firefox', fields: { 'user-agent': 'Mozilla/5.0 (Windows NT 6.1; rv:60.0) Gecko/20100101 Firefox/60.0', accept: `${html}*/*;q=0.8`, 'accept-language': 'en-US,en;q=0.5', 'accept-encoding': 'gzip, deflate', connection: 'keep-alive' }, light: true },
  { name: 'Dillo', fields: { 'user-agent': 'Dillo/3.1.1', accept: '*/*', 'accept-encoding': 'gzip, deflate' }, light: true },
  { name: 'Dillo as Mozilla', fields: { 'user-agent': 'Mozilla/4.0 (compatible; Dillo 3.0)', accept: 'text/*,image/*,*/*;q=0.2', 'accept-charset': 'utf-8,*;q=0.8', 'accept-encoding': 'gzip' }, light: true },
  { name: 'NetSurf', fields: { 'user-agent': 'NetSurf/3.11 (Linux)', accept: '*/*', 'accept-encoding': 'gzip' }, light: true },
  { name: 'eww', fields: { 'user-agent': 'URL/Emacs Emacs/29.4 (PureGTK; x86_64-pc-linux-gnu)', accept: '*/*', 'accept-encoding': 'gzip', 'accept-language': 'en' }, light: true },
  { name: 'edbrowse', fields: { 'user-agent': 'edbrowse/3.8.9', accept: '*/*', 'accept-encoding': 'gzip, deflate', 'accept-language': 'en' }, light: true },
  { name: 'an unknown text browser', fields: { 'user-agent': 'Tessera/0.3 (textmode)', accept: 'text/html,text/plain;q=0.9,*/*;q=0.1', 'accept-encoding': 'gzip', 'accept-language': 'en' }, light: true },
  { name: 'Chrome, style sheet', fields: part(chromeWindows, { accept: 'text/css,*/*;q=0.1', 'sec-fetch-dest': 'style', 'sec-fetch-mode': 'no-cors', 'sec-fetch-site': 'same-origin' }) },
  { name: 'Chrome, picture', fields: part(chromePhone, { accept: 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8', 'sec-fetch-dest': 'image', 'sec-fetch-mode': 'no-cors', 'sec-fetch-site': 'same-origin' }) },
  { name: 'Chrome, fetch', fields: part(chromeWindows, empty) },
  { name: 'Chrome, fetch from another site', fields: part(chromeWindows, { ...empty, 'sec-fetch-site': 'cross-site', origin: 'https://partner.example', referer: 'https://partner.example/' }) },
  { name: 'Chrome, form', fields: { ...chromeWindows, 'sec-fetch-site': 'same-origin', origin: 'https://shop.example', referer: 'https://shop.example/cart', 'content-type': 'application/x-www-form-urlencoded', 'content-length': '20' }, sighting: { method: 'POST' } },
  { name: 'Chrome, form of a page that names no page', fields: { ...chromeWindows, 'sec-fetch-site': 'same-origin', origin: 'null', 'content-type': 'application/x-www-form-urlencoded', 'content-length': '20' }, sighting: { method: 'POST' } },
  { name: 'Chrome, film', fields: part(chromeWindows, { accept: '*/*', 'accept-encoding': 'identity;q=1, *;q=0', range: 'bytes=0-', 'sec-fetch-dest': 'video', 'sec-fetch-mode': 'no-cors', 'sec-fetch-site': 'same-origin' }) },
  { name: 'Chrome, preflight', fields: { accept: '*/*', 'access-control-request-method': 'PUT', origin: 'https://partner.example', referer: 'https://partner.example/', 'user-agent': chromeWindows['user-agent'] as string, 'accept-encoding': 'gzip, deflate, br, zstd', 'accept-language': 'en-US,en;q=0.9', 'sec-fetch-dest': 'empty', 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'cross-site' }, sighting: { method: 'OPTIONS' } },
  { name: 'Chrome, WebSocket', fields: { 'user-agent': chromeWindows['user-agent'] as string, connection: 'Upgrade', upgrade: 'websocket', origin: 'https://shop.example', 'accept-encoding': 'gzip, deflate, br, zstd', 'accept-language': 'en-US,en;q=0.9', 'cache-control': 'no-cache', 'sec-websocket-version': '13' } },
  { name: 'Chrome, fetch by an extension', fields: without(part(chromeWindows, { ...empty, 'sec-fetch-site': 'none' }), 'referer') },
  { name: 'Chrome, service worker', fields: part(chromeWindows, { accept: '*/*', 'service-worker': 'script', 'sec-fetch-dest': 'serviceworker', 'sec-fetch-mode': 'same-origin', 'sec-fetch-site': 'same-origin' }) },
  { name: 'Chrome, manifest', fields: without(part(chromeWindows, { accept: '*/*', 'sec-fetch-dest': 'manifest', 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-origin' }), 'cookie') },
  { name: 'Safari, picture', fields: part(safariPhone, { accept: 'image/webp,image/avif,image/jxl,image/heic,image/heic-sequence,video/*;q=0.8,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5', 'sec-fetch-dest': 'image', 'sec-fetch-mode': 'no-cors', 'sec-fetch-site': 'same-origin' }) },
  { name: 'Safari, fetch', fields: part(safariPhone, empty) },
  { name: 'Safari 15, fetch', fields: { ...safari(safariAgent('Version/15.6.1', mac)), accept: '*/*', referer: 'https://shop.example/' } },
  { name: 'Firefox, fetch', fields: part(firefox(145, windows), { ...empty, priority: 'u=4' }) },
  { name: 'Firefox, font from another site', fields: part(firefox(128, windows), { accept: 'application/font-woff2;q=1.0,application/font-woff;q=0.9,*/*;q=0.8', 'accept-encoding': 'identity', origin: 'https://partner.example', 'sec-fetch-dest': 'font', 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'cross-site' }) },
] // biome-ignore format: one browser a line
