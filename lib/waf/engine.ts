import { SallyportError } from '../core/errors.ts'
import type { Action, Phase, Rule } from '../ir/rule.ts'
import { RegexBound } from '../regex/backtrack.ts'
import { codeAt } from '../text/code-at.ts'
import { control, remove } from './actions/ctl.ts'
import { expirevar, initcol, saveCollections, setvar } from './actions/setvar.ts'
import { isBodiless } from './bodiless.ts'
import { expand, expandShown } from './expand.ts'
import { covers, type LinkedRule, type LinkedTarget } from './link.ts'
import type { Found, Test } from './operators/operator.ts'
import { bodiless, type Program } from './program.ts'
import type { Candidate } from './screen/candidates.ts'
import type { Interruption, Transaction } from './transaction.ts'
import { stepped } from './tx-steps.ts'

/** Records kept of one transaction; a rule that matches every one of many arguments must not grow without end. */
const mostMatches = 1000
/** MATCHED_VARS of one chain: links that look at MATCHED_VARS themselves double it. */
const mostMatchedVars = 10_000
const mostEnvironment = 1000

/**
 * Runs one phase. Rules in order; a match may skip, refuse or allow. Reference manual, "Processing Phases".
 * With an interruption nothing more runs but phase 5.
 */
export function runPhase(program: Program, transaction: Transaction, phase: Phase): void {
  transaction.phase = phase
  if (phase !== 5 && (transaction.interruption || isAllowed(transaction, phase))) return
  const rules = program.phases[phase] as readonly LinkedRule[]
  if (transaction.engine === 'off') return
  const candidates = program.screens[phase]?.run(transaction, phase)
  const screened = program.screened[phase] as Int32Array
  const without = isBodiless(transaction)
  for (let at = 0; at < screened.length; ) {
    const screen = screened[at] as number
    const values = candidates && screen >= 0 ? candidates.of(screen) : undefined
    if ((candidates && screen >= 0 && values === undefined) || (screen === bodiless && without)) {
      at++
      continue
    }
    const linked = rules[at++] as LinkedRule
    if (linked.shortcut && !linked.shortcut(transaction)) continue
    if (transaction.removals?.removed(linked.rule)) continue
    if (!((linked.step >= 0 ? stepped(linked, transaction) : undefined) ?? runChain(linked, transaction, values)))
      continue
    if (isOff(transaction)) return
    if (phase !== 5 && (transaction.interruption || isAllowed(transaction, phase))) return
    if (linked.next >= 0) at = linked.next
  }
  if (phase === 5) saveCollections(transaction)
}

/** Asked anew: `ctl:ruleEngine=Off` of the rule that just matched. */
const isOff = (transaction: Transaction): boolean => transaction.engine === 'off'

function isAllowed(transaction: Transaction, phase: Phase): boolean {
  const { allowed } = transaction
  if (allowed === 'no') return false
  if (allowed === 'phase') {
    // Held for the phase in which it was said; runPhase of the next one clears it.
    if (transaction.allowedIn === phase) return true
    transaction.allowed = 'no'
    return false
  }
  return allowed === 'transaction' || phase <= 2
}

function runChain(first: LinkedRule, transaction: Transaction, values: Candidate[] | undefined): boolean {
  if (transaction.matchedVars.length > 0) transaction.matchedVars = []
  // What a chain added that then did not match is not the next rule's.
  transaction.rise = 0
  try {
    for (let linked: LinkedRule | undefined = first; linked; linked = linked.chain)
      if (
        linked === first && values ? !runCandidates(first, values, transaction) : !runRule(first, linked, transaction)
      )
        return false
    return true
  } catch (error) {
    if (error instanceof RegexBound) {
      transaction.overrun('regex')
      return false
    }
    // The operator's own error may quote the request. In front of visitors a rule that cannot run refuses; detection goes on.
    if (transaction.engine === 'on')
      throw new SallyportError('ERR_RULE', `rule ${first.rule.id}: its operator failed on its argument`)
    transaction.overrun('rule-error')
    return false
  }
}

