import type { CompiledRules } from '../../lib/waf/compiled.ts'
import { type Exclusion, exclude } from '../../lib/waf/exclude.ts'
import { inspectRequest } from '../../lib/waf/inspection.ts'
import type { InspectedRequest } from '../../lib/waf/message.ts'
import { type Program, programOf } from '../../lib/waf/program.ts'
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

function judge(program: Program, request: InspectedRequest): Judged {
  const circumstances = { detect: true, now: 0, random: () => 0.5 }
  const { transaction } = inspectRequest(program, request, circumstances, { overLimit: 'refuse' })
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
  rules: CompiledRules,
  traffic: readonly Recorded[],
): { refused: readonly Recorded[]; proposals: readonly Proposal[] } {
  const program = programOf(rules, rules.library)
  const found = new Map<
    string,
    { proposal: Omit<Proposal, 'routes' | 'requests'>; routes: Set<string>; requests: Set<Recorded> }
  >()
  const refused = traffic.filter((recorded) => {
    const { refused, parts } = judge(program, recorded.request)
    if (!refused) return false
    for (const { rule, message, field } of parts) {
      const key = `${rule} ${field.toLowerCase()}`
      const entry = found.get(key) ?? {
        proposal: { rule, message, field, exclusion: exclusionOf(rule, field) },
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
export function stillRefused(
  rules: CompiledRules,
  traffic: readonly Recorded[],
  exclusions: readonly Exclusion[],
): number {
  const program = programOf({ ...rules, rules: exclude(rules.rules, exclusions) }, rules.library)
  return traffic.filter(({ request }) => judge(program, request).refused).length
}

/** Attacks that are refused today, and the rules that had a part in it. */
export function refusedAttacks(
  rules: CompiledRules,
  attacks: readonly Attack[],
): readonly (Attack & { readonly by: ReadonlySet<number> })[] {
  const program = programOf(rules, rules.library)
  return attacks.flatMap((attack) => {
    const { refused, parts } = judge(program, attack.request)
    return refused ? [{ ...attack, by: new Set(parts.map(({ rule }) => rule)) }] : []
  })
}

/** Titles of the attacks that would pass with these exclusions, if they came on such a route. */
export function letThrough(
  rules: CompiledRules,
  attacks: readonly (Attack & { readonly by: ReadonlySet<number> })[],
  exclusions: readonly Exclusion[],
): readonly string[] {
  const program = programOf({ ...rules, rules: exclude(rules.rules, exclusions) }, rules.library)
  return attacks
    .filter(({ by }) => exclusions.some(({ rules: ids }) => ids?.some((id) => by.has(id))))
    .filter(({ request }) => !judge(program, request).refused)
    .map(({ title }) => title)
}

/** A count (`&ARGS`) is no field that could be left out: the rule as a whole is. */
const exclusionOf = (rule: number, field: string): Exclusion =>
  field.startsWith('&') ? { rules: [rule] } : { rules: [rule], fields: [field] }

const idLike = /^(?:\d+|[0-9a-f]{8,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i

function routeOf({ method, target }: InspectedRequest): string {
  const path = target.split('?', 1)[0] as string
  return `${method} ${path
    .split('/')
    .map((segment) => (idLike.test(segment) ? ':id' : segment))
    .join('/')}`
}
