import { SallyportError } from '../core/errors.ts'
import type { Action, Disruptive, Rule, Selector, Target, Text } from '../ir/rule.ts'
import { longestFor } from '../regex/limit.ts'
import { modsecurity2, translate } from '../regex/translate.ts'
import { lower, sameName } from './ascii.ts'
import type { Library } from './library.ts'
import type { Pair } from './message.ts'
import type { Test } from './operators/operator.ts'
import { rx } from './operators/rx.ts'
import type { Transaction } from './transaction.ts'
import { type List, lists } from './variables/lists.ts'
import { type Scalar, scalars } from './variables/scalars.ts'

/** A rule whose names are bound to what they mean. */
export interface LinkedRule {
  readonly rule: Rule
  readonly targets: readonly LinkedTarget[]
  /** Variables that it looks at, without the rest of its chain. */
  readonly names: readonly string[]
  /** Fixed operators; with macros in the argument, `testOf` makes one for the request. */
  readonly test: Test | undefined
  readonly testOf: ((argument: string) => Test) | undefined
  readonly argument: Text
  readonly negated: boolean
  readonly transformations: readonly ((input: string) => string)[]
  readonly multiMatch: boolean
  readonly capture: boolean
  readonly actions: readonly Action[]
  readonly disruptive: Disruptive
  readonly chain: LinkedRule | undefined
  /** Where the rules go on after a match: index in the phase's list; -1: with the next one. */
  next: number
  /** Its number in the prefilter of its phase; -1: it is tested always. */
  screen: number
  /** Its number among the rules about TX alone; -1: it is none of them. */
  step: number
  /** Asked first, where a cheaper question has the same no. */
  shortcut: ((transaction: Transaction) => boolean) | undefined
}

export interface LinkedTarget {
  readonly target: Target
  readonly count: boolean
  readonly scalar: Scalar | undefined
  readonly list: List | undefined
  /** TX with a plain key is read straight. */
  readonly txKey: string | undefined
  readonly wants: ((name: string) => boolean) | undefined
}

/** @throws SallyportError ERR_RULE when a rule names what the library lacks */
export function link(rule: Rule, library: Library): LinkedRule {
  const { operator } = rule
  const fixed = operator && typeof operator.argument === 'string'
  return {
    rule,
    targets: rule.targets.map(linkTarget),
    names: [...new Set(rule.targets.map(({ name }) => name))],
    test: operator && fixed ? fixedTest(rule, library) : undefined,
    testOf: operator && !fixed ? changingTest(rule, library) : undefined,
    argument: operator?.argument ?? '',
    negated: operator?.negated ?? false,
    transformations: rule.transformations.map((name) => named(library.transformations, name, rule, 'transformation')),
    multiMatch: rule.multiMatch ?? false,
    capture: rule.capture ?? false,
    actions: rule.actions,
    disruptive: rule.disruptive,
    chain: rule.chain && link(rule.chain, library),
    next: -1,
    screen: -1,
    step: -1,
    shortcut: undefined,
  }
}

function named<T>(table: Readonly<Record<string, T>>, name: string, rule: Rule, what: string): T {
  const found = table[name]
  if (found === undefined)
    throw new SallyportError('ERR_RULE', `rule ${rule.id}: the rule set lacks the ${what} ${name}`)
  return found
}

function fixedTest(rule: Rule, library: Library): Test {
  const { name, regex, lines, argument, negated = false } = rule.operator as NonNullable<Rule['operator']>
  // Where it matched is asked of the last link of a chain, and of those that capture.
  if (regex) return rx(regex, negated || (rule.chain !== undefined && !rule.capture))
  // Lists can be long: what prepares them waits for the first value that gets as far as the operator.
  const make = named(library.operators, name, rule, 'operator')
  let test: Test | undefined
  return (value) => {
    test ??= make(lines ?? (argument as string))
    return test(value)
  }
}

/** Operators whose argument holds macros: the last few made are kept, since set-up's values are what most macros name. */
function changingTest(rule: Rule, library: Library): (argument: string) => Test {
  const { name } = rule.operator as NonNullable<Rule['operator']>
  const make = name === 'rx' || name === 'rxglobal' ? compile : named(library.operators, name, rule, 'operator')
  const kept = new Map<string, Test>()
  return (argument) => {
    let test = kept.get(argument)
    if (test) return test
    test = make(argument)
    if (kept.size >= 8) kept.clear()
    if (argument.length <= 1024) kept.set(argument, test)
    return test
  }
}

function compile(argument: string): Test {
  const { source, flags, captures } = translate(argument, modsecurity2)
  const longest = longestFor(argument)
  return rx({ source, flags, captures, ...(longest !== undefined && { longest }) })
}

export function linkTarget(target: Target): LinkedTarget {
  const { name, selector, except, count } = target
  const scalar = scalars[name]
  const list = lists[name]
  if (!scalar && !list) throw new SallyportError('ERR_RULE', `there is no variable ${name}`)
  const txKey = name === 'TX' && selector && 'key' in selector && !except ? selector.key : undefined
  return { target, count: count ?? false, scalar, list, txKey, wants: wanted(selector, except) }
}

function wanted(
  selector: Selector | undefined,
  except: readonly Selector[] | undefined,
): ((name: string) => boolean) | undefined {
  const include = selector && chooses(selector)
  const exclude = except?.map(chooses)
  if (!include && !exclude) return undefined
  if (!exclude) return include
  return (name) => (!include || include(name)) && !exclude.some((leaves) => leaves(name))
}

/** Which member names a selector picks. @throws RegexBound when asked about a name for which its pattern takes too many steps */
export function chooses(selector: Selector): (name: string) => boolean {
  if ('key' in selector) {
    const { key } = selector
    return (name) => sameName(name, key)
  }
  const test = rx(selector.pattern, true)
  return (name) => test(name) !== undefined
}

/** Removals name their targets anew for each request; what asks is made once. */
const choosers: WeakMap<Selector, (name: string) => boolean> = new WeakMap()

function isChosen(selector: Selector, name: string): boolean {
  let chooser = choosers.get(selector)
  if (chooser === undefined) {
    chooser = chooses(selector)
    choosers.set(selector, chooser)
  }
  return chooser(name)
}

/** Whether a member of a variable is one of these targets. */
export function covers(targets: readonly Target[], name: string, member: string): boolean {
  return targets.some(
    (target) => target.name === name && (target.selector === undefined || isChosen(target.selector, lower(member))),
  )
}

/** Values of a target that has members. */
export function membersOf(target: LinkedTarget, transaction: Transaction): readonly Pair[] {
  const members = (target.list as List).members(transaction)
  return target.wants ? members.filter(({ name }) => (target.wants as (name: string) => boolean)(name)) : members
}
