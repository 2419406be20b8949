import type { Action, Rule, Text } from '../ir/rule.ts'
import { setvar } from './actions/setvar.ts'
import { expand } from './expand.ts'
import type { LinkedRule, LinkedTarget } from './link.ts'
import type { Transaction } from './transaction.ts'
import type { Step, TxState } from './tx.ts'

/**
 * Rules that look at TX alone and write TX alone (sums of scores, comparisons with thresholds) come to the same in every request that has
 * written nothing else to TX so far, which is most of them: what they come to is worked out once and looked up from then on.
 */

/** States kept for one rule set: each is where some order of rules leads to, and rules taken away make few such orders. */
const mostStates = 256

/**
 * TX as every request finds it.
 * @param rules all of them: a key that they ask for by pattern keeps its place among the others
 */
export function firstState(rules: readonly LinkedRule[]): TxState {
  const keys = new Set<string>()
  const patterns: ((key: string) => boolean)[] = []
  for (const first of rules)
    for (let link: LinkedRule | undefined = first; link; link = link.chain) {
      if (first.step >= 0) for (const key of keysOf(link.rule)) keys.add(key)
      for (const { target, wants, txKey } of link.targets)
        if (target.name === 'TX' && txKey === undefined) patterns.push(mayWant(wants))
    }
  const known = new Map<string, boolean>()
  const tracks = (key: string): boolean => {
    let tracked = known.get(key)
    if (tracked === undefined) {
      tracked = keys.has(key) || patterns.some((asksFor) => asksFor(key))
      // Names may come from a request.
      if (known.size >= mostStates) known.clear()
      if (key.length < 64) known.set(key, tracked)
    }
    return tracked
  }
  return { own: new Map(), bytes: 0, steps: [], root: { states: 1, tracks } }
}

/** Keys of TX that a rule names. */
function keysOf({ targets, operator, actions }: Rule): readonly string[] {
  const inText = (text: Text | undefined): readonly string[] =>
    typeof text === 'object'
      ? text.flatMap((part) => (typeof part === 'object' && part.name === 'TX' ? (part.key ?? []) : []))
      : []
  return [
    ...targets.flatMap(({ name, selector }) => (name === 'TX' && selector && 'key' in selector ? selector.key : [])),
    ...inText(operator?.argument),
    ...actions.flatMap((action) =>
      action.kind === 'setvar' && action.collection === 'TX'
        ? [...(typeof action.key === 'string' ? [action.key] : []), ...inText(action.value)]
        : [],
    ),
  ]
}

/** Where it cannot be told, the rule that asks has to come to know of it. */
const mayWant =
  (wants: ((key: string) => boolean) | undefined) =>
  (key: string): boolean => {
    try {
      return wants?.(key) ?? true
    } catch {
      return true
    }
  }

/** Whether a rule's first question is about TX alone, and all that it does before the next one. */
export const isAboutTx = ({ rule }: LinkedRule): boolean => asksTx(rule) && writesTx(rule)

function asksTx({ targets, operator, multiMatch }: Rule): boolean {
  if (multiMatch || (operator && !isOfTx(operator.argument))) return false
  return targets.every(({ name, selector, except, count }) => {
    if (name !== 'TX' || selector === undefined || except !== undefined) return false
    return 'key' in selector ? !isCaptured(selector.key) : !count
  })
}

const writesTx = ({ actions }: Rule): boolean =>
  actions.every(
    (action) =>
      action.kind === 'setvar' &&
      action.collection === 'TX' &&
      typeof action.key === 'string' &&
      !isCaptured(action.key) &&
      isOfTx(action.value),
  )

const isOfTx = (text: Text): boolean =>
  typeof text === 'string' ||
  text.every(
    (part) => typeof part === 'string' || (part.name === 'TX' && part.key !== undefined && !isCaptured(part.key)),
  )

/** TX:0 to TX:9 are what was captured in the request. */
const isCaptured = (key: string): boolean => /^\d$/.test(key)

/**
 * Carries out a rule about TX alone, where what it comes to is known or can be worked out.
 * @returns whether its chain matched; `undefined`: it has to be run as any other
 */
export function stepped(linked: LinkedRule, transaction: Transaction): boolean | undefined {
  const { tx } = transaction
  const from = tx.state
  if (from === undefined || transaction.removals?.concern(linked)) return undefined
  const step = from.steps[linked.step] ?? workedOut(linked, transaction, from)
  if (step === 'undetermined') return undefined
  if (step.to !== from) tx.moveTo(step.to)
  if (step.matchedVar) {
    transaction.matchedVar = step.matchedVar.value
    transaction.matchedVarName = step.matchedVar.name
  }
  return step.matched
}

function workedOut(first: LinkedRule, transaction: Transaction, from: TxState): Step {
  const { tx, rise } = transaction
  const bounds = transaction.bounds.length
  tx.leave()
  let step: Step
  try {
    step = tried(first, transaction, from)
  } catch {
    step = 'undetermined' // run as any other, it refuses
  }
  if (transaction.bounds.length > bounds || from.root.states >= mostStates) step = 'undetermined'
  transaction.rise = rise
  tx.moveTo(from)
  if (step !== 'undetermined' && step.to !== from) from.root.states++
  from.steps[first.step] = step
  return step
}

function tried(first: LinkedRule, transaction: Transaction, from: TxState): Step {
  let matchedVar: Member | undefined
  let matched = true
  for (let link: LinkedRule | undefined = first; link && matched; link = link.chain) {
    const { rule, targets } = link
    if (!asksTx(rule) || !writesTx(rule)) return 'undetermined'
    matched = false
    for (const member of targets.length === 0 ? always : membersThatMatch(link, transaction)) {
      matched = true
      // Whoever records a match, acts on it or captures has to see the request.
      if (rule.capture) return 'undetermined'
      if (!link.chain && (first.rule.log || first.disruptive.kind !== 'pass')) return 'undetermined'
      if (targets.length > 0) matchedVar = member
      for (const action of rule.actions) setvar(action as Setvar, transaction, rule)
    }
  }
  return { matched, to: transaction.tx.since(from), matchedVar }
}

type Setvar = Extract<Action, { kind: 'setvar' }>

interface Member {
  /** As `MATCHED_VAR_NAME` has it. */
  readonly name: string
  readonly value: string
}

const always: readonly Member[] = [{ name: '', value: '' }]

/** One by one, as the engine tests them: what one match writes, the next target may hold. */
function* membersThatMatch(link: LinkedRule, transaction: Transaction): Generator<Member> {
  const test = link.test ?? link.testOf?.(expand(link.argument, transaction, link.rule))
  if (!test) return
  for (const target of link.targets)
    for (const { name, value } of membersOf(target, transaction)) {
      let seen = value
      for (const transform of link.transformations) seen = transform(seen)
      if ((test(seen) !== undefined) !== link.negated) yield { name, value: seen }
    }
}

function membersOf({ target, txKey, wants }: LinkedTarget, { tx }: Transaction): readonly Member[] {
  if (txKey === undefined)
    return wants ? tx.matching(wants).map(({ name, value }) => ({ name: `TX:${name}`, value })) : []
  const value = tx.get(txKey)
  if (target.count) return [{ name: target.written, value: value === undefined ? '0' : '1' }]
  return value === undefined ? [] : [{ name: `TX:${txKey}`, value }]
}
