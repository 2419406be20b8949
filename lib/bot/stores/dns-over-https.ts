import { SallyportError } from '../../core/errors.ts'
import type { Resolver } from '../agents/reverse-dns.ts'
import { type Fetch, fetchText } from './bounded-fetch.ts'

export interface DnsOverHttpsOptions {
  /** `https://…`: a resolver that answers in JSON (`application/dns-json`). There is no default: it learns who visits. */
  readonly url: string
  /** @default the platform’s own */
  readonly fetch?: Fetch
  /** @default 3 */
  readonly timeoutSeconds?: number
}

const types = { A: 1, PTR: 12, AAAA: 28 } as const
const mostAnswers = 16

/**
 * A resolver over HTTPS, in the JSON form that public resolvers share. A failure is no answer; a name that does not exist has no records.
 *
 * @throws ERR_OPTION for a URL that is not https
 */
export function dnsOverHttps({ url, fetch: given, timeoutSeconds = 3 }: DnsOverHttpsOptions): Resolver {
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:')
    throw new SallyportError('ERR_OPTION', 'dnsOverHttps: url must be an https address')
  const fetcher: Fetch = given ?? ((address, init) => fetch(address, init))
  return async (name, type) => {
    const question = new URL(url)
    question.searchParams.set('name', name)
    question.searchParams.set('type', type)
    const text = await fetchText(fetcher, question.href, 'application/dns-json', { maxBytes: 16_384, timeoutSeconds })
    return text === undefined ? undefined : readAnswers(text, types[type])
  }
}

function readAnswers(text: string, type: number): readonly string[] | undefined {
  try {
    const { Status, Answer = [] } = JSON.parse(text) as { Status?: unknown; Answer?: unknown }
    // RFC 1035, section 4.1.1: 0 is an answer, 3 that there is no such name.
    if ((Status !== 0 && Status !== 3) || !Array.isArray(Answer)) return undefined
    return Answer.slice(0, mostAnswers).flatMap((record: { type?: unknown; data?: unknown }) =>
      record?.type === type && typeof record.data === 'string' ? [record.data] : [],
    )
  } catch {
    return undefined
  }
}
