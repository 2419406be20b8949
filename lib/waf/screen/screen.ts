import { betweenLiterals, type Phase } from '../../ir/rule.ts'
import { heldBytes, letGo, maskInBytes } from '../held-bytes.ts'
import type { LinkedRule } from '../link.ts'
import type { Pair } from '../message.ts'
import type { Transaction } from '../transaction.ts'
import { Automaton, cellsOfFew, type Literal } from './automaton.ts'
import { Candidates } from './candidates.ts'
import { ColdLook } from './cold.ts'
import { type Field, fieldsOf, type Lazy, nodeOf } from './fields.ts'
import type { Kept } from './recall.ts'
import { Shelf } from './shelf.ts'
import {
  beginsWithRun,
  type Edge,
  type Entry,
  keyOf,
  literalsOf,
  type Node,
  type Plan,
  type Watch,
  type Watched,
} from './tree.ts'

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
  /** Those that hold a text. */
  readonly #used: Watch[] = []
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
    this.#shelf.begin()
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
    // A watch that is seldom asked would keep what it saw, which may be a whole body.
    for (const watch of this.#used) watch.text = ''
    this.#used.length = 0
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
      if (same !== 0) {
        const settled = node.settled(plan, same)
        if (settled) plan = settled
        else {
          // Looked at behind each transformation, as if it had changed.
          made ??= []
          for (let at = 0; at < doubts.length; at++) if ((same & (1 << at)) !== 0) made[at] = text
        }
      }
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
      if (watch.text === '') this.#used.push(watch)
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

  #own(alphabet: number, watched: Watched): Watch {
    const numbers = [...watched.rules.keys()]
    const make = (): Watch => this.#build(alphabet, numbers, cellsOfFew)
    return this.#shelf.watch(keyOf(watched, alphabet), make) ?? this.#shared(alphabet)
  }

  #build(alphabet: number, numbers: readonly number[], cells?: number): Watch {
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
    return { automaton: new Automaton(literals, owners.length, cells), owners, wanted, look: -1, text: '' }
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