/** The values that the prefilter left, in the order in which all of them would have been tested. */
function runCandidates(linked: LinkedRule, values: Candidate[], transaction: Transaction): boolean {
  if (values.length > 1) values.sort((a, b) => a.target - b.target || a.look - b.look)
  const gone = transaction.removals?.targetsOf(linked.rule, linked)
  let any = false
  for (const { target: at, name, value } of values) {
    const target = linked.targets[at] as LinkedTarget
    if (target.wants && target.list && !target.wants(name)) continue
    if (gone && covers(gone, target.target.name, name)) continue
    if (run(linked, linked, linked.test as Test, transaction, target, name, value)) any = true
    if (transaction.interruption && transaction.phase !== 5) return any
  }
  return any
}

/** Tests every value of every target; all that match count. */
function runRule(first: LinkedRule, linked: LinkedRule, transaction: Transaction): boolean {
  if (linked.targets.length === 0) {
    matched(first, linked, transaction, undefined, '', '', undefined)
    return true
  }
  const test = linked.test ?? makeTest(linked, transaction)
  const gone = transaction.removals?.targetsOf(first.rule, linked)
  let any = false
  for (const target of linked.targets) {
    const { name } = target.target
    if (target.count) {
      if (run(first, linked, test, transaction, target, '', String(count(target, transaction)))) any = true
    } else if (target.txKey !== undefined) {
      const value = transaction.tx.get(target.txKey)
      if (value !== undefined && !(gone && covers(gone, name, target.txKey)))
        if (run(first, linked, test, transaction, target, target.txKey, value)) any = true
    } else if (target.scalar) {
      const value = target.scalar(transaction)
      if (value !== undefined && !(gone && covers(gone, name, '')))
        if (run(first, linked, test, transaction, target, '', value)) any = true
    } else if (target.list) {
      const { names, members } = target.list
      const tx = name === 'TX' && target.wants
      for (const member of tx ? transaction.tx.matching(tx) : members(transaction)) {
        if (!tx && target.wants && !target.wants(member.name)) continue
        if (gone && covers(gone, name, member.name)) continue
        const value = names ? member.name : member.value
        if (run(first, linked, test, transaction, target, member.name, value)) any = true
        if (transaction.interruption && transaction.phase !== 5) return any
      }
    }
  }
  return any
}

function count(target: LinkedTarget, transaction: Transaction): number {
  if (target.txKey !== undefined) return transaction.tx.get(target.txKey) === undefined ? 0 : 1
  if (target.scalar) return target.scalar(transaction) === undefined ? 0 : 1
  const members = target.list?.members(transaction) ?? []
  if (!target.wants) return members.length
  let found = 0
  for (const member of members) if (target.wants(member.name)) found++
  return found
}

const never: Test = () => undefined

function makeTest(linked: LinkedRule, transaction: Transaction): Test {
  if (!linked.testOf) return never
  return linked.testOf(expand(linked.argument, transaction, linked.rule))
}

/** One value through the transformations to the operator. */
function run(
  first: LinkedRule,
  linked: LinkedRule,
  test: Test,
  transaction: Transaction,
  target: LinkedTarget,
  member: string,
  value: string,
): boolean {
  const { transformations } = linked
  let seen = value
  let any = linked.multiMatch && tested(first, linked, test, transaction, target, member, seen)
  for (const transform of transformations) {
    const next = transform(seen)
    // With multiMatch a step that changes nothing is not tested again.
    if (linked.multiMatch && next !== seen && tested(first, linked, test, transaction, target, member, next)) any = true
    seen = next
  }
  if (!linked.multiMatch) any = tested(first, linked, test, transaction, target, member, seen)
  return any
}

function tested(
  first: LinkedRule,
  linked: LinkedRule,
  test: Test,
  transaction: Transaction,
  target: LinkedTarget,
  member: string,
  value: string,
): boolean {
  let found: Found | undefined
  try {
    found = test(value)
  } catch (error) {
    if (!(error instanceof RegexBound)) throw error
    // Of this value it is not known; the others are asked all the same.
    transaction.overrun('regex')
    return false
  }
  if ((found === undefined) !== linked.negated) return false
  matched(first, linked, transaction, target, member, value, found)
  return true
}

