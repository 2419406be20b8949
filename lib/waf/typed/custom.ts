import { SallyportError } from '../../core/errors.ts'
import { lower, sameName } from '../ascii.ts'
import type { InspectedRequest } from '../message.ts'
import { type AddressList, addressList } from './addresses.ts'

/** What a request must be like. All that is given must hold; of a list, one entry. */
export interface Conditions {
  /** ISO 3166-1 alpha-2, any case. A visitor whose country nobody vouches for has none. */
  readonly country?: string | readonly string[]
  /** Number of the visitor's network. */
  readonly asn?: number | readonly number[]
  /** Addresses and blocks, or a list made once for several rules. */
  readonly address?: AddressList | readonly string[]
  readonly method?: string | readonly string[]
  /** The canonical path: exact, or all below it where it ends in `*`. */
  readonly path?: string | readonly string[]
  /** By name: a text that the value must hold, a pattern, or whether the field is there at all. */
  readonly header?: Readonly<Record<string, string | RegExp | boolean>>
  /** The User-Agent: a text that it must hold, without regard to case, or a pattern. */
  readonly agent?: string | RegExp | readonly string[]
}

/** A rule for daily needs: `{ id: 1, if: { country: 'XX', path: '/admin*' }, action: 'refuse' }`. The first that decides ends it. */
export interface CustomRule {
  /** 1 to 99,999. */
  readonly id: number
  readonly message?: string
  readonly if: Conditions
  readonly unless?: Conditions
  /** `allow`: the rule sets are not asked; `log`: recorded, and the next rule is asked; `refuse`: answered with `status`. */
  readonly action: 'allow' | 'log' | 'refuse'
  /** @default 403 */
  readonly status?: number
}

/** A custom rule ready to be asked. */
export interface LinkedCustom {
  readonly rule: CustomRule
  readonly holds: (request: InspectedRequest) => boolean
}

const known = new Set(['country', 'asn', 'address', 'method', 'path', 'header', 'agent'])

/** @throws SallyportError ERR_OPTION for a rule that could not do what it says */
export function linkCustom(rules: readonly CustomRule[]): readonly LinkedCustom[] {
  const ids = new Set<number>()
  return rules.map((rule) => {
    const wrong = (what: string): SallyportError =>
      new SallyportError('ERR_OPTION', `waf: custom rule ${rule.id}: ${what}`)
    if (!(Number.isInteger(rule.id) && rule.id > 0 && rule.id < 100_000))
      throw wrong('an id of your own is between 1 and 99999')
    if (ids.has(rule.id)) throw wrong('two rules have this id')
    ids.add(rule.id)
    if (!['allow', 'log', 'refuse'].includes(rule.action)) throw wrong(`there is no action "${rule.action}"`)
    if (rule.status !== undefined && !(Number.isInteger(rule.status) && rule.status >= 400 && rule.status < 600))
      throw wrong('a refusal has a status from 400 to 599')
    for (const conditions of [rule.if, rule.unless ?? {}])
      for (const name of Object.keys(conditions)) if (!known.has(name)) throw wrong(`there is no condition "${name}"`)
    if (Object.keys(rule.if).length === 0) throw wrong('it has no condition: it would hold for every request')
    const holds = test(rule.if)
    const not = rule.unless && Object.keys(rule.unless).length > 0 ? test(rule.unless) : undefined
    return { rule, holds: not ? (request) => holds(request) && !not(request) : holds }
  })
}

const listOf = <T>(one: T | readonly T[]): readonly T[] => (Array.isArray(one) ? (one as readonly T[]) : [one as T])

type Question = (request: InspectedRequest) => boolean

function test(conditions: Conditions): Question {
  const { country, asn, address, method, path, header, agent } = conditions
  const all: Question[] = []
  if (country !== undefined) {
    const wanted = new Set(listOf(country).map(lower))
    all.push(({ client }) => client?.country !== undefined && wanted.has(lower(client.country)))
  }
  if (asn !== undefined) {
    const wanted = new Set(listOf(asn))
    all.push(({ client }) => client?.asn !== undefined && wanted.has(client.asn))
  }
  if (address !== undefined) {
    const list = 'has' in address ? (address as AddressList) : addressList(address as readonly string[])
    all.push(({ client }) => client?.address !== undefined && list.has(client.address))
  }
  if (method !== undefined) {
    const wanted = new Set(listOf(method))
    // HEAD is answered as GET is: a rule bound to GET must see it too.
    if (wanted.has('GET')) wanted.add('HEAD')
    all.push((request) => wanted.has(request.method))
  }
  if (path !== undefined) all.push(pathQuestion(listOf(path)))
  for (const [name, value] of Object.entries(header ?? {})) all.push(headerQuestion(lower(name), value))
  if (agent !== undefined) all.push(agentQuestion(agent))
  return (request) => {
    for (const question of all) if (!question(request)) return false
    return true
  }
}

function pathQuestion(paths: readonly string[]): Question {
  const exact = new Set(paths.filter((path) => !path.endsWith('*')))
  const below = paths.filter((path) => path.endsWith('*')).map((path) => path.slice(0, -1))
  return (request) => {
    const path = request.path ?? (request.target.split(/[?#]/, 1)[0] as string)
    return exact.has(path) || below.some((start) => path.startsWith(start))
  }
}

const fieldOf = ({ headers }: InspectedRequest, name: string): string | undefined =>
  headers.find((one) => sameName(one.name, name))?.value

function headerQuestion(name: string, wanted: string | RegExp | boolean): Question {
  if (typeof wanted === 'boolean') return (request) => (fieldOf(request, name) !== undefined) === wanted
  const matches = textQuestion(wanted, false)
  return (request) => {
    const value = fieldOf(request, name)
    return value !== undefined && matches(value)
  }
}

function agentQuestion(agent: string | RegExp | readonly string[]): Question {
  const questions = listOf(agent as string | RegExp).map((one) => textQuestion(one, true))
  return (request) => {
    const value = fieldOf(request, 'user-agent') ?? ''
    return questions.some((question) => question(value))
  }
}

function textQuestion(wanted: string | RegExp, folded: boolean): (value: string) => boolean {
  if (typeof wanted === 'string') {
    if (!folded) return (value) => value.includes(wanted)
    const low = lower(wanted)
    return (value) => lower(value).includes(low)
  }
  // A pattern that remembers where it was would answer by turns.
  const pattern = new RegExp(wanted.source, wanted.flags.replace(/[gy]/g, ''))
  return (value) => pattern.test(value)
}
