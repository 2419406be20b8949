import { lower } from '../ascii.ts'
import type { Argument } from '../body/argument.ts'
import { base64Decode } from '../detect/decode/base64.ts'
import type { Circumstances } from '../inspection.ts'
import type { InspectedRequest, Pair } from '../message.ts'
import type { Runner } from '../runner.ts'
import { Transaction } from '../transaction.ts'
import { verdictOf } from '../verdict.ts'
import { typedBody } from './body.ts'
import type { FieldPolicy } from './fields.ts'
import { Ledger } from './ledger.ts'
import { Looks } from './looks.ts'
import { fieldsOfPart } from './parts.ts'
import { isValueRule, type Place, type RequestRule, type ValueRule } from './rule.ts'
import type { TypedRules } from './rule-set.ts'

/** What a route says of one rule set. */
export interface RouteSettings {
  readonly fields: FieldPolicy
  /** Rules that do not look at certain fields: by id, names as `query.q` or, for whole places, `query.*`. */
  readonly blind: ReadonlyMap<number, ReadonlySet<string>>
}

/**
 * Runs rules that are written in TypeScript: value by value, not rule by rule. One look at the bytes of a value says which
 * detectors it can concern; most benign values concern none.
 */
export function typedRunner(rules: TypedRules, route: RouteSettings): Runner {
  let made: Screening | undefined
  const screening = (): Screening => {
    made ??= new Screening(rules, route)
    return made
  }
  return {
    name: rules.name,
    settings: rules.settings,
    prepare: () => screening().prepare(),
    head: (request, circumstances) => screening().head(request, circumstances),
    idle: (request, circumstances) => screening().idle(request, circumstances),
    body: (transaction, text) => screening().body(transaction, text),
    answerHead(transaction, response) {
      transaction.response = response
      screening().answerHead(transaction)
    },
    answerBody(transaction, text) {
      if (text !== undefined && transaction.response) transaction.response = { ...transaction.response, body: text }
      screening().answerBody(transaction, text)
    },
    conclude: () => {},
    verdict: (transaction, mode) => verdictOf(transaction, rules, mode),
  }
}

class Screening {
  readonly #rules: TypedRules
  readonly #looks: Map<Place, Looks> = new Map()
  readonly #values: readonly ValueRule[]
  readonly #requests: Readonly<Record<RequestRule['at'], readonly RequestRule[]>>
  readonly #route: RouteSettings
  readonly #tx: ReadonlyMap<string, string>

