import { printable } from '../terminal.ts'
import type { DevOptions } from './options.ts'
import type { Origin } from './origin.ts'
import type { Plan } from './plan.ts'

/** What is said when everything listens: where, before what, and three lines to try. */
export function welcome(plan: Plan, { host, debug, trust }: DevOptions, origin: Origin): readonly string[] {
  const shownHost = host.includes(':') ? `[${host}]` : host
  const urls = plan.workers.map(({ port }) => `http://${shownHost}:${port}`)
  const gates = plan.workers.map(
    ({ name, from }, at) => `  gate    ${urls[at]}  ${printable(name)} (${printable(from)})`,
  )
  const { client, ca } = origin.credentials
  const checks = [ca ? 'its own CA' : 'public CAs', client ? 'with a client certificate' : 'no client certificate']
  const how = origin.url.protocol === 'http:' ? 'PLAINTEXT' : checks.join(', ')
  const unserved = plan.workers.flatMap(({ from, unserved }) => unserved.map((kind) => `${from}: ${kind}`))
  return [
    '',
    ...gates,
    `  origin  ${origin.url.href}  ${origin.isShop ? 'demo shop, ' : ''}${how}`,
    ...(debug === 'off' ? [] : [`  debug   verdicts are printed in x-sallyport-* response headers (${debug})`]),
    ...(trust
      ? [
          `  trust   ${Object.entries(trust)
            .map(([what, name]) => `${what} from ${name}`)
            .join(', ')}`,
        ]
      : []),
    ...(unserved.length > 0
      ? [`  note    not served here: ${unserved.map((kind) => printable(kind)).join(', ')}`]
      : []),
    '',
    ...tries(urls[0] as string, origin.isShop).map((line) => `  ${line}`),
    '',
    '  Ctrl-C ends it all.',
    '',
  ]
}

const tries = (url: string, isShop: boolean): readonly string[] =>
  isShop
    ? [
        `curl ${url}/`,
        `curl '${url}/search?q=lock'`,
        `curl -H 'content-type: application/json' -d '{"product":"rim-lock","quantity":1}' ${url}/api/cart`,
      ]
    : [`curl -i ${url}/`, `curl -I ${url}/`, `curl ${url}/.well-known/sallyport/health`]
