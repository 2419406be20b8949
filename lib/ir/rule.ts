/**
 * The rule ABI: what SecLang compiles to and what the engine runs. Plain data, so that it can be printed, hashed, bundled and
 * read back. All text is byte strings (one char per byte), as the values that it meets.
 */

/** Additive changes keep it. An engine refuses a rule set of another number (ERR_RULE_ABI). */
export const ruleAbi = 1

export type Phase = 1 | 2 | 3 | 4 | 5

/** Text with macros: literal pieces and `%{COLLECTION.key}` in turn. A plain string holds no macro. */
export type Text = string | readonly (string | Macro)[]

export interface Macro {
  /** Name of the variable in upper case. */
  readonly name: string
  /** Lower-cased selector: `%{tx.0}` has `0`. */
  readonly key?: string
}

/** Which members of a collection. A key is lower-cased: selectors are compared without case. */
export type Selector = { readonly key: string } | { readonly pattern: Regex }

/** A regular expression already translated: source and flags of a RegExp on byte strings. */
export interface Regex {
  /** As the rule's author wrote it, for the build; compiled modules leave it out. */
  readonly written?: string
  readonly source: string
  readonly flags: string
  /** Where the pattern's groups lie in the JavaScript match, where not at their own number. */
  readonly captures?: readonly number[]
  /** Longest value, in bytes, that a backtracking engine is given; longer ones go to one whose time is bounded. Absent: none is too long. */
  readonly longest?: number
}

export interface Target {
  /** Variable name in upper case, such as `REQUEST_HEADERS`. */
  readonly name: string
  /** As the rule writes it (`REQUEST_HEADERS:User-Agent`): what a person is shown. */
  readonly written: string
  /** `&ARGS`: how many there are, not what they are. */
  readonly count?: true
  readonly selector?: Selector
  /** Members that are left out: `!ARGS:note`. */
  readonly except?: readonly Selector[]
}

export interface OperatorUse {
  /** Lower-cased, without `@`. */
  readonly name: string
  readonly negated?: true
  /** Empty where `regex` or `lines` takes its place. */
  readonly argument: Text
  /** `@rx`: the argument as written, and translated. */
  readonly regex?: Regex
  /** `@pmFromFile`, `@ipMatchFromFile`: the files' text, a line for each entry. */
  readonly lines?: string
}

export type Action =
  | {
      readonly kind: 'setvar'
      readonly collection: string
      readonly key: Text
      readonly change: 'set' | 'add' | 'subtract' | 'unset'
      readonly value: Text
    }
  | { readonly kind: 'expirevar'; readonly collection: string; readonly key: Text; readonly seconds: Text }
  | { readonly kind: 'initcol'; readonly collection: string; readonly key: Text }
  | { readonly kind: 'removeById'; readonly ranges: readonly (readonly [number, number])[] }
  | { readonly kind: 'removeByTag' | 'removeByMsg'; readonly text: string }
  | {
      readonly kind: 'removeTargetById'
      readonly ranges: readonly (readonly [number, number])[]
      readonly target: Target
    }
  | { readonly kind: 'removeTargetByTag' | 'removeTargetByMsg'; readonly text: string; readonly target: Target }
  | { readonly kind: 'ctl'; readonly option: string; readonly value: string }
  | { readonly kind: 'setenv'; readonly key: Text; readonly value: Text }
  | { readonly kind: 'sanitise'; readonly what: string; readonly key: string }

export type Disruptive =
  | { readonly kind: 'pass' }
  | { readonly kind: 'block' }
  | { readonly kind: 'deny' }
  | { readonly kind: 'drop' }
  | { readonly kind: 'allow'; readonly scope: 'transaction' | 'phase' | 'request' }
  | { readonly kind: 'redirect'; readonly to: Text }