function matched(
  first: LinkedRule,
  linked: LinkedRule,
  transaction: Transaction,
  target: LinkedTarget | undefined,
  member: string,
  value: string,
  found: Found | undefined,
): void {
  if (target) {
    transaction.matchedVar = value
    transaction.matchedVarName = pathOf(target, member, transaction.request.namesFolded)
    if (transaction.matchedVars.length < mostMatchedVars)
      transaction.matchedVars.push({ name: transaction.matchedVarName, value })
    else if (first.chain) transaction.overrun('matched-vars')
    if (linked.capture && found) transaction.tx.captures = found.captures
  }
  for (const action of linked.actions) act(action, transaction, linked.rule)
  if (!linked.chain) conclude(first, linked, transaction, target, value, found)
}

function pathOf(target: LinkedTarget, member: string, folded = false): string {
  const { name, written } = target.target
  if (target.count || member === '' || name === 'XML') return target.count ? written : name
  return `${name}:${folded && headerLists.has(name) ? usualSpelling(member) : member}`
}

const headerLists: ReadonlySet<string> = new Set([
  'REQUEST_HEADERS',
  'REQUEST_HEADERS_NAMES',
  'RESPONSE_HEADERS',
  'RESPONSE_HEADERS_NAMES',
])

/** `user-agent` as clients write it over HTTP/1: logs, and what reads them, then look the same on every platform. */
const usualSpelling = (name: string): string =>
  name.replace(/(?<![^-])[a-z]/g, (c) => String.fromCharCode(codeAt(c, 0) - 32))

function act(action: Action, transaction: Transaction, rule: Rule): void {
  switch (action.kind) {
    case 'setvar':
      setvar(action, transaction, rule)
      return
    case 'initcol':
      initcol(action, transaction, rule)
      return
    case 'expirevar':
      expirevar(action, transaction, rule)
      return
    case 'ctl':
      control(action.option, action.value, transaction)
      return
    case 'setenv':
      setenv(action, transaction, rule)
      return
    case 'sanitise':
      if (!transaction.sanitised.includes(action)) transaction.sanitised.push(action)
      return
    default:
      remove(action, transaction)
      return
  }
}

function setenv(action: Extract<Action, { kind: 'setenv' }>, transaction: Transaction, rule: Rule): void {
  transaction.environment ??= new Map()
  const key = expand(action.key, transaction, rule)
  if (transaction.environment.size < mostEnvironment || transaction.environment.has(key))
    transaction.environment.set(key, expand(action.value, transaction, rule))
  else transaction.overrun('env')
}

/** The whole chain matched: it is recorded, and its disruptive action is carried out. */
function conclude(
  first: LinkedRule,
  linked: LinkedRule,
  transaction: Transaction,
  target: LinkedTarget | undefined,
  value: string,
  found: Found | undefined,
): void {
  const { rule } = first
  const { rise } = transaction
  transaction.rise = 0
  if (rule.log) {
    if (rule.severity !== undefined && rule.severity < transaction.highestSeverity)
      transaction.highestSeverity = rule.severity
    if (transaction.matches.length < mostMatches)
      transaction.matches.push({
        rule,
        transformations: linked.rule.transformations,
        variable: target?.target.written ?? '',
        path: target ? transaction.matchedVarName : '',
        value,
        span: found ? [found.start, found.end] : [0, value.length],
        message: rule.message === undefined ? '' : expandShown(rule.message, transaction, rule),
        data: rule.logData === undefined ? '' : expandShown(rule.logData, transaction, rule),
        score: rise,
      })
    else if (!transaction.bounds.includes('matches')) transaction.bounds.push('matches')
  }
  disrupt(first, transaction)
}

function disrupt({ rule, disruptive }: LinkedRule, transaction: Transaction): void {
  if (disruptive.kind === 'pass' || disruptive.kind === 'block') return
  if (disruptive.kind === 'allow') {
    if (transaction.engine !== 'on') return
    transaction.allowed = disruptive.scope
    transaction.allowedIn = transaction.phase
    return
  }
  const redirect = disruptive.kind === 'redirect'
  const status = redirect && !(rule.status >= 300 && rule.status < 400) ? 302 : rule.status
  const end: Interruption = {
    kind: disruptive.kind,
    status,
    rule: rule.id,
    ...(redirect && { location: expand(disruptive.to, transaction, rule) }),
  }
  if (transaction.engine === 'on' && transaction.phase !== 5) transaction.interruption ??= end
  else transaction.objection ??= end
}
