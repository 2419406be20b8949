import { betweenLiterals, type Phase } from '../../ir/rule.ts'
import { lower } from '../ascii.ts'
import { heldBytes, letGo, maskInBytes } from '../held-bytes.ts'
import type { LinkedRule, LinkedTarget } from '../link.ts'
import type { Pair } from '../message.ts'
import type { Transaction } from '../transaction.ts'
import { Automaton, type Literal } from './automaton.ts'
import { Candidates } from './candidates.ts'
import { ColdLook } from './cold.ts'
import { effectOf } from './effects.ts'
import { type Kept, Recall } from './recall.ts'
import { Shelf } from './shelf.ts'
import { beginsWithRun, type Edge, type Entry, literalsOf, Node, type Plan, type Watch, type Watched } from './tree.ts'

/** Variables that stay as they are from the start of a phase to its end. Others are looked at when the rule's turn comes. */
const steady = new Set([
  'ARGS',
  'ARGS_GET',
  'ARGS_GET_NAMES',
  'ARGS_NAMES',
  'ARGS_POST',
  'ARGS_POST_NAMES',
  'FILES',
  'FILES_NAMES',
  'MULTIPART_FILENAME',
  'MULTIPART_NAME',
  'MULTIPART_PART_HEADERS',
  'QUERY_STRING',
  'REQUEST_BASENAME',
  'REQUEST_BODY',
  'REQUEST_COOKIES',
  'REQUEST_COOKIES_NAMES',
  'REQUEST_FILENAME',
  'REQUEST_HEADERS',
  'REQUEST_HEADERS_NAMES',
  'REQUEST_LINE',
  'REQUEST_METHOD',
  'REQUEST_PROTOCOL',
  'REQUEST_URI',
  'REQUEST_URI_RAW',
  'RESPONSE_BODY',
  'RESPONSE_HEADERS',
  'XML',
])

/** Operators of which something is known, and two that look at every value by themselves. */
const screenable = new Set([
  'rx',
  'pm',
  'pmfromfile',
  'validatebyterange',
  'validateutf8encoding',
  'validateurlencoding',
  'detectsqli',
  'detectxss',
])
/** These come with a need that the build worked out; without it they are tested always. */
const needy = new Set(['validatebyterange', 'validateutf8encoding', 'validateurlencoding'])

export function isScreenable({ rule, targets, negated, test, shortcut }: LinkedRule): boolean {
  // What is asked first is cheaper than a look.
  if (test === undefined || shortcut !== undefined || targets.length === 0) return false
  if (targets.some(({ count }) => count)) return false
  // What an operator says of values that come again is kept, whichever it is.
  if (targets.every(({ target }) => asked.has(target.name))) return true
  return (
    !negated &&
    screenable.has(rule.operator?.name ?? '') &&
    (rule.need !== undefined || !needy.has(rule.operator?.name ?? '')) &&
    targets.every(({ target }) => steady.has(target.name))
  )
}

/** Of the recurring ones, those in which most rules that no prefilter understands look for one member. */
const asked = new Set(['REQUEST_HEADERS', 'REQUEST_METHOD', 'REQUEST_PROTOCOL'])

/** Known before the body is. */
const early = new Set([
  'ARGS_GET',
  'ARGS_GET_NAMES',
  'QUERY_STRING',
  'REQUEST_BASENAME',
  'REQUEST_COOKIES',
  'REQUEST_COOKIES_NAMES',
  'REQUEST_FILENAME',
  'REQUEST_HEADERS',
  'REQUEST_HEADERS_NAMES',
  'REQUEST_LINE',
  'REQUEST_METHOD',
  'REQUEST_PROTOCOL',
  'REQUEST_URI',
  'REQUEST_URI_RAW',
])

/** Made when it is first asked for: a request meets few of the fields that rules name. */
class Lazy<T> {
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
interface Field {
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

/**
 * The prefilter: looks at each value once, for the rules of all phases, and says which rules may match it. May say maybe too often, never a wrong no:
 * with it and without it the same rules match.
 */
export class Screen {
  readonly #rules: readonly LinkedRule[]
  /** By phase. */
  readonly #fields: readonly (readonly Field[])[]
  readonly #shelf: Shelf = new Shelf()
  /** One for each alphabet, with all rules. */
  readonly #alphabets: (Watch | undefined)[] = []
  readonly #seen: Uint8Array
  readonly #cold: ColdLook

