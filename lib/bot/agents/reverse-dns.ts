import { type Address, parseAddress } from '../../http/address.ts'
import { isPublicName } from '../../http/host-name.ts'
import type { Claim, Verification, Verifier } from './verifier.ts'

/** Asks for records of a name. `undefined`: no answer. `dnsOverHttps()` of `sallyport/bot` is one. */
export type Resolver = (name: string, type: 'PTR' | 'A' | 'AAAA') => Promise<readonly string[] | undefined>

export interface ReverseDnsOptions {
  readonly resolver: Resolver
  /** Domains of further programs, by the name that `BotVerdict.agent` has. @default none */
  readonly domains?: Readonly<Record<string, readonly string[]>>
  /** @default 3600 */
  readonly cacheSeconds?: number
}

const by = 'reverse-dns'

/** Names under which owners say that their programs’ addresses are found. */
const published: Readonly<Record<string, readonly string[]>> = {
  Googlebot: ['googlebot.com', 'google.com', 'googleusercontent.com'],
  'Googlebot-Image': ['googlebot.com', 'google.com'],
  'Googlebot-News': ['googlebot.com', 'google.com'],
  'Googlebot-Video': ['googlebot.com', 'google.com'],
  'AdsBot-Google': ['google.com', 'googlebot.com'],
  'Mediapartners-Google': ['google.com', 'googlebot.com'],
  bingbot: ['search.msn.com'],
  BingPreview: ['search.msn.com'],
  Applebot: ['applebot.apple.com'],
  'yandex.com/bots': ['yandex.ru', 'yandex.net', 'yandex.com'],
  YandexBot: ['yandex.ru', 'yandex.net', 'yandex.com'],
  Baiduspider: ['baidu.com', 'baidu.jp'],
  Slurp: ['crawl.yahoo.net'],
  SeznamBot: ['seznam.cz'],
  PetalBot: ['petalsearch.com', 'aspiegel.com'],
  Qwantify: ['qwant.com'],
  MojeekBot: ['mojeek.com'],
  'Mail.RU_Bot': ['mail.ru'],
}

const mostCached = 1000
const mostNames = 4

/**
 * Proves a crawler by forward-confirmed reverse DNS: its address has a name under its owner’s domain, and that name has its address. It tells the
 * resolver who visits, so nothing uses it unless you do. The first request from an address is not held up: the answer is there for the next.
 */
export function reverseDns({ resolver, domains = {}, cacheSeconds = 3600 }: ReverseDnsOptions): Verifier {
  const owners = new Map(Object.entries({ ...published, ...domains }))
  const cache = new Map<string, { readonly until: number; readonly verification: Verification | undefined }>()
  const pending = new Set<string>()

  const start = (key: string, claim: Claim, address: Address, suffixes: readonly string[]): void => {
    if (pending.has(key) || pending.size >= mostCached) return
    pending.add(key)
    const { match, now } = claim
    const done = confirm(address, suffixes, resolver)
      .catch(() => undefined)
      .then((confirmed) => {
        pending.delete(key)
        cache.delete(key)
        cache.set(key, { until: now + cacheSeconds * 1000, verification: match && verificationOf(confirmed, match) })
        if (cache.size > mostCached) cache.delete(cache.keys().next().value as string)
      })
    claim.waitUntil(done)
  }
  return {
    name: by,
    concerns: ({ match, address }) => match !== undefined && address !== undefined && owners.has(match.name),
    verify(claim): Verification | undefined {
      const { match, address, now } = claim
      const suffixes = owners.get(match?.name ?? '')
      if (match === undefined || address === undefined || suffixes === undefined) return undefined
      const key = `${match.name} ${address.text}`
      const known = cache.get(key)
      if (known === undefined || known.until <= now) start(key, claim, address, suffixes)
      return known !== undefined && known.until > now ? known.verification : undefined
    },
  }
}

const verificationOf = (
  confirmed: boolean | undefined,
  match: NonNullable<Claim['match']>,
): Verification | undefined => {
  if (confirmed === undefined) return undefined
  return confirmed
    ? { outcome: 'proven', by, name: match.name, category: match.category }
    : { outcome: 'refuted', by, reason: 'its address has no name of its owner’s' }
}

/** `undefined` where the resolver gave no answer: then nobody is condemned. */
async function confirm(
  address: Address,
  suffixes: readonly string[],
  resolver: Resolver,
): Promise<boolean | undefined> {
  const names = await resolver(reverseName(address), 'PTR')
  if (names === undefined) return undefined
  for (const record of names.slice(0, mostNames)) {
    const name = record.toLowerCase().replace(/\.$/, '')
    if (!isPublicName(name) || !suffixes.some((suffix) => name.endsWith(`.${suffix}`))) continue
    const addresses = await resolver(name, address.family === 4 ? 'A' : 'AAAA')
    if (addresses === undefined) return undefined
    if (addresses.some((text) => parseAddress(text)?.text === address.text)) return true
  }
  return false
}

/** `1.2.0.192.in-addr.arpa`, or the nibbles under ip6.arpa (RFC 1035, section 3.5; RFC 3596, section 2.5). */
export function reverseName({ family, bytes }: Address): string {
  if (family === 4) return `${[...bytes].reverse().join('.')}.in-addr.arpa`
  const nibbles = [...bytes].flatMap((byte) => [(byte >> 4).toString(16), (byte & 15).toString(16)])
  return `${nibbles.reverse().join('.')}.ip6.arpa`
}
