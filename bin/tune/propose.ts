import { runnerOf } from '../../lib/waf/bench.ts'
import type { Exclusion } from '../../lib/waf/exclude.ts'
import type { InspectedRequest } from '../../lib/waf/message.ts'
import { type AnyRules, isTyped } from '../../lib/waf/options.ts'
import type { Runner } from '../../lib/waf/runner.ts'
import { isValueRule } from '../../lib/waf/typed/rule.ts'
import { inspectBy } from '../../lib/waf/whole.ts'
import type { Recorded } from './traffic.ts'

/** An exclusion that recorded requests ask for. Nobody applies it but a person. */
export interface Proposal {
  readonly rule: number
  readonly message: string
  /** Variable with its member: `ARGS:note`. */
  readonly field: string
  /** Method and path, with `:id` for numbers and ids. */
  readonly routes: readonly string[]
  /** Recorded requests in which it counts. */
  readonly requests: number
  readonly exclusion: Exclusion
}

/** A request that rules are there for, by the name of its test. */
export interface Attack {
  readonly title: string
  readonly request: InspectedRequest
}

/** What a rule set says of a request: whether it would be refused, and which rules had a part in that. */
interface Judged {
  readonly refused: boolean
  readonly parts: readonly { readonly rule: number; readonly message: string; readonly field: string }[]
}

function judge(runner: Runner, request: InspectedRequest): Judged {
  const circumstances = { detect: true, now: 0, random: () => 0.5 }
  const { transaction } = inspectBy(runner, request, circumstances, { overLimit: 'refuse' })
  const { matches, objection } = transaction
  const parts = matches
    .filter(({ rule, score }) => score > 0 || rule.id === objection?.rule)
    .filter(({ path, variable }) => path !== '' && !variable.startsWith('TX'))
    .map(({ rule, path }) => ({
      rule: rule.id,
      message: typeof rule.message === 'string' ? rule.message : '',
      field: path,
    }))
  return { refused: objection !== undefined, parts }
}

/** What recorded requests would be refused, and the narrowest exclusions that would let them pass, those of most requests first. */
export function propose(
  rules: AnyRules,
  traffic: readonly Recorded[],
): { refused: readonly Recorded[]; proposals: readonly Proposal[] } {
  const runner = runnerOf(rules)
  const whole = aboutRequests(rules)
  const found = new Map<
    string,
    { proposal: Omit<Proposal, 'routes' | 'requests'>; routes: Set<string>; requests: Set<Recorded> }
  >()
  const refused = traffic.filter((recorded) => {
    const { refused, parts } = judge(runner, recorded.request)
    if (!refused) return false
    for (const { rule, message, field } of parts) {
      const key = `${rule} ${field.toLowerCase()}`
      const entry = found.get(key) ?? {
        proposal: { rule, message, field, exclusion: exclusionOf(rule, field, whole) },
        routes: new Set<string>(),
        requests: new Set<Recorded>(),
      }
      entry.routes.add(routeOf(recorded.request))
      entry.requests.add(recorded)
      found.set(key, entry)
    }
    return true
  })
  const proposals = [...found.values()]
    .map(({ proposal, routes, requests }) => ({ ...proposal, routes: [...routes].sort(), requests: requests.size }))
    .sort((a, b) => b.requests - a.requests || a.rule - b.rule)
  return { refused, proposals }
}

/** How many recorded requests would still be refused with these exclusions. */
export function stillRefused(rules: AnyRules, traffic: readonly Recorded[], exclusions: readonly Exclusion[]): number {
  const runner = runnerOf(rules, undefined, exclusions)
  return traffic.filter(({ request }) => judge(runner, request).refused).length
}

/** Attacks that are refused today, and the rules that had a part in it. */
export function refusedAttacks(
  rules: AnyRules,
  attacks: readonly Attack[],
): readonly (Attack & { readonly by: ReadonlySet<number> })[] {
  const runner = runnerOf(rules)
  return attacks.flatMap((attack) => {
    const { refused, parts } = judge(runner, attack.request)
    return refused ? [{ ...attack, by: new Set(parts.map(({ rule }) => rule)) }] : []
  })
}

/** Titles of the attacks that would pass with these exclusions, if they came on such a route. */
export function letThrough(
  rules: AnyRules,
  attacks: readonly (Attack & { readonly by: ReadonlySet<number> })[],
  exclusions: readonly Exclusion[],
): readonly string[] {
  const runner = runnerOf(rules, undefined, exclusions)
  return attacks
    .filter(({ by }) => exclusions.some(({ rules: ids }) => ids?.some((id) => by.has(id))))
    .filter(({ request }) => !judge(runner, request).refused)
    .map(({ title }) => title)
}

/** Rules in TypeScript that look at the request as a whole: no field could be left out of them. */
const aboutRequests = (rules: AnyRules): ReadonlySet<number> =>
  new Set(isTyped(rules) ? rules.rules.filter((one) => !isValueRule(one)).map(({ id }) => id) : [])

/** A count (`&ARGS`) is no field that could be left out either. */
const exclusionOf = (rule: number, field: string, whole: ReadonlySet<number>): Exclusion =>
  field.startsWith('&') || whole.has(rule) ? { rules: [rule] } : { rules: [rule], fields: [field] }

const idLike = /^(?:\d+|[0-9a-f]{8,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i

function routeOf({ method, target }: InspectedRequest): string {
  const path = target.split('?', 1)[0] as string
  return `${method} ${path
    .split('/')
    .map((segment) => (idLike.test(segment) ? ':id' : segment))
    .join('/')}`
}
