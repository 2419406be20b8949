import type { Rule } from '../../ir/rule.ts'
import { lower } from '../ascii.ts'
import type { Pair } from '../message.ts'
import type { Transaction } from '../transaction.ts'
import type { Found, Listener } from './looks.ts'
import { type Place, type TypedRule, type Where, weights } from './rule.ts'
import type { RouteSettings } from './runner.ts'

/** Records kept of one transaction: a rule that matches each of many arguments must not grow without end. */
const mostMatches = 1000

/** The names that verdicts have for places: those of ModSecurity's variables. */
const variables: Readonly<Record<Place, string>> = {
  query: 'ARGS_GET',
  'query-name': 'ARGS_GET_NAMES',
  form: 'ARGS_POST',
  'form-name': 'ARGS_POST_NAMES',
  json: 'ARGS_POST',
  'json-name': 'ARGS_POST_NAMES',
  xml: 'XML',
  body: 'REQUEST_BODY',
  cookie: 'REQUEST_COOKIES',
  'cookie-name': 'REQUEST_COOKIES_NAMES',
  header: 'REQUEST_HEADERS',
  path: 'REQUEST_FILENAME',
  file: 'FILES_TMP_CONTENT',
  'file-name': 'FILES',
  answer: 'RESPONSE_BODY',
}
/** Read whole, as they came. */
const whole: ReadonlySet<Place> = new Set(['file', 'body', 'xml', 'answer'])
const severities = { critical: 2, error: 3, warning: 4, notice: 5 } as const

/** Writes matches into a transaction, adds up their score, and decides. One for each phase of a request. */
export class Ledger implements Listener {
  readonly #transaction: Transaction
  readonly #threshold: { readonly inbound: number; readonly outbound: number }
  readonly #route: RouteSettings
  readonly #where: { place: Place; name: string; value: string } = { place: 'query', name: '', value: '' }
  #score = 0

  constructor(
    transaction: Transaction,
    threshold: { readonly inbound: number; readonly outbound: number },
    route: RouteSettings,
  ) {
    this.#transaction = transaction
    this.#threshold = threshold
    this.#route = route
  }

  /** Where the next value stands. The same object each time: a request has many values. */
  at(place: Place, name: string, value = ''): Where {
    this.#where.place = place
    this.#where.value = value
    this.#where.name = place === 'header' ? lower(name) : name
    return this.#where
  }

  report({ rule, finding, value }: Found): void {
    const { place, name } = this.#where
    if (isBlind(this.#route, rule.id, place, name)) return
    const declared = this.#route.fields.passing(this.#where, finding)
    this.#record(
      rule,
      variables[place],
      name,
      value,
      finding.span,
      `${finding.language}, ${finding.context}: ${finding.reason}`,
      declared && `${declared.field} is declared ${declared.kind}`,
    )
  }

  /** What is hidden behind more decodings than are made is not passed on; texts and files are long, and no field that an origin decodes. */
  unread(): void {
    const { place } = this.#where
    if (whole.has(place) || this.#route.fields.declared(this.#where)) this.#bound('decoding')
    else this.#transaction.overrun('decoding')
  }

  #bound(name: string): void {
    if (!this.#transaction.bounds.includes(name)) this.#transaction.bounds.push(name)
  }

  request(rule: TypedRule, { name, value }: Pair): void {
    if (this.#route.blind.get(rule.id)?.has('*')) return
    this.#record(rule, 'REQUEST_HEADERS', name, value, [0, value.length], rule.message, undefined)
  }

  #record(
    rule: TypedRule,
    variable: string,
    name: string,
    value: string,
    span: readonly [number, number],
    data: string,
    passedBy: string | undefined,
  ): void {
    const transaction = this.#transaction
    const score = passedBy === undefined ? weights[rule.severity] : 0
    this.#score += score
    if (transaction.matches.length >= mostMatches) {
      this.#bound('matches')
      return
    }
    transaction.matches.push({
      rule: shownRule(rule, transaction.phase),
      transformations: [],
      variable,
      path: name === '' ? variable : `${variable}:${name}`,
      value,
      span,
      message: rule.message,
      data,
      score,
      ...(data !== rule.message && { why: data }),
      ...(passedBy !== undefined && { passedBy }),
    })
  }

  /** Adds the score of this phase to what was there, and refuses from the threshold on. */
  close(): void {
    if (this.#score === 0) return
    const transaction = this.#transaction
    const answer = transaction.phase > 2
    const key = answer ? 'blocking_outbound_anomaly_score' : 'blocking_inbound_anomaly_score'
    const sum = Number(transaction.tx.get(key) ?? 0) + this.#score
    transaction.tx.set(key, String(sum))
    this.#score = 0
    if (sum < (answer ? this.#threshold.outbound : this.#threshold.inbound)) return
    const end = { kind: 'deny', status: 403, rule: transaction.matches.at(-1)?.rule.id ?? 0 } as const
    if (transaction.engine === 'on') transaction.interruption ??= end
    else transaction.objection ??= end
  }
}

const placesOf = (place: Place): string => place.replace(/-name$/, '')

function isBlind({ blind }: RouteSettings, id: number, place: Place, name: string): boolean {
  const fields = blind.get(id)
  if (!fields) return false
  const root = placesOf(place)
  const wide = root === 'form' || root === 'json' || root === 'xml' || root === 'file' ? 'body' : root
  return fields.has('*') || fields.has(`${wide}.*`) || fields.has(`${wide}.${name}`)
}

const shown = new WeakMap<TypedRule, Rule>()

/** A rule as verdicts and logs know rules. */
function shownRule(rule: TypedRule, phase: Transaction['phase']): Rule {
  let made = shown.get(rule)
  if (made?.phase !== phase) {
    made = {
      id: rule.id,
      phase,
      targets: [],
      transformations: [],
      message: rule.message,
      tags: rule.tags ?? [],
      severity: severities[rule.severity],
      log: true,
      auditLog: true,
      disruptive: { kind: 'block' },
      status: 403,
      actions: [],
      at: ['', 0],
    }
    shown.set(rule, made)
  }
  return made
}
