import { greaseOf } from '../../lib/bot/client-hints.ts'
import { type Browser, chrome, windows } from './browsers.ts'

/** A program that was not recorded: what its manual or source says that it sends. */
export interface Program extends Browser {
  /** It copies a browser: under 50 is enough; others say or show what they are, and stay under 30. */
  readonly imitates?: boolean
}

const agent = (text: string, more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  'user-agent': text,
  ...more,
})
const any = { accept: '*/*' }
const copied = chrome({ major: 146, system: windows, platform: 'Windows' })
const chromeAgent = copied['user-agent'] as string
const firefoxAgent = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0'
const safariAgent =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Safari/605.1.15'
const typical = {
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'accept-language': 'en-US,en;q=0.5',
  'accept-encoding': 'gzip, deflate',
}

export const programs: readonly Program[] = [
  { name: 'curl', fields: agent('curl/8.14.1', any) },
  { name: 'wget2', fields: agent('Wget/2.2.0', { accept: 'text/html,*/*;q=0.9', 'accept-encoding': 'gzip, deflate, br', 'upgrade-insecure-requests': '1' }) },
  { name: 'Python requests', fields: agent('python-requests/2.32.3', { ...any, 'accept-encoding': 'gzip, deflate', connection: 'keep-alive' }) },
  { name: 'aiohttp', fields: agent('Python/3.12 aiohttp/3.10.5', { ...any, 'accept-encoding': 'gzip, deflate' }) },
  { name: 'Scrapy', fields: agent('Scrapy/2.11.2 (+https://scrapy.org)', { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'accept-language': 'en', 'accept-encoding': 'gzip, deflate' }) },
  { name: 'Go', fields: agent('Go-http-client/2.0', { 'accept-encoding': 'gzip' }) },
  { name: 'fetch of Node', fields: agent('node', { ...any, 'accept-language': '*', 'sec-fetch-mode': 'cors', 'accept-encoding': 'gzip, deflate' }) },
  { name: 'fetch of Deno', fields: agent('Deno/2.1.4', { ...any, 'accept-language': '*', 'accept-encoding': 'gzip, br' }) },
  { name: 'fetch of Bun', fields: agent('Bun/1.1.38', { ...any, 'accept-encoding': 'gzip, deflate, br, zstd' }) },
  { name: 'okhttp', fields: agent('okhttp/4.12.0', { 'accept-encoding': 'gzip' }) },
  { name: 'Java’s HttpClient', fields: agent('Java-http-client/21.0.5') },
  { name: 'jsoup', fields: agent('Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/78.0.3904.108 Safari/537.36', { 'accept-encoding': 'gzip' }) },
  { name: 'reqwest', fields: { accept: '*/*' } },
  { name: 'an app’s own client', fields: agent('ExampleApp/4.2 (build 77)', { accept: 'application/json' }) },
  { name: 'Postman', fields: agent('PostmanRuntime/7.43.0', { ...any, 'postman-token': 'x', 'accept-encoding': 'gzip, deflate, br' }) },
  { name: 'PowerShell', fields: agent('Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.26100.2161') },
  { name: 'Googlebot', fields: agent('Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', { accept: 'text/html,application/xhtml+xml,application/signed-exchange;v=b3,application/xml;q=0.9,*/*;q=0.8', 'accept-encoding': 'gzip, deflate, br', from: 'googlebot(at)googlebot.com' }) },
  { name: 'bingbot', fields: agent('Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/116.0.1938.76 Safari/537.36', { ...any, 'accept-encoding': 'gzip, deflate, br' }) },
  { name: 'GPTBot', fields: agent('Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)', { ...any, 'accept-encoding': 'gzip, br, deflate' }) },
  { name: 'Mastodon', fields: agent('Mastodon/4.3.2 (http.rb/5.2.0; +https://example.social/)', { 'accept-encoding': 'gzip' }) },
  { name: 'feed reader', fields: agent('FreshRSS/1.24.3 (Linux; https://freshrss.org)', { accept: 'application/atom+xml, application/rss+xml, */*;q=0.8', 'accept-encoding': 'gzip' }) },
  { name: 'UptimeRobot', fields: agent('Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)', { 'accept-encoding': 'gzip, deflate, br', 'accept-language': 'en-US,en;q=0.8' }) },
  { name: 'an unlisted crawler', fields: agent('Mozilla/5.0 (compatible; Tessellatorbot/1.0; +https://tessellator.example/bot)', { accept: 'text/html', 'accept-language': 'en' }) },
  { name: 'Headless Chrome', fields: { ...copied, 'user-agent': chromeAgent.replace('Chrome/', 'HeadlessChrome/') } },
  { name: 'Nmap', fields: agent('Mozilla/5.0 (compatible; Nmap Scripting Engine; https://nmap.org/book/nse.html)', { connection: 'close' }) },
  { name: 'Nikto', fields: agent('Mozilla/5.00 (Nikto/2.5.0) (Evasions:None) (Test:000001)', { connection: 'Keep-Alive' }) },
  { name: 'ffuf', fields: agent('Fuzz Faster U Fool v2.1.0', { 'accept-encoding': 'gzip' }) },
  { name: 'masscan', fields: agent('masscan/1.3 (https://github.com/robertdavidgraham/masscan)', any) },
  { name: 'a socket', fields: {} },
  { name: 'WinHTTP', fields: agent('Mozilla/4.0 (compatible; Win32; WinHttp.WinHttpRequest.5)', { ...any, connection: 'Keep-Alive' }) },
  { name: 'an empty name', fields: agent('Mozilla/5.0', { ...any, 'accept-encoding': 'gzip' }) },
  { name: 'Internet Explorer 6, by a scanner', fields: agent('Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1)', any) },
  { name: 'name of Chrome alone', imitates: true, fields: agent(chromeAgent, { ...any, 'accept-encoding': 'gzip, deflate', connection: 'keep-alive' }) },
  { name: 'name of Firefox alone, Go', imitates: true, fields: agent(firefoxAgent, { 'accept-encoding': 'gzip' }) },
  { name: 'name of Safari alone', imitates: true, fields: agent(safariAgent, any) },
  { name: 'Chrome with the fields of an old recipe', imitates: true, fields: agent(chromeAgent, typical) },
  { name: 'Firefox with the fields of an old recipe', imitates: true, fields: agent(firefoxAgent, typical) },
  { name: 'Firefox, recipe with Upgrade-Insecure-Requests', imitates: true, fields: agent(firefoxAgent, { ...typical, 'accept-encoding': 'gzip, deflate, br', 'upgrade-insecure-requests': '1', connection: 'keep-alive' }) },
  { name: 'Safari with the fields of an old recipe', imitates: true, fields: agent(safariAgent, typical) },
  { name: 'Chrome copied whole, hints typed in', imitates: true, fields: { ...copied, 'sec-ch-ua': '"Not/A)Brand";v="99", "Google Chrome";v="146", "Chromium";v="146"' } },
  { name: 'Chrome copied whole, number changed', imitates: true, fields: { ...copied, 'user-agent': chromeAgent.replace('146', '145') } },
  { name: 'Chrome copied whole, number changed in both', imitates: true, fields: { ...copied, 'user-agent': chromeAgent.replace('146', '147'), 'sec-ch-ua': (copied['sec-ch-ua'] as string).replaceAll('146', '147') } },
  { name: 'Chrome copied whole, brands in another order', imitates: true, fields: { ...copied, 'sec-ch-ua': `"Google Chrome";v="146", "Chromium";v="146", "${greaseOf(146).name}";v="24"` } },
  { name: 'Chrome copied whole, another system', imitates: true, fields: { ...copied, 'user-agent': chromeAgent.replace(windows, 'X11; Linux x86_64') } },
  { name: 'Chrome’s page fields with a style sheet', imitates: true, fields: { ...copied, 'sec-fetch-dest': 'style', 'sec-fetch-mode': 'no-cors', 'sec-fetch-site': 'same-origin' } },
  { name: 'Chromium as an iPhone', imitates: true, fields: { ...copied, 'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1', 'sec-ch-ua-mobile': '?1', 'sec-ch-ua-platform': '"iOS"' } },
  { name: 'Firefox’s name over a Chromium', imitates: true, fields: { ...copied, 'user-agent': firefoxAgent } },
  { name: 'fetch of Node with Chrome’s name', imitates: true, fields: agent(chromeAgent, { ...any, 'accept-language': '*', 'sec-fetch-mode': 'cors', 'accept-encoding': 'gzip, deflate' }) },
  { name: 'a list’s random old name', imitates: true, fields: agent('Mozilla/5.0 (Windows; U; Windows NT 5.1; en-US; rv:1.9.0.1) Gecko/2008070208 Firefox/3.0.1', { ...any, 'accept-encoding': 'gzip,deflate' }) },
  { name: 'Chrome by OpenSSL', imitates: true, fields: copied, sighting: { ja4: 't13d3112h2_e8f1e7e78f70_b26ce05bbdd6' } },
  { name: 'Chrome by Go', imitates: true, fields: copied, sighting: { ja4: 't13d190900_9dc949149365_97f8aa674fd9' } },
  { name: 'Firefox by NSS, without its trailers', imitates: true, fields: { ...agent(firefoxAgent, typical), 'accept-encoding': 'gzip, deflate, br, zstd', 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'none', 'sec-fetch-user': '?1', 'upgrade-insecure-requests': '1', priority: 'u=0, i' }, sighting: { ja4: 't13d1715h2_5b57614c22b0_5c2c66f702b0', httpVersion: '2' } },
] // biome-ignore format: one program a line
