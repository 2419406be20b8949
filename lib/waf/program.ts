import { SallyportError } from '../core/errors.ts'
import { type Phase, type Rule, type RuleSet, ruleAbi, type Settings } from '../ir/rule.ts'
import type { Library } from './library.ts'
import { type LinkedRule, link } from './link.ts'

/** A rule set ready to run. */
export interface Program {
  readonly settings: Settings
  /** Index 1 to 5. */
  readonly phases: readonly (readonly LinkedRule[])[]
  /** TX as every transaction finds it. */
  readonly tx: ReadonlyMap<string, string>
  /** What rules look at themselves: where none does, the engine refuses a body that could not be read. */
  readonly guards: { readonly body: boolean; readonly multipart: boolean }
}

/**
 * @param all the rules before a route's exclusions: leaving out the rule that refuses broken bodies is a choice, not having it is none
 * @throws SallyportError ERR_RULE_ABI, ERR_RULE
 */
export function programOf(ruleSet: RuleSet, library: Library, all: readonly Rule[] = ruleSet.rules): Program {
  if (ruleSet.abi !== ruleAbi)
    throw new SallyportError(
      'ERR_RULE_ABI',
      `the rule set is of ABI ${ruleSet.abi}, this engine runs ${ruleAbi}: compile it again`,
    )
  const phases = ([1, 2, 3, 4, 5] as const).map((phase) => listOf(ruleSet.rules, phase, library))
  const guards = {
    body: all.some((rule) => looksAt(rule, 'REQBODY_ERROR', 'REQBODY_PROCESSOR_ERROR')),
    multipart: all.some((rule) => looksAt(rule, 'MULTIPART_STRICT_ERROR')),
  }
  return { settings: ruleSet.settings, phases: [[], ...phases], tx: new Map(), guards }
}

function looksAt(rule: Rule, ...names: readonly string[]): boolean {
  if (rule.phase !== 2) return false
  for (let link: Rule | undefined = rule; link; link = link.chain)
    if (link.targets.some(({ name }) => names.includes(name))) return true
  return false
}

/** The rules of one phase, with the places where they go on after a match. */
function listOf(rules: readonly Rule[], phase: Phase, library: Library): readonly LinkedRule[] {
  const list: LinkedRule[] = []
  const markers = new Map<string, number[]>()
  for (const rule of rules) {
    if (rule.marker !== undefined) markers.set(rule.marker, [...(markers.get(rule.marker) ?? []), list.length])
    else if (rule.phase === phase) list.push(link(rule, library))
  }
  list.forEach((linked, at) => {
    const { skip, skipAfter } = linked.rule
    // A marker that never comes: the rest of the phase is left out, as in ModSecurity.
    if (skipAfter !== undefined) linked.next = markers.get(skipAfter)?.find((place) => place > at) ?? list.length
    else if (skip !== undefined) linked.next = Math.min(at + 1 + skip, list.length)
  })
  return list
}
