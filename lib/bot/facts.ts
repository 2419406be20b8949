import type { FieldSource } from '../http/field-names.ts'
import { type AgentMatch, matchAgent } from './agents/match.ts'
import type { Verification } from './agents/verifier.ts'
import type { Summary } from './behaviour/summary.ts'
import { type Brand, readBrands } from './client-hints.ts'
import { readUserAgent, type UserAgent } from './user-agent.ts'

/** What the header signals are told of a request. Every part of it is what a worker sees: no order, no case. */
export interface Sighting {
  readonly method: string
  /** Path and query. */
  readonly target: string
  /** `host[:port]`. */
  readonly host: string
  readonly scheme: 'http' | 'https'
  readonly headers: FieldSource
  /** `1.1`, `2`, `3`: as the platform or a front door says; absent where nobody knows. */
  readonly httpVersion?: string | undefined
  /** What stands before the worker rewrites Accept-Encoding; this is what the client sent (`cf.clientAcceptEncoding`). */
  readonly acceptEncoding?: string | undefined
  /** Whether fields of the connection (Connection, TE) arrive as the client sent them; the hosted edge takes them out. @default true */
  readonly connectionFields?: boolean
  readonly ja4?: string | undefined
  /** Whose network the address is in, where the platform says. */
  readonly asn?: number | undefined
  /** What the visitor did before, where that is kept. */
  readonly summary?: Summary | undefined
  /** Whether the sender has proven who it is, where that is asked. */
  readonly verification?: Verification | undefined
  /** What became of the clearance that the request carries; absent where it carries none. */
  readonly clearance?: Clearance | undefined
}

/** What became of a clearance. `by`: how the challenge was passed. */
export type Clearance =
  | { readonly state: 'valid'; readonly by: string }
  | { readonly state: 'forged' | 'expired' | 'transplanted' | 'replayed' }

/** Fields that signals read, in lower case. Those beside it are only counted. */
const read = [
  'accept',
  'accept-charset',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'connection',
  'content-length',
  'content-type',
  'cookie',
  'from',
  'origin',
  'priority',
  'purpose',
  'range',
  'referer',
  'save-data',
  'sec-ch-ua',
  'sec-ch-ua-mobile',
  'sec-ch-ua-platform',
  'sec-fetch-dest',
  'sec-fetch-mode',
  'sec-fetch-site',
  'sec-fetch-user',
  'sec-gpc',
  'sec-purpose',
  'te',
  'upgrade',
  'upgrade-insecure-requests',
  'user-agent',
  'want-digest',
  'x-requested-with',
] as const
export type ReadField = (typeof read)[number]

const known: ReadonlySet<string> = new Set(read)

/** Units of one field that signals look at; more counts as `header/absurd`. */
export const maxFieldLength = 4096

// Where `collect` writes. forEach runs to its end before anybody else can run, and a loop that calls one function is the cheapest way to read a
// header; so one place for all requests is enough.
let fields: Partial<Record<ReadField, string>> = {}
let count = 0
let length = 0
let longest = 0

const collect = (value: string, name: string): void => {
  count++
  length += name.length + value.length
  if (value.length > longest && name !== 'cookie') longest = value.length
  if (known.has(name))
    fields[name as ReadField] = value.length > maxFieldLength ? value.slice(0, maxFieldLength) : value
}

/** The facts of one request, each worked out once, when the first signal asks for it. */
export class Facts {
  readonly sighting: Sighting
  readonly fields: Readonly<Partial<Record<ReadField, string>>>
  /** Number of fields, their length together, and that of the longest but Cookie, in UTF-16 units. */
  readonly count: number
  readonly length: number
  readonly longest: number
  readonly agent: UserAgent
  #match: AgentMatch | undefined | null = null
  #brands: readonly Brand[] | undefined | null = null

  constructor(sighting: Sighting) {
    fields = {}
    count = length = longest = 0
    sighting.headers.forEach(collect)
    this.sighting = sighting
    this.fields = fields
    this.count = count
    this.length = length
    this.longest = longest
    this.agent = readUserAgent(fields['user-agent'])
  }

  /** The program that the User-Agent names, where a list knows it. */
  get match(): AgentMatch | undefined {
    if (this.#match === null) this.#match = matchAgent(this.fields['user-agent'] ?? '')
    return this.#match
  }

  /** Sec-CH-UA; `undefined` where it is absent or no list. */
  get brands(): readonly Brand[] | undefined {
    const field = this.fields['sec-ch-ua']
    if (this.#brands === null) this.#brands = field === undefined ? undefined : readBrands(field)
    return this.#brands
  }

  /** Whether a browser would take the address for a secure one: only there it sends Sec-Fetch-* and client hints. */
  get secure(): boolean {
    const { scheme, host } = this.sighting
    return scheme === 'https' || isLocal(host)
  }

  /** Whether the request says, or seems, to be for a page that somebody looks at. Without Sec-Fetch-* it is told by Accept. */
  get navigation(): boolean {
    const { 'sec-fetch-mode': mode, accept } = this.fields
    if (mode !== undefined) return mode === 'navigate'
    return accept?.startsWith('text/html') === true
  }

  /** A handshake or a preflight: browsers send less with those. */
  get special(): boolean {
    return this.sighting.method === 'OPTIONS' || this.fields.upgrade?.toLowerCase() === 'websocket'
  }

  /** A claimed browser of a family that signals know, and no program that says what it is. */
  get browser(): boolean {
    const { family } = this.agent
    return (family === 'chromium' || family === 'firefox' || family === 'webkit') && this.match === undefined
  }
}

// W3C Secure Contexts, section 3.1: loopback addresses and localhost are potentially trustworthy.
const isLocal = (host: string): boolean =>
  host.startsWith('127.') ||
  host.startsWith('localhost') ||
  host.startsWith('[::1]') ||
  /\.localhost(?::\d+)?$/.test(host)
