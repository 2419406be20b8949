/**
 * What each module found, in the words of its standard. One slot a module, written once through `context.settle`, frozen when
 * the answer leaves. Headers, logs and explain views only print these records.
 *
 * Open to declaration merging: `declare module 'sallyport' { interface Verdicts { geo?: { readonly country: string } } }`.
 */
export interface Verdicts {
  readonly door?: DoorVerdict
  readonly limit?: LimitVerdict
  readonly bot?: BotVerdict
  readonly waf?: WafVerdict
  readonly gate?: GateVerdict
  readonly cache?: CacheVerdict
  readonly origin?: OriginVerdict
}

export type VerdictName = keyof Verdicts

/** What the door met on the way in. `rows` are the ids of `lib/door/rows.ts`, in the order in which they were met. */
export interface DoorVerdict {
  readonly action: 'pass' | 'refuse'
  readonly rows: readonly string[]
  /** The status answered; only with `refuse`. */
  readonly status?: number
}

export interface LimitVerdict {
  readonly state: 'free' | 'counted' | 'jailed'
  readonly policy: string
  /** Requests left in the window. */
  readonly remaining: number
  /** When the window or the jail ends, ms since the epoch. */
  readonly until: number
}

/** What a program is for. */
export type AgentCategory =
  | 'search'
  | 'ai-training'
  | 'ai-assistant'
  | 'monitoring'
  | 'feed'
  | 'preview'
  | 'archive'
  | 'academic'
  | 'advertising'
  | 'seo'
  | 'scanner'
  | 'automation'
  | 'tool'
  | 'other'

export interface BotVerdict {
  /** 1 (surely automated) to 99 (surely human). */
  readonly score: number
  /** Log-odds, one entry a signal that spoke: over 0 for a person, under 0 for a program. `score` is their sum, squashed. */
  readonly signals: readonly { readonly id: string; readonly weight: number; readonly detail: string }[]
  /** The smallest set of signals whose absence would carry the score to the other side of `threshold`; empty where none would. */
  readonly counterfactual?: readonly string[]
  readonly threshold?: number
  /** Signals that failed, and were left out. */
  readonly failed?: readonly string[]
  /** How the visitor passed a challenge, a short while ago: `work`, `wait`, or a provider’s name. */
  readonly cleared?: string
  /** The program that the sender says it is. `verifiedBy`: how that was proven; without it, it is a claim. */
  readonly agent?: {
    readonly name: string
    readonly category?: AgentCategory
    readonly wanted?: boolean
    readonly verifiedBy?: string
  }
}

export interface WafMatch {
  readonly id: number
  readonly phase: number
  readonly variable: string
  readonly path: string
  readonly transformations: readonly string[]
  /** Start and end of the match in the transformed value, in bytes. */
  readonly span: readonly [number, number]
  readonly message: string
  readonly tags: readonly string[]
  readonly severity: number
  readonly score: number
  /** What a detector read: language, context and reason, in its own words; no byte of what was sent. */
  readonly why?: string
  /** The route's declaration that let this pass: `body.comment is declared prose`. Its score is 0 then. */
  readonly passedBy?: string
}

export interface WafVerdict {
  readonly action: 'pass' | 'log' | 'refuse'
  readonly status: number
  readonly score: { readonly inbound: number; readonly outbound: number }
  readonly threshold: { readonly inbound: number; readonly outbound: number }
  readonly mode: 'detect' | 'block'
  readonly ruleSet: { readonly name: string; readonly version: string; readonly hash: string }
  /** Limits that were met while reading the request. */
  readonly bounds: readonly string[]
  readonly matches: readonly WafMatch[]
  /** While only detecting: whether it would have refused. */
  readonly objected?: boolean
  /** Rules of the route's own that held, in order. */
  readonly custom?: readonly {
    readonly id: number
    readonly action: 'allow' | 'log' | 'refuse'
    readonly message: string
  }[]
  /** Rule sets that are watched beside the deciding ones, and whether they would have decided otherwise. */
  readonly watched?: readonly (WafVerdict & { readonly differs: boolean })[]
  /** Lines as ModSecurity's error log has them, with what was sent, escaped: for debug headers and explain views only. */
  readonly log?: () => readonly string[]
}

export type GateAction = 'allow' | 'log' | 'challenge' | 'refuse'

export interface GateVerdict {
  readonly action: GateAction
  /** Id of the policy that decided, or `default`. */
  readonly by: string
  readonly reason: string
  /** The status answered; only with `challenge` and `refuse`. */
  readonly status?: number
}

/** The parameters of RFC 9211, section 2. */
export interface CacheVerdict {
  readonly hit: boolean
  readonly fwd?: 'bypass' | 'method' | 'uri-miss' | 'vary-miss' | 'miss' | 'request' | 'stale' | 'partial'
  readonly fwdStatus?: number
  readonly ttl?: number
  readonly stored?: boolean
  readonly collapsed?: boolean
  /** Only while debugging: it holds what visitors sent. */
  readonly key?: string
  /** Of the answer; only while debugging. */
  readonly tags?: readonly string[]
  readonly detail?: string
}

/** Error types of RFC 9209, section 2.3, as far as the platform lets one tell them apart. */
export type ProxyErrorType =
  | 'connection_terminated'
  | 'connection_read_timeout'
  | 'destination_unavailable'
  | 'http_response_timeout'
  | 'http_protocol_error'
  | 'http_request_error'
  | 'http_upgrade_failed'
  | 'proxy_configuration_error'
  | 'proxy_internal_error'
  | 'proxy_loop_detected'

export interface OriginVerdict {
  readonly pool: string
  /** The origin's host and port, as configured. Never printed to a visitor. */
  readonly endpoint: string
  readonly attempts: number
  readonly tls: 'none' | 'server' | 'mutual'
  /** The origin's own status, when it answered. */
  readonly status?: number
  readonly error?: ProxyErrorType
  /** What is known of the failure, and no more. */
  readonly detail?: string
}