  constructor(rules: readonly LinkedRule[]) {
    this.#rules = rules
    this.#seen = new Uint8Array(rules.length)
    this.#cold = new ColdLook(rules)
    const fields = fieldsOf(rules, this.#shelf)
    this.#fields = [0, 1, 2, 3, 4, 5].map((phase) => fields.filter((field) => field.phase === phase))
  }

  get size(): number {
    return this.#rules.length
  }

  /** Looks at what has become known with a phase. */
  run(transaction: Transaction, phase: Phase): Candidates {
    const candidates = (phase <= 2 ? transaction.candidates : transaction.answerCandidates) ?? new Candidates()
    if (phase <= 2) transaction.candidates = candidates
    else transaction.answerCandidates = candidates
    for (const field of this.#fields[phase] as readonly Field[]) {
      const { scalar, list } = field.target
      if (scalar) {
        const value = scalar(transaction)
        if (value === undefined) continue
        if (field.recall) this.#lookAgain(field.recall.of(''), value, '', candidates)
        else this.#look(field.rest.value, value, '', candidates)
        continue
      }
      if (!list) continue
      const { recall } = field
      const members = list.members(transaction)
      if (list.names && members.length > fewNames) {
        this.#names(field, members, candidates)
        continue
      }
      for (let at = 0; at < members.length; at++) {
        const { name, value: held } = members[at] as Pair
        const value = list.names ? name : held
        if (recall) this.#lookAgain(recall.of(name), value, name, candidates)
        else this.#look(nodeOf(field, name).value, value, name, candidates)
      }
    }
    letGo()
    return candidates
  }

  /** Names of many members are mostly the same few: what nothing was found in is not looked at again. */
  #names(field: Field, members: readonly Pair[], candidates: Candidates): void {
    const clean = new Set<string>()
    for (const { name } of members) {
      if (clean.has(name)) continue
      this.#found = false
      this.#look(nodeOf(field, name).value, name, name, candidates)
      if (!this.#found) clean.add(name)
    }
  }

  #found = false

  #look(node: Node, value: string, name: string, candidates: Candidates): void {
    this.#looks++
    this.#visit(node, value, maskInBytes(value), value, name, candidates)
  }

  /** As `#look`, for fields whose values come again. */
  #lookAgain(kept: Kept<Lazy<Node>>, value: string, name: string, candidates: Candidates): void {
    const before = kept.get(value)
    if (before) {
      if (before.length === 0) return
      this.#looks++
      for (const entry of before) this.#add(candidates, entry, value, name)
      return
    }
    if (!kept.keeps(value)) {
      this.#look(kept.node.value, value, name, candidates)
      return
    }
    this.#noted = []
    this.#look(kept.node.value, value, name, candidates)
    // Kept is what truly matches: whoever sends the value again need not be tested for what it does not hold.
    const entries = this.#noted.filter(({ rule }) => matches(this.#rules[rule] as LinkedRule, value))
    this.#noted = undefined
    kept.set(value, entries)
  }

  /** What is found, while somebody keeps it. */
  #noted: Entry[] | undefined

  #looks = 0

  #add(candidates: Candidates, entry: Entry, value: string, name: string): void {
    const { rule, target } = entry
    this.#noted?.push(entry)
    this.#found = true
    candidates.add(rule, target, name, value, this.#looks)
  }

  #visit(node: Node, text: string, mask: number, value: string, name: string, candidates: Candidates): void {
    let plan = node.planFor(mask)
    let made: string[] | undefined
    const { doubts } = plan
    if (doubts.length > 0) {
      let same = 0
      for (let at = 0; at < doubts.length; at++) {
        const { alike, transform } = doubts[at] as Edge
        if (alike) {
          if (alike(text)) same |= 1 << at
          continue
        }
        const next = transform(text)
        if (next === text) same |= 1 << at
        else {
          made ??= []
          made[at] = next
        }
      }
      if (same !== 0) plan = node.settled(plan, mask, same)
    }
    const { always, probes, edges } = plan
    for (let at = 0; at < always.length; at++) this.#add(candidates, always[at] as Entry, value, name)
    for (let at = 0; at < probes.length; at++) {
      const entry = probes[at] as Entry
      if ((entry.probe as (text: string) => unknown)(text) !== undefined) this.#add(candidates, entry, value, name)
    }
    if (plan.watched.rules.size > 0) this.#scan(plan, text, value, name, candidates)
    for (let at = 0; at < edges.length; at++) {
      const { transform, child, run, sniff, doubt } = edges[at] as Edge
      if (run > 0 && !beginsWithRun(heldBytes(text), text.length, run)) continue
      if (sniff && !sniff(heldBytes(text), text.length)) continue
      const next = made !== undefined && doubt >= 0 ? (made[doubt] as string) : transform(text)
      this.#visit(child, next, next === text ? mask : maskInBytes(next), value, name, candidates)
    }
  }

