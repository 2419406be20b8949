import type { InspectedRequest, Pair } from './message.ts'
import type { Runner } from './runner.ts'

const pairs = (fields: Readonly<Record<string, string>>): readonly Pair[] =>
  Object.entries(fields).map(([name, value]) => ({ name, value }))

/** As browsers ask for a page, and scripts for data: nobody sent them, and nothing is kept but what rules make of their own parts. */
const requests: readonly InspectedRequest[] = [
  {
    method: 'GET',
    target: '/a/first-page/index.html?page=2&sort=name',
    protocol: 'HTTP/1.1',
    headers: pairs({
      host: 'www.example.com',
      'user-agent':
        'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
      accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
      'accept-encoding': 'gzip, deflate, br',
      'accept-language': 'en-US,en;q=0.5',
      'sec-ch-ua': '"Chromium";v="140", "Not=A?Brand";v="24"',
      'sec-ch-ua-mobile': '?0',
      'sec-ch-ua-platform': '"Linux"',
      'sec-fetch-dest': 'document',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-site': 'none',
      'sec-fetch-user': '?1',
      'upgrade-insecure-requests': '1',
      referer: 'https://www.example.com/a/first-page',
      cookie: 'session=0123456789abcdef_-ABCDEF; theme=light; seen=1700000000; choice=a%3D1%26b%3D0',
    }),
  },
  {
    method: 'POST',
    target: '/api/items',
    protocol: 'HTTP/1.1',
    headers: pairs({
      host: 'www.example.com',
      'user-agent': 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0',
      accept: 'application/json, text/plain, */*',
      origin: 'https://www.example.com',
      'content-type': 'application/json',
      'content-length': '78',
    }),
    body: '{"name":"A first item","tags":["a","b2"],"count":2,"note":"Four plain words."}',
  },
]

/**
 * Lets a rule set look at requests of our own, so that the first visitor does not wait while functions and patterns are compiled and tables
 * are built. No clock, no randomness, no input: a worker may do it while it starts.
 */
export function rehearse(runner: Runner): void {
  runner.prepare()
  for (const request of requests) {
    const transaction = runner.head(request, { detect: true, now: 0, random: () => 0.5 })
    runner.body(transaction, request.body)
    runner.conclude(transaction)
  }
}