export interface Rule {
  /** 0 for a marker and for the further rules of a chain. */
  readonly id: number
  readonly phase: Phase
  /** Set: a SecMarker, which only `skipAfter` looks for. */
  readonly marker?: string
  /** None: a SecAction, which matches always. */
  readonly targets: readonly Target[]
  readonly operator?: OperatorUse
  /** Lower-cased names in order; `none` is resolved already. */
  readonly transformations: readonly string[]
  readonly multiMatch?: true
  readonly capture?: true
  readonly message?: Text
  readonly logData?: Text
  readonly tags: readonly Text[]
  /** 0 (emergency) to 7 (debug). */
  readonly severity?: number
  readonly version?: string
  readonly revision?: string
  readonly maturity?: number
  readonly accuracy?: number
  readonly log: boolean
  readonly auditLog: boolean
  readonly disruptive: Disruptive
  /** Status of a refusal, 403 unless the rule or its defaults say otherwise. */
  readonly status: number
  readonly actions: readonly Action[]
  readonly skip?: number
  readonly skipAfter?: string
  /** The next rule of the chain. */
  readonly chain?: Rule
  /** File name (no folder) and line. */
  readonly at: readonly [file: string, line: number]
  /** What the build found out for the prefilter; none: always tested. */
  readonly need?: Need
}

/**
 * What must be in a value for the rule's operator to match it. May say maybe too often, never a wrong no.
 * `masks`: the value's byte classes must contain one of these; absent: no condition. `alphabets`, one entry for each of `lib/regex`:
 * `0` impossible, `1` nothing known, `2` as the last entry, else one or two sets of literals of which each must occur. A set is one string:
 * thousands of short ones would be most of what a cold start parses. Literals are folded, so that a capital may stand between them.
 */
export interface Need {
  /** Least bytes of a match; 0 unless given. */
  readonly length?: number
  readonly masks?: readonly number[]
  readonly alphabets: readonly (0 | 1 | 2 | readonly string[])[]
}

/** Stands between the literals of a set of `Need`. */
export const betweenLiterals = 'A'

/** Settings that directives make, with ModSecurity's names. */
export interface Settings {
  readonly engine: 'on' | 'off' | 'detect'
  readonly requestBodyAccess: boolean
  readonly requestBodyLimit: number
  /** Of a body without its files, in bytes; none: only `requestBodyLimit` holds. */
  readonly requestBodyNoFilesLimit?: number
  readonly requestBodyLimitAction: 'reject' | 'partial'
  readonly requestBodyJsonDepthLimit: number
  readonly responseBodyAccess: boolean
  readonly responseBodyLimit: number
  readonly responseBodyLimitAction: 'reject' | 'partial'
  readonly responseBodyMimeTypes: readonly string[]
  readonly argumentsLimit: number
  readonly argumentSeparator: string
  readonly cookieFormat: 0 | 1
  readonly collectionTimeout: number
  readonly uploadFileLimit: number
  readonly webAppId: string
  /** Code point to byte, from SecUnicodeMapFile. */
  readonly unicodeMap?: Readonly<Record<number, number>>
  readonly componentSignatures: readonly string[]
}

export interface RuleSet {
  readonly abi: number
  readonly name: string
  readonly version: string
  /** SHA-256 of the rules and settings, hex. */
  readonly hash: string
  readonly settings: Settings
  readonly rules: readonly Rule[]
}

/** What ModSecurity starts with where no directive says otherwise, but for the body limits, which suit an edge worker. */
export const defaultSettings: Settings = {
  engine: 'on',
  requestBodyAccess: true,
  requestBodyLimit: 131_072,
  requestBodyLimitAction: 'reject',
  requestBodyJsonDepthLimit: 512,
  responseBodyAccess: false,
  responseBodyLimit: 524_288,
  responseBodyLimitAction: 'partial',
  responseBodyMimeTypes: ['text/plain', 'text/html'],
  argumentsLimit: 1000,
  argumentSeparator: '&',
  cookieFormat: 0,
  collectionTimeout: 3600,
  uploadFileLimit: 100,
  webAppId: 'default',
  componentSignatures: [],
}
