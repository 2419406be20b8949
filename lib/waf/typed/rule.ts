import { SallyportError } from '../../core/errors.ts'
import type { Finding } from '../detect/finding.ts'
import type { Needs } from '../detect/needs.ts'
import type { InspectedRequest, Pair } from '../message.ts'
import type { Transaction } from '../transaction.ts'

/** Where in a request or an answer a value stands. */
export type Place =
  | 'query'
  | 'query-name'
  | 'form'
  | 'form-name'
  | 'json'
  | 'json-name'
  | 'xml'
  /** A body that no other place has: text, GraphQL, XML as it was sent. */
  | 'body'
  | 'cookie'
  | 'cookie-name'
  | 'header'
  | 'path'
  /** The content of an uploaded file. */
  | 'file'
  | 'file-name'
  | 'answer'

/** The values that a visitor fills in, wherever they are sent. */
export const everyValue: readonly Place[] = [
  'query',
  'query-name',
  'form',
  'form-name',
  'json',
  'json-name',
  'xml',
  'body',
  'cookie',
  'cookie-name',
  'header',
  'path',
  'file-name',
]

/** The name of the field that a value stands in: the argument's, the header's in lower case; empty where there is none. */
export interface Where {
  readonly place: Place
  readonly name: string
  /** Where a name is looked at: what stands under it. */
  readonly value?: string
}

/** Reads one value. Pure; cost linear in the value. @param value a byte string, decoded as an origin would */
export type Detector = (value: string, where: Where) => Finding | undefined

export type Severity = 'critical' | 'error' | 'warning' | 'notice'

/** What one match adds to the anomaly score; CRS's figures. */
export const weights: Readonly<Record<Severity, number>> = { critical: 5, error: 4, warning: 3, notice: 2 }

/** A request that an example stands for: its text alone is a query argument. */
export type Example = string | Partial<InspectedRequest> | { readonly answer: string }

interface Described {
  /** Unique among the rule sets of a route; 1 to 99,999 are for your own. */
  readonly id: number
  /** What the verdict says. */
  readonly message: string
  /** What it stops, in a sentence: for people who read a list of rules. */
  readonly stops: string
  readonly severity: Severity
  /** The least paranoia level at which it runs, 1 to 4. @default 1 */
  readonly paranoia?: 1 | 2 | 3 | 4
  readonly tags?: readonly string[]
  /** Requests that it must match, and that it must not: they run as its tests. */
  readonly matches: readonly [Example, ...Example[]]
  readonly passes: readonly [Example, ...Example[]]
}

/** Looks at values, one by one. */
export interface ValueRule extends Described {
  readonly in: readonly Place[]
  /** Only values under these names; names of headers in lower case. @default any */
  readonly names?: readonly string[]
  readonly detect: Detector
  /** Least confidence of a finding that counts. @default 0.8 */
  readonly confidence?: number
  /** What a value must hold; others never reach the detector. @default any byte but letters, digits and `_-.` */
  readonly needs?: Needs
  /** Whether values are also looked at as an origin may decode them. @default true */
  readonly decoded?: boolean
  /** Whether it looks at values of letters, digits and `_-.` alone: in most languages these are a name or a number. @default false */
  readonly words?: boolean
  /** Decodings, as bits of `Decoding`, that nobody does before what this rule protects: readings made by them are left out. @default none */
  readonly without?: number
}

/** Looks at the request as a whole. */
export interface RequestRule extends Described {
  /** When: the head is known, the body is, or the answer's head is. */
  readonly at: 'head' | 'body' | 'answer'
  /** @returns what was wrong, where the rule matches: a field's name and what of it to show in logs */
  readonly test: (transaction: Transaction) => Pair | undefined
}

export type TypedRule = ValueRule | RequestRule

export const isValueRule = (one: TypedRule): one is ValueRule => 'detect' in one

/**
 * A rule in TypeScript. Says at once what is wrong with it.
 * @throws SallyportError ERR_RULE
 */
export function rule<const R extends TypedRule>(one: R): R {
  const wrong = (what: string): SallyportError => new SallyportError('ERR_RULE', `rule ${one.id}: ${what}`)
  if (!(Number.isInteger(one.id) && one.id > 0 && one.id < 2 ** 31)) throw wrong('its id is no positive integer')
  if (one.message === '' || one.stops === '') throw wrong('it needs a message, and a sentence on what it stops')
  if (!Object.hasOwn(weights, one.severity)) throw wrong(`there is no severity "${one.severity}"`)
  if (![1, 2, 3, 4].includes(one.paranoia ?? 1)) throw wrong('paranoia is a level from 1 to 4')
  if (one.matches.length === 0 || one.passes.length === 0)
    throw wrong('it needs an example that it matches and one that it does not')
  if (isValueRule(one) && one.in.length === 0) throw wrong('it looks nowhere: name places in `in`')
  if (isValueRule(one) && one.names?.length === 0) throw wrong('it looks nowhere: `names` is empty')
  return one
}
