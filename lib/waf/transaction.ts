import type { Phase, Settings } from '../ir/rule.ts'
import { codeAt } from '../text/code-at.ts'
import { sameName } from './ascii.ts'
import type { Argument } from './body/argument.ts'
import { parseCookies } from './body/cookies.ts'
import { parseUrlencoded } from './body/urlencoded.ts'
import type { Match } from './match.ts'
import type { InspectedRequest, InspectedResponse, Pair } from './message.ts'
import type { Removals } from './removals.ts'
import type { RequestBody } from './request-body.ts'
import type { Candidates } from './screen/candidates.ts'
import { Tx, type TxState } from './tx.ts'

/** What a rule decided: a status to answer, and which rule it was; 0: the engine itself, because of a bound. */
export interface Interruption {
  readonly kind: 'deny' | 'drop' | 'redirect'
  readonly status: number
  readonly rule: number
  readonly location?: string
}

/** What the one transaction may reach besides its own request. */
export interface Surroundings {
  readonly settings: Settings
  /** TX as set-up left it. */
  readonly tx: ReadonlyMap<string, string>
  readonly state?: TxState
  readonly now: number
  readonly random: () => number
  readonly detect: boolean
  readonly store?: CollectionStore | undefined
}

/** Where `initcol` collections live between requests. Handed in; without one they start empty each time. */
export interface CollectionStore {
  /** What is kept under this key, names in lower case. */
  load(collection: string, key: string): ReadonlyMap<string, string> | undefined
  /** @param seconds how long an untouched collection is kept */
  save(collection: string, key: string, values: ReadonlyMap<string, string>, seconds: number): void
}

/**
 * One request and its answer, as rules see them. Variables are made when they are first asked for. Reference manual,
 * "Variables"; where ModSecurity 2.9 and 3 differ, as 2.9 has it, since CRS's tests are written against that.
 */
export class Transaction {
  readonly request: InspectedRequest
  readonly settings: Settings
  readonly now: number
  readonly random: () => number
  readonly tx: Tx
  readonly id: string
  response: InspectedResponse | undefined

  readonly filename: string
  /** As sent, and as forwarded where that is another: a rule about file names is not walked around with `/x/../admin`. */
  readonly filenames: readonly string[]
  readonly query: string
  readonly requestUri: string
  readonly argumentsGet: readonly Argument[]
  /** Escapes in the query that are none. */
  readonly queryInvalid: boolean
  /** The query has more arguments than the limit: the rest would go by unseen, so REQBODY_ERROR tells, as in 2.9. */
  readonly queryExceeded: boolean
  body: RequestBody | undefined
  /** What `REQUEST_BODY` holds; filled in with the body. */
  bodyText = ''
  processor = ''
  forceBodyVariable = false
  #cookies: readonly Argument[] | undefined
  #arguments: readonly Argument[] | undefined

  engine: 'on' | 'off' | 'detect'
  phase: Phase = 1
  readonly matches: Match[] = []
  /** What the prefilter found so far: in the request, in the answer. */
  candidates: Candidates | undefined
  answerCandidates: Candidates | undefined
  readonly bounds: string[] = []
  matchedVar = ''
  matchedVarName = ''
  matchedVars: Pair[] = []
  highestSeverity = 255
  removals: Removals | undefined
  /** What ended the transaction. */
  interruption: Interruption | undefined
  /** What would have ended it: the first disruptive action while only detecting. */
  objection: Interruption | undefined
  /** What anomaly scores rose by since the last match was recorded. */
  rise = 0
  readonly store: CollectionStore | undefined
  /** `allow`: rules of no phase, of this phase or of the request phases are left out from here on. */
  allowed: 'no' | 'phase' | 'request' | 'transaction' = 'no'
  /** The phase in which it was said. */
  allowedIn: Phase = 1
  requestBodyAccess: boolean
  responseBodyAccess: boolean
  requestBodyLimit: number
  responseBodyLimit: number
  auditing = true
  collections: Map<string, StoredCollection> | undefined
  environment: Map<string, string> | undefined
  readonly sanitised: { readonly what: string; readonly key: string }[] = []

