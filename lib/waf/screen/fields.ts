import type { Phase } from '../../ir/rule.ts'
import { lower } from '../ascii.ts'
import type { LinkedRule, LinkedTarget } from '../link.ts'
import { effectOf } from './effects.ts'
import { Recall } from './recall.ts'
import { early } from './screenable.ts'
import type { Shelf } from './shelf.ts'
import { type Entry, entryOf, Node } from './tree.ts'

/** Made when it is first asked for: a request meets few of the fields that rules name. */
export class Lazy<T> {
  #made: T | undefined
  readonly #make: () => T

  constructor(make: () => T) {
    this.#make = make
  }

  get value(): T {
    this.#made ??= this.#make()
    return this.#made
  }
}

/** One variable, with the rules that look at it. */
export interface Field {
  readonly target: LinkedTarget
  /** When it is looked at. */
  readonly phase: Phase
  /** Members that some rule names. */
  readonly special: ReadonlyMap<string, Lazy<Node>>
  /** All other members. */
  readonly rest: Lazy<Node>
  /** Of fields whose values come again with other requests. */
  readonly recall: Recall<Lazy<Node>> | undefined
}

/** Clients send the same values of most fields, and the same names of all. */
const recurring = new Set([
  'REQUEST_HEADERS',
  'REQUEST_HEADERS_NAMES',
  'REQUEST_COOKIES',
  'REQUEST_COOKIES_NAMES',
  'ARGS_NAMES',
  'ARGS_GET_NAMES',
  'REQUEST_METHOD',
  'REQUEST_PROTOCOL',
])
const secret = new Set(['cookie', 'authorization', 'proxy-authorization'])
const longestCookie = 24
/** Bytes of a value that are kept at most. What says who somebody is stays nowhere: some fields, and cookies long enough to be a session's. */
export const longestOf =
  (variable: string) =>
  (name: string): number => {
    if (variable === 'REQUEST_COOKIES') return longestCookie
    return variable === 'REQUEST_HEADERS' && secret.has(lower(name)) ? 0 : 512
  }

/** When a rule's variable is looked at: early, where that serves the rules of both request phases. */
const phaseOf = ({ rule }: LinkedRule, name: string): Phase => (rule.phase === 2 && early.has(name) ? 1 : rule.phase)

/** A target of a rule, for the variable that it names. */
interface Look {
  readonly linked: LinkedRule
  readonly rule: number
  readonly at: number
}

/** All variables that the rules look at. @param shelf where plans are kept */
export function fieldsOf(rules: readonly LinkedRule[], shelf: Shelf): readonly Field[] {
  const fields = new Map<string, { readonly target: LinkedTarget; readonly phase: Phase; readonly looks: Look[] }>()
  for (const [rule, linked] of rules.entries())
    for (const [at, target] of linked.targets.entries()) {
      const phase = phaseOf(linked, target.target.name)
      const key = `${phase} ${target.target.name}`
      const field = fields.get(key) ?? { target, phase, looks: [] }
      fields.set(key, field)
      field.looks.push({ linked, rule, at })
    }
  return [...fields.values()].map(({ target, phase, looks }) => {
    const keys = new Set<string>()
    for (const { linked, at } of looks) {
      const { selector, except } = (linked.targets[at] as LinkedTarget).target
      if (selector && 'key' in selector) keys.add(selector.key)
      if (except) for (const one of except) if ('key' in one) keys.add(one.key)
    }
    const special = new Map([...keys].map((key) => [key, new Lazy(() => treeOf(looks, key, shelf))] as const))
    const rest = new Lazy(() => treeOf(looks, undefined, shelf))
    const field = { target, phase, special, rest }
    const recall = recurring.has(target.target.name)
      ? new Recall((name) => nodeOf(field, name), longestOf(target.target.name))
      : undefined
    return { ...field, recall }
  })
}

/** What is looked for in a member of this name, in whatever case. */
export function nodeOf({ special, rest }: Pick<Field, 'special' | 'rest'>, name: string): Lazy<Node> {
  return special.size === 0 ? rest : (special.get(name) ?? special.get(lower(name)) ?? rest)
}

/** The rules that look at a member; `key` undefined: at one that no rule names. */
function treeOf(looks: readonly Look[], key: string | undefined, shelf: Shelf): Node {
  const root = new Node(shelf)
  for (const { linked, rule, at } of looks) {
    if (!mayCover((linked.targets[at] as LinkedTarget).target, key)) continue
    const probe = probeOf(linked)
    // What is needed for a match tells nothing of a rule that asks for the contrary.
    const need = linked.negated ? undefined : linked.rule.need
    // To be tested whatever the value is: nothing has to be made of it here.
    const chain = need || probe ? linked.rule.transformations : []
    root.add(entryOf(rule, at, need, probe), chain, linked.transformations, linked.multiMatch)
  }
  return root
}

const probed = new Set(['detectsqli', 'detectxss'])

/** A chain that folds case is left to the rule's turn: the look before it does not see case, this operator does. */
const probeOf = ({ rule, test, negated }: LinkedRule): Entry['probe'] =>
  !negated && probed.has(rule.operator?.name ?? '') && !rule.transformations.some((name) => effectOf(name).folds)
    ? test
    : undefined

/** Patterns are asked when the rule's turn comes: here they cover everything. */
function mayCover({ selector, except }: LinkedTarget['target'], key: string | undefined): boolean {
  if (selector && 'key' in selector && selector.key !== key) return false
  return !except?.some((one) => 'key' in one && one.key === key)
}
