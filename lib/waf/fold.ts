import type { Action, Macro, Rule, Target, Text } from '../ir/rule.ts'
import { largest } from './actions/setvar.ts'
import { integer } from './ascii.ts'
import type { Library } from './library.ts'
import { byId, byMessage, byTag } from './removals.ts'

/** Rules that still depend on the request, and TX as the others left it. */
export interface Folded {
  readonly rules: readonly Rule[]
  readonly tx: ReadonlyMap<string, string>
}

/** Operators whose answer is in their argument and the value alone, and cheap to know. */
const plain = new Set(['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'streq', 'unconditionalmatch', 'nomatch'])

/**
 * Works out once what does not depend on the request: set-up actions, defaults for what set-up left open, and jumps over the paranoia
 * levels that do not run. Such rules look at TX alone, write TX alone and log nothing; a key is known as long as no other rule writes it.
 */
export function fold(rules: readonly Rule[], library: Library): Folded {
  const order = ([1, 2, 3, 4, 5] as const).map((phase) =>
    rules.filter((rule) => rule.phase === phase || rule.marker !== undefined),
  )
  const unknown = new Unknown()
  const places = new Map(rules.map((rule, place) => [rule, place]))
  // A rule whose key is only known at run time could write any.
  if (rules.some((rule) => links(rule).some(({ actions }) => actions.some(writesAnything))))
    return { rules, tx: new Map() }
  // Rules that a rule which stays may take away: grows with each round, as what is unknown does.
  const removable = new Set<Rule>()
  const uses = new Map(rules.map((rule) => [rule, useOf(rule)] as const))
  for (;;) {
    const before = unknown.size + removable.size
    const pass = new Pass(unknown, library, removable, uses)
    const dropped = new Set(order.flatMap((list) => pass.run(list)))
    const left = rules.filter((rule) => !dropped.has(rule))
    for (const removal of removalsIn(left))
      for (const rule of pass.matched)
        if (removal.which(rule) && comesBefore(removal.by, rule, places) && !isJumpOver(pass, rule, removal))
          removable.add(rule)
    if (unknown.size + removable.size === before)
      return withConstants(
        withPremises(
          left.map((rule) => pass.shortened.get(rule) ?? rule),
          pass.known,
        ),
      )
  }
}

/**
 * Counters start at nought in an action at the head of phase 1: `setvar:tx.score=0`. Where nothing before it reads or writes them, could
 * jump over it or take it away, each transaction may as well find them so.
 */
function withPremises(rules: readonly Rule[], known: Map<string, string>): Folded {
  const met = new Set<string>()
  const premises = new Set<Rule>()
  for (const rule of rules) {
    if (rule.marker !== undefined || rule.phase !== 1) continue
    if (rule.skip !== undefined || rule.skipAfter !== undefined || rule.disruptive.kind === 'allow') break
    if (links(rule).some(turnsAway)) break
    const { reads, writes } = useOf(rule)
    const given = constants(rule)
    if (given?.every(([key]) => !met.has(key))) {
      premises.add(rule)
      for (const [key, value] of given) known.set(key, value)
    }
    for (const key of reads) met.add(key)
    for (const key of writes) met.add(key)
  }
  return { rules: rules.filter((rule) => !premises.has(rule)), tx: known }
}

/** What operators compare with (`@within %{tx.allowed_methods}`) is filled in where only set-up wrote it: the operator is then made once. */
function withConstants({ rules, tx }: Folded): Folded {
  const written = new Unknown()
  for (const rule of rules)
    for (const { actions } of links(rule))
      for (const action of actions)
        if (action.kind === 'setvar' && action.collection === 'TX')
          written.add(typeof action.key === 'string' ? action.key : `${action.key[0] as string}*`)
  const filled = (rule: Rule): Rule => {
    const { operator, chain } = rule
    // A pattern is translated when it is filled in: that is the link's.
    const argument = operator && (operator.name.startsWith('rx') ? operator.argument : filledText(operator.argument))
    const further = chain && filled(chain)
    if (argument === operator?.argument && further === chain) return rule
    return {
      ...rule,
      ...(operator && { operator: { ...operator, argument: argument as Text } }),
      ...(further && { chain: further }),
    }
  }
  const filledText = (text: Text): Text => {
    if (typeof text === 'string') return text
    let out = ''
    for (const part of text) {
      const piece = typeof part === 'string' ? part : constantOf(part)
      if (piece === undefined) return text
      out += piece
    }
    return out
  }
  const constantOf = ({ name, key }: Macro): string | undefined =>
    name === 'TX' && key !== undefined && !/^\d$/.test(key) && !written.has(key) ? tx.get(key) : undefined
  return { rules: rules.map(filled), tx }
}

/** What such an action sets; `undefined` for a rule of another shape. */
function constants(rule: Rule): readonly (readonly [key: string, value: string])[] | undefined {
  const { operator, targets, chain, log, disruptive, actions } = rule
  if (operator || targets.length > 0 || chain || log || disruptive.kind !== 'pass') return undefined
  const given: [string, string][] = []
  for (const action of actions) {
    if (action.kind !== 'setvar' || action.collection !== 'TX' || action.change !== 'set') return undefined
    if (typeof action.key !== 'string' || typeof action.value !== 'string') return undefined
    given.push([action.key, action.value])
  }
  return given
}

/** Whether a rule may keep others from running, or looks at TX in a way that no list of keys tells. */
const turnsAway = ({ targets, actions }: Rule): boolean =>
  actions.some(
    (action) => action.kind.startsWith('remove') || (action.kind === 'ctl' && action.option === 'ruleengine'),
  ) || targets.some((target) => target.name === 'TX' && keyOf(target) === undefined)

const links = (rule: Rule): Rule[] => (rule.chain ? [rule, ...links(rule.chain)] : [rule])

const writesAnything = (action: Action): boolean =>
  action.kind === 'setvar' &&
  action.collection === 'TX' &&
  typeof action.key !== 'string' &&
  typeof action.key[0] !== 'string'

/** Keys of TX that some rule writes with the request. */
class Unknown {
  readonly #keys: Set<string> = new Set()
  readonly #prefixes: Set<string> = new Set()

  get size(): number {
    return this.#keys.size + this.#prefixes.size
  }

  /** @param key `name*`: all that begin so */
  add(key: string): void {
    if (key.endsWith('*')) this.#prefixes.add(key.slice(0, -1))
    else this.#keys.add(key)
  }

  has(key: string): boolean {
    if (this.#keys.has(key)) return true
    for (const prefix of this.#prefixes) if (key.startsWith(prefix)) return true
    return false
  }
}

/** A rule that may take others away while the request runs. */
interface Removal {
  readonly by: Rule
  readonly which: (rule: Rule) => boolean
}

/** Folded rules look at TX alone: of removed targets, only those matter. */
function removalsIn(rules: readonly Rule[]): readonly Removal[] {
  return rules.flatMap((by) =>
    links(by).flatMap(({ actions }) =>
      actions.flatMap((action): Removal[] => {
        if (action.kind === 'removeById') return [{ by, which: byId(action.ranges) }]
        if (action.kind === 'removeByTag') return [{ by, which: byTag(action.text) }]
        if (action.kind === 'removeByMsg') return [{ by, which: byMessage(action.text) }]
        if ('target' in action && action.target.name === 'TX') return [{ by, which: () => true }]
        return []
      }),
    ),
  )
}

/** Whether a rule may run before another: in an earlier phase, or before it in the same. */
const comesBefore = (one: Rule, other: Rule, places: ReadonlyMap<Rule, number>): boolean =>
  one.phase < other.phase || (one.phase === other.phase && (places.get(one) as number) < (places.get(other) as number))

/** A jump may be taken away together with all that it jumps over: nothing of it would run either way. */
const isJumpOver = (pass: Pass, rule: Rule, { which }: Removal): boolean =>
  rule.actions.length === 0 && (pass.skipped.get(rule)?.every(which) ?? false)

/** One run over all phases with what is unknown so far; finds more that is. */
class Pass {
  readonly known: Map<string, string> = new Map()
  /** Rules that were carried out here. */
  readonly matched: Rule[] = []
  /** Chains whose first question is answered, as the rest of them. */
  readonly shortened: Map<Rule, Rule> = new Map()
  /** What each jump left out. */
  readonly skipped: Map<Rule, readonly Rule[]> = new Map()
  readonly #unknown: Unknown
  readonly #library: Library
  readonly #removable: ReadonlySet<Rule>
  readonly #uses: Uses
  /** Keys that a rule read at run time, which must not be known only later. */
  readonly #read: Set<string> = new Set()

  constructor(unknown: Unknown, library: Library, removable: ReadonlySet<Rule>, uses: Uses) {
    this.#uses = uses
    this.#unknown = unknown
    this.#library = library
    this.#removable = removable
  }

  /** @returns the rules that need not run */
  run(list: readonly Rule[]): Rule[] {
    const gone: Rule[] = []
    // Until these markers, what runs depends on the request.
    const open = new Set<string>()
    for (let at = 0; at < list.length; at++) {
      const rule = list[at] as Rule
      if (rule.marker !== undefined) {
        open.delete(rule.marker)
        continue
      }
      if (open.size > 0 || !this.#isFixed(rule)) {
        const rest = this.#shorten(rule)
        if (rest === undefined) {
          gone.push(rule)
          continue
        }
        if (rest !== rule) this.shortened.set(rule, rest)
        this.#leave(rest)
        if (rule.skipAfter !== undefined) open.add(rule.skipAfter)
        // A count of rules to skip means the rules as they stand: nothing behind it may go.
        if (rule.skip !== undefined) open.add('')
        continue
      }
      gone.push(rule)
      if (!this.#matches(rule)) continue
      this.matched.push(rule)
      for (const action of rule.actions) this.#write(action)
      if (rule.skipAfter === undefined) continue
      const end = list.findIndex((other, place) => place > at && other.marker === rule.skipAfter)
      const skipped = list.slice(at + 1, end < 0 ? list.length : end).filter(({ marker }) => marker === undefined)
      this.skipped.set(rule, skipped)
      gone.push(...skipped)
      at = end < 0 ? list.length : end - 1
    }
    return gone
  }

  #isFixed(rule: Rule, evenRemovable = false): boolean {
    if (this.#uses.get(rule)?.asks === 'request') return false
    if (rule.chain || rule.log || rule.capture || rule.skip !== undefined || rule.disruptive.kind !== 'pass')
      return false
    if (!evenRemovable && this.#removable.has(rule)) return false
    const fixedText = (text: Text) =>
      typeof text === 'string' || text.every((part) => typeof part === 'string' || this.#isKnown(part.name, part.key))
    const { operator, targets, actions, transformations } = rule
    if (transformations.some((name) => name !== 'lowercase')) return false
    if (operator && !(plain.has(operator.name) || operator.name === 'rx')) return false
    if (
      operator &&
      (!fixedText(operator.argument) ||
        (operator.name === 'rx' && (!operator.regex || operator.regex.longest !== undefined)))
    )
      return false
    if (targets.some((target) => !this.#isKnown(target.name, keyOf(target)))) return false
    return actions.every(
      (action) =>
        action.kind === 'setvar' &&
        action.collection === 'TX' &&
        typeof action.key === 'string' &&
        fixedText(action.value) &&
        this.#isKnown('TX', action.key) &&
        !this.#read.has(action.key),
    )
  }

  /** A rule without its first question, where that is about set-up alone; `undefined` where the answer is no. */
  #shorten(rule: Rule): Rule | undefined {
    if (this.#uses.get(rule)?.asks === 'request') return rule
    const { chain } = rule
    if (!chain) return this.#unasked(rule)
    if (rule.actions.length > 0) return rule
    const { chain: _, ...first } = rule
    if (!this.#isFixed({ ...first, log: false, disruptive: { kind: 'pass' } }, true)) return rule
    if (links(chain).some(({ targets }) => targets.some(({ name }) => name.startsWith('MATCHED_VAR')))) return rule
    if (!this.#matches(first)) return undefined
    const { targets, operator, transformations, multiMatch, capture, actions, chain: rest, need } = chain
    return {
      ...first,
      targets,
      transformations,
      actions,
      ...(operator && { operator }),
      ...(multiMatch && { multiMatch }),
      ...(capture && { capture }),
      ...(rest && { chain: rest }),
      ...(need && { need }),
    }
  }

  /** A rule of one question: carried out always where set-up says yes. What is logged shows the question, and stays. */
  #unasked(rule: Rule): Rule | undefined {
    const { operator, ...rest } = rule
    if (!operator || rule.log || !this.#isFixed({ ...rule, actions: [], disruptive: { kind: 'pass' } }, true))
      return rule
    if (
      rule.actions.some(
        (action) => action.kind !== 'setvar' || mentionsMatch(action.value) || mentionsMatch(action.key),
      )
    )
      return rule
    return this.#matches(rule) ? { ...rest, targets: [] } : undefined
  }

  #isKnown(name: string, key: string | undefined): boolean {
    if (name !== 'TX' || key === undefined || /^\d$/.test(key)) return false
    return !this.#unknown.has(key)
  }

  /** A rule that runs with the request: what it writes is unknown, what it reads must not be known only later. */
  #leave(rule: Rule): void {
    const use = this.#uses.get(rule) ?? useOf(rule)
    for (const key of use.writes) this.#unknown.add(key)
    for (const key of use.reads) this.#read.add(key)
  }

  #matches({ operator, targets, transformations }: Rule): boolean {
    if (!operator) return true
    const { name, negated, regex } = operator
    const test = regex
      ? (value: string) => (new RegExp(regex.source, regex.flags).test(value) ? {} : undefined)
      : this.#library.operators[name]?.(this.#text(operator.argument))
    if (!test) return false
    return targets.some((target) => {
      const value = this.known.get(keyOf(target) as string)
      if (!target.count && value === undefined) return false
      let text = target.count ? (value === undefined ? '0' : '1') : (value as string)
      for (const transformation of transformations) text = this.#library.transformations[transformation]?.(text) ?? text
      return (test(text) === undefined) === (negated ?? false)
    })
  }

  #text(text: Text): string {
    if (typeof text === 'string') return text
    return text.map((part) => (typeof part === 'string' ? part : (this.known.get(part.key as string) ?? ''))).join('')
  }

  #write(action: Action): void {
    if (action.kind !== 'setvar' || typeof action.key !== 'string') return
    const { key, change } = action
    if (change === 'unset') {
      this.known.delete(key)
      return
    }
    const value = this.#text(action.value)
    const number = integer(this.known.get(key) ?? '0')
    if (change === 'set') this.known.set(key, value)
    else {
      const sum = change === 'add' ? number + integer(value) : number - integer(value)
      this.known.set(key, String(Math.max(-largest, Math.min(sum, largest))))
    }
  }
}

/** Keys of TX that a rule with its chain writes (`name*`: all that begin so) and reads. */
interface Use {
  readonly writes: readonly string[]
  readonly reads: readonly string[]
  /** Its first question is about the request, whatever set-up says; or about TX alone, as far as can be told without it. */
  readonly asks: 'request' | 'tx'
}

/** Each rule is gone through once, not in each pass. */
type Uses = ReadonlyMap<Rule, Use>

function useOf(rule: Rule): Use {
  const writes: string[] = []
  const reads: string[] = []
  const read = (text: Text | undefined): void => {
    if (text === undefined || typeof text === 'string') return
    for (const part of text)
      if (typeof part !== 'string' && part.name === 'TX' && part.key !== undefined) reads.push(part.key)
  }
  for (let link: Rule | undefined = rule; link; link = link.chain) {
    for (const action of link.actions) {
      if (action.kind !== 'setvar' || action.collection !== 'TX') continue
      writes.push(typeof action.key === 'string' ? action.key : `${action.key[0] as string}*`)
      read(action.value)
    }
    for (const target of link.targets) {
      const key = target.name === 'TX' ? keyOf(target) : undefined
      if (key !== undefined) reads.push(key)
    }
    read(link.operator?.argument)
    read(link.message)
    read(link.logData)
    for (const tag of link.tags) read(tag)
  }
  return { writes, reads, asks: asksTx(rule) ? 'tx' : 'request' }
}

function asksTx({ operator, targets, transformations }: Rule): boolean {
  if (operator && !(plain.has(operator.name) || (operator.name === 'rx' && operator.regex))) return false
  return targets.every(({ name }) => name === 'TX') && transformations.every((name) => name === 'lowercase')
}

const mentionsMatch = (text: Text): boolean =>
  typeof text !== 'string' && text.some((part) => typeof part !== 'string' && part.name.startsWith('MATCHED_VAR'))

/** A plain key of TX; nothing where a pattern or the whole collection is meant. */
const keyOf = ({ selector, except }: Target): string | undefined =>
  selector && 'key' in selector && !except ? selector.key : undefined