  constructor(request: InspectedRequest, surroundings: Surroundings) {
    const { settings } = surroundings
    this.request = request
    this.settings = settings
    this.now = surroundings.now
    this.random = surroundings.random
    this.tx = new Tx(surroundings.tx, surroundings.state)
    this.id = request.id ?? '-'
    this.store = surroundings.store
    this.engine = surroundings.detect && settings.engine === 'on' ? 'detect' : settings.engine
    this.requestBodyAccess = settings.requestBodyAccess
    this.responseBodyAccess = settings.responseBodyAccess
    this.requestBodyLimit = settings.requestBodyLimit
    this.responseBodyLimit = settings.responseBodyLimit
    this.requestUri = withoutOrigin(request.target)
    const mark = this.requestUri.indexOf('?')
    const sent = mark < 0 ? withoutFragment(this.requestUri) : this.requestUri.slice(0, mark)
    this.filename = unescaped(sent)
    const canonical = request.path === undefined ? this.filename : unescaped(request.path)
    this.filenames = canonical === this.filename ? [this.filename] : [this.filename, canonical]
    this.query = mark < 0 ? '' : withoutFragment(this.requestUri.slice(mark + 1))
    if (this.query === '') {
      this.argumentsGet = noArguments
      this.queryInvalid = false
      this.queryExceeded = false
    } else {
      const parsed = parseUrlencoded(this.query, settings.argumentsLimit)
      this.argumentsGet = parsed.arguments
      this.queryInvalid = parsed.invalidEncoding
      this.queryExceeded = parsed.exceeded
      if (parsed.exceeded) this.bounds.push('arguments')
    }
  }

  get cookies(): readonly Argument[] {
    this.#cookies ??= this.#readCookies()
    return this.#cookies
  }

  #readCookies(): readonly Argument[] {
    const all: Argument[] = []
    for (const header of this.request.headers)
      if (sameName(header.name, 'cookie'))
        for (const cookie of parseCookies(header.value, this.settings.argumentsLimit)) all.push(cookie)
    return all
  }

  get argumentsPost(): readonly Argument[] {
    return this.body?.arguments ?? noArguments
  }

  get arguments(): readonly Argument[] {
    if (this.#arguments) return this.#arguments
    const post = this.argumentsPost
    this.#arguments =
      post.length === 0 ? this.argumentsGet : this.argumentsGet.length === 0 ? post : [...this.argumentsGet, ...post]
    return this.#arguments
  }

  /** The body is read: what was made from the arguments before is no longer true. */
  setBody(body: RequestBody): void {
    this.body = body
    this.#arguments = undefined
  }

  /** What the rules need no longer fits: the request is refused, since from here on they would not do what they say. */
  overrun(bound: string): void {
    if (!this.bounds.includes(bound)) this.bounds.push(bound)
    const end: Interruption = { kind: 'deny', status: 400, rule: 0 }
    if (this.engine === 'on' && this.phase !== 5) this.interruption ??= end
    else if (this.engine === 'detect') this.objection ??= end
  }

  /** Value of the first field of this name. @param key in lower case */
  header(key: string): string | undefined {
    const { headers } = this.request
    for (let at = 0; at < headers.length; at++) {
      const header = headers[at] as Pair
      if (sameName(header.name, key)) return header.value
    }
    return undefined
  }
}

const noArguments: readonly Argument[] = []

/** A collection that outlives the request: `ip`, `session`, … */
export interface StoredCollection {
  readonly key: string
  readonly values: Map<string, string>
  changed: boolean
}

/** ModSecurity shows the path decoded once, in both versions; `REQUEST_URI` has it as it was sent. */
const unescaped = (path: string): string =>
  path.includes('%')
    ? path.replace(/%[0-9A-Fa-f]{2}/g, (code) => String.fromCharCode(Number(`0x${code.slice(1)}`)))
    : path

const withoutFragment = (text: string): string => {
  const at = text.indexOf('#')
  return at < 0 ? text : text.slice(0, at)
}

/** `http://host/path` is asked of a proxy; rules see the path. */
function withoutOrigin(target: string): string {
  if (codeAt(target, 0) === 0x2f) return target
  const match = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?#]*/.exec(target)
  return match ? target.slice(match[0].length) || '/' : target
}