  #scan(plan: Plan, text: string, value: string, name: string, candidates: Candidates): void {
    if (!this.#alphabets[plan.alphabet]) {
      const entries = this.#cold.entriesIn(plan, text)
      if (entries) {
        for (const entry of entries) this.#add(candidates, entry, value, name)
        return
      }
    }
    const { alphabet, watched } = plan
    watched.watch ??= this.#shared(alphabet)
    // Worth an automaton of its own: small, and seldom reporting. Not at once: a first request would pay for dozens.
    if (watched.looks < often && ++watched.looks === often && watched.rules.size <= fewRules)
      watched.watch = this.#own(alphabet, watched)
    // What the automaton of the alphabet has seen in this very string need not be looked for again.
    const shared = this.#alphabets[alphabet]
    const watch = shared && shared.look === this.#looks && shared.text === text ? shared : watched.watch
    const { automaton, owners, wanted } = watch
    if (watch.look !== this.#looks || watch.text !== text) {
      automaton.scan(heldBytes(text), text.length)
      watch.look = this.#looks
      watch.text = text
    }
    const { hits, count } = automaton
    if (count === 0) return
    const seen = this.#seen
    for (let at = 0; at < count; at++) {
      const rule = owners[hits[at] as number] as number
      seen[rule] = (seen[rule] as number) + 1
    }
    for (let at = 0; at < count; at++) {
      const rule = owners[hits[at] as number] as number
      if (seen[rule] !== 0 && seen[rule] === wanted[rule]) {
        const entries = watched.rules.get(rule)
        if (entries) for (const entry of entries) this.#add(candidates, entry, value, name)
      }
      seen[rule] = 0
    }
  }

  #shared(alphabet: number): Watch {
    const watch = this.#alphabets[alphabet] ?? this.#build(alphabet, [...this.#rules.keys()])
    this.#alphabets[alphabet] = watch
    return watch
  }

  #own(alphabet: number, { rules }: Watched): Watch {
    const numbers = [...rules.keys()].sort((a, b) => a - b)
    return this.#shelf.watch(`${alphabet} ${numbers}`, () => this.#build(alphabet, numbers)) ?? this.#shared(alphabet)
  }

  #build(alphabet: number, numbers: readonly number[]): Watch {
    const literals: Literal[] = []
    const owners: number[] = []
    const wanted = new Uint8Array(this.#rules.length)
    for (const number of numbers) {
      const { rule } = this.#rules[number] as LinkedRule
      const sets = rule.need && literalsOf(rule.need, alphabet)
      if (!sets) continue
      wanted[number] = sets.length
      for (const set of sets) {
        for (const text of set.split(betweenLiterals)) literals.push({ text, set: owners.length })
        owners.push(number)
      }
    }
    return { automaton: new Automaton(literals, owners.length), owners, wanted, look: -1, text: '' }
  }
}

/** Whether a rule's own question has a yes, as the engine asks it; also where it cannot be asked, so that the engine comes to know. */
function matches({ test, transformations, multiMatch, negated }: LinkedRule, value: string): boolean {
  const holds = (text: string): boolean => (test?.(text) !== undefined) !== negated
  try {
    let seen = value
    if (multiMatch && holds(seen)) return true
    for (const transform of transformations) {
      seen = transform(seen)
      if (multiMatch && holds(seen)) return true
    }
    return !multiMatch && holds(seen)
  } catch {
    return true
  }
}

const often = 32
const fewNames = 16
const fewRules = 8

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

function fieldsOf(rules: readonly LinkedRule[], shelf: Shelf): readonly Field[] {
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
function nodeOf({ special, rest }: Pick<Field, 'special' | 'rest'>, name: string): Lazy<Node> {
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
    root.add({ rule, target: at, need, probe }, chain, linked.transformations, linked.multiMatch)
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