  constructor(rules: TypedRules, route: RouteSettings) {
    this.#rules = rules
    this.#route = route
    const run = rules.rules.filter(({ paranoia = 1 }) => paranoia <= rules.paranoia)
    this.#values = run.filter(isValueRule)
    const requests = run.filter((one): one is RequestRule => !isValueRule(one))
    const at = (when: RequestRule['at']): readonly RequestRule[] => requests.filter((one) => one.at === when)
    this.#requests = { head: at('head'), body: at('body'), answer: at('answer') }
    this.#tx = new Map([
      ['inbound_anomaly_score_threshold', String(rules.threshold.inbound)],
      ['outbound_anomaly_score_threshold', String(rules.threshold.outbound)],
    ])
  }

  /** Makes what every request asks for, so that the first one does not wait for it. */
  prepare(): void {
    for (const place of ['path', 'query', 'query-name', 'cookie', 'cookie-name', 'header'] as const)
      this.#looksOf(place)
  }

  #looksOf(place: Place): Looks {
    let looks = this.#looks.get(place)
    if (!looks) {
      looks = new Looks(this.#values, place)
      this.#looks.set(place, looks)
    }
    return looks
  }

  idle(request: InspectedRequest, circumstances: Circumstances): Transaction {
    return new Transaction(request, { ...circumstances, settings: this.#rules.settings, tx: this.#tx })
  }

  head(request: InspectedRequest, circumstances: Circumstances): Transaction {
    const transaction = this.idle(request, circumstances)
    const ledger = this.#ledger(transaction)
    this.#ask('head', transaction, ledger)
    this.#path(transaction, ledger)
    this.#members('query', 'query-name', transaction.argumentsGet, ledger)
    this.#members('cookie', 'cookie-name', transaction.cookies, ledger)
    const headers = this.#looksOf('header')
    for (const { name, value } of request.headers) {
      // Cookies have been looked at one by one.
      if (name.length === 6 && lower(name) === 'cookie') continue
      if (value.length < 4) continue
      const where = ledger.at('header', name)
      headers.lookAgain(value, where, ledger)
      if (name.length === 13 && lower(name) === 'authorization')
        credentials(value, (one) => headers.look(one, where, ledger))
    }
    ledger.close()
    return transaction
  }

  body(transaction: Transaction, text: string | undefined): void {
    if (transaction.interruption) return
    transaction.phase = 2
    const ledger = this.#ledger(transaction)
    if (text !== undefined && text !== '') {
      const body = typedBody(text, transaction.header('content-type') ?? '', transaction.settings)
      transaction.setBody(body)
      transaction.processor = body.processor
      for (const bound of body.bounds) transaction.bounds.push(bound)
      const place = body.processor === 'JSON' ? 'json' : 'form'
      this.#members(place, `${place}-name`, body.arguments, ledger)
      if (body.xml) {
        const looks = this.#looksOf('xml')
        looks.look(body.xml.text, ledger.at('xml', ''), ledger)
        for (const value of body.xml.attributes) looks.look(value, ledger.at('xml', '@'), ledger)
      }
      if (body.raw !== '') this.#looksOf('body').look(body.raw, ledger.at('body', ''), ledger)
      for (const file of body.multipart?.files ?? []) {
        this.#looksOf('file-name').look(file.filename, ledger.at('file-name', file.name), ledger)
        const files = this.#looksOf('file')
        if (!files.none) files.look(file.content, ledger.at('file', file.name), ledger)
        const fields = fieldsOfPart(file, transaction.settings)
        if (fields) this.#members(fields.place, `${fields.place}-name`, fields.members, ledger)
      }
    }
    this.#ask('body', transaction, ledger)
    ledger.close()
    refuseUnread(transaction)
  }

  answerHead(transaction: Transaction): void {
    transaction.phase = 3
    const ledger = this.#ledger(transaction)
    this.#ask('answer', transaction, ledger)
    ledger.close()
  }

  answerBody(transaction: Transaction, text: string | undefined): void {
    transaction.phase = 4
    if (transaction.interruption || text === undefined || text === '') return
    const looks = this.#looksOf('answer')
    if (looks.none) return
    const ledger = this.#ledger(transaction)
    looks.look(text, ledger.at('answer', ''), ledger)
    ledger.close()
  }

  #ledger(transaction: Transaction): Ledger {
    return new Ledger(transaction, this.#rules.threshold, this.#route)
  }

  #ask(when: RequestRule['at'], transaction: Transaction, ledger: Ledger): void {
    for (const one of this.#requests[when]) {
      const found = one.test(transaction)
      if (found !== undefined) ledger.request(one, found)
    }
  }

  /** The whole path, as sent and as forwarded, and each piece of it: a piece may be what is put into a statement. */
  #path(transaction: Transaction, ledger: Ledger): void {
    const looks = this.#looksOf('path')
    for (const filename of transaction.filenames) {
      if (filename.length < 2) continue
      const where = ledger.at('path', '')
      looks.look(filename.slice(1), where, ledger)
      if (filename.indexOf('/', 1) > 0 && /[^\w./-]/.test(filename))
        looks.look(filename.slice(filename.lastIndexOf('/') + 1), where, ledger)
    }
  }

  #members(place: Place, names: Place, members: readonly Argument[], ledger: Ledger): void {
    const looks = this.#looksOf(place)
    const nameLooks = this.#looksOf(names)
    // Elements of a JSON array bear one name, and it is one string.
    let last = ''
    for (let at = 0; at < members.length; at++) {
      const { name, value } = members[at] as Pair
      if (name !== last) {
        nameLooks.look(name, ledger.at(names, name, value), ledger)
        last = name
      }
      if (value === '') continue
      // Consent and settings are the same for many visitors, and written in escapes.
      if (place === 'cookie' && value.includes('%')) looks.lookAgain(value, ledger.at(place, name), ledger)
      else looks.look(value, ledger.at(place, name), ledger)
    }
  }
}

/** Name and password of the Basic scheme (RFC 7617): an origin puts them into a statement as those of a form. */
function credentials(value: string, look: (one: string) => void): void {
  if (lower(value.slice(0, 6)) !== 'basic ') return
  const text = base64Decode(value.slice(6).trim())
  const colon = text.indexOf(':')
  if (colon < 0) return
  look(text.slice(0, colon))
  look(text.slice(colon + 1))
}

/** What could not be read is not passed on: the origin may read it in its own way. */
function refuseUnread(transaction: Transaction): void {
  const { body, queryExceeded } = transaction
  if (transaction.interruption) return
  if (body?.error !== undefined || queryExceeded || (body?.multipart?.flags.strict_error ?? 0) !== 0)
    transaction.overrun('body-error')
}
