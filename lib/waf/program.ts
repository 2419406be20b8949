import { SallyportError } from '../core/errors.ts'
import { type Phase, type Rule, type RuleSet, ruleAbi, type Settings } from '../ir/rule.ts'
import { bodilessRules } from './bodiless.ts'
import { fold } from './fold.ts'
import { type Guards, guardsOf } from './guards.ts'
import type { Library } from './library.ts'
import { type LinkedRule, link } from './link.ts'
import { Screen } from './screen/screen.ts'
import { isScreenable } from './screen/screenable.ts'
import { shortcutOf } from './shortcut.ts'
import { type UnicodeMap, urlDecodeUniBy } from './transformations/url-decode-uni.ts'
import type { TxState } from './tx.ts'
import { firstState, isAboutTx } from './tx-steps.ts'

/** In the place of a rule's number: it matches nothing where there is no body. */
export const bodiless = -2

/** A rule set ready to run. */
export interface Program {
  readonly settings: Settings
  /** Index 1 to 5. */
  readonly phases: readonly (readonly LinkedRule[])[]
  /**
   * Of each phase the rules' numbers in its prefilter, as `LinkedRule.screen`, or `bodiless`: most rules are passed over by a look at this
   * alone.
   */
  readonly screened: readonly Int32Array[]
  /** Prefilters, by phase: one for what is asked, one for what is answered. */
  readonly screens: readonly (Screen | undefined)[]
  /** TX as every transaction finds it. */
  readonly tx: ReadonlyMap<string, string>
  /** Where rules about TX alone begin; none: they run each time. */
  readonly state: TxState | undefined
  readonly guards: Guards
}

/** What makes rules fast and changes no result: tests turn it off to show that. */
export interface ProgramOptions {
  /** Skip rules that a look at the values says cannot match. @default true */
  readonly screen?: boolean
  /** Work out what does not depend on the request once. @default true */
  readonly fold?: boolean
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
  const own = withMap(library, ruleSet.settings.unicodeMap)
  const { rules, tx } =
    options.fold === false ? { rules: ruleSet.rules, tx: new Map<string, string>() } : fold(ruleSet.rules, own)
  const phases = ([1, 2, 3, 4, 5] as const).map((phase) => listOf(rules, phase, own))
  if (options.fold !== false) for (const linked of phases.flat()) linked.shortcut = shortcutOf(linked.rule, rules, tx)
  if (options.fold !== false) {
    let number = 0
    for (const linked of phases.flat()) if (isAboutTx(linked)) linked.step = number++
  }
  const asked = screenOf(phases.slice(0, 2).flat(), options)
  const answered = screenOf(phases.slice(2, 4).flat(), options)
  const screens = [undefined, asked, asked, answered, answered, undefined]
  const all = [[], ...phases]
  const says = options.fold === false ? () => false : bodilessRules(ruleSet.settings)
  return {
    settings: ruleSet.settings,
    phases: all,
    screened: all.map((list) =>
      Int32Array.from(list, (linked) => (linked.screen < 0 && says(linked) ? bodiless : linked.screen)),
    ),
    screens,
    tx,
    state: options.fold === false ? undefined : firstState(phases.flat()),
    guards: guardsOf(options.all ?? ruleSet.rules),
  }
}

/** SecUnicodeMapFile changes what one transformation does. */
function withMap(library: Library, map: UnicodeMap | undefined): Library {
  if (map === undefined || library.transformations.urldecodeuni === undefined) return library
  return { ...library, transformations: { ...library.transformations, urldecodeuni: urlDecodeUniBy(map) } }
}

function screenOf(list: readonly LinkedRule[], options: ProgramOptions): Screen | undefined {
  if (options.screen === false) return undefined
  const screened = list.filter(isScreenable)
  screened.forEach((linked, number) => {
    linked.screen = number
  })
  return screened.length === 0 ? undefined : new Screen(screened)
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
