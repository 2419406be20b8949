import { SallyportError } from '../core/errors.ts'
import { type Phase, type Rule, type RuleSet, ruleAbi, type Settings } from '../ir/rule.ts'
import { type Guards, guardsOf } from './guards.ts'
import type { Library } from './library.ts'
import { type LinkedRule, link } from './link.ts'

/** A rule set ready to run. */
export interface Program {
  readonly settings: Settings
  /** Index 1 to 5. */
  readonly phases: readonly (readonly LinkedRule[])[]
  /** TX as every transaction finds it. */
  readonly tx: ReadonlyMap<string, string>
  readonly guards: Guards
}

export interface ProgramOptions {
  /** All rules as compiled, where a route's exclusions took some: see `guardsOf`. @default the rules themselves */
  readonly all?: readonly Rule[]
}

/** @throws SallyportError ERR_RULE_ABI, ERR_RULE */
export function programOf(ruleSet: RuleSet, library: Library, options: ProgramOptions = {}): Program {
  if (ruleSet.abi !== ruleAbi)
    throw new SallyportError(
      'ERR_RULE_ABI',
      `the rule set is of ABI ${ruleSet.abi}, this engine runs ${ruleAbi}: compile it again`,
    )
  const phases = ([1, 2, 3, 4, 5] as const).map((phase) => listOf(ruleSet.rules, phase, library))
  return {
    settings: ruleSet.settings,
    phases: [[], ...phases],
    tx: new Map(),
    guards: guardsOf(options.all ?? ruleSet.rules),
  }
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
