import type { Need } from '../../ir/rule.ts'
import { alphabetOf, maskOf } from '../../regex/byte-classes.ts'
import { codeAt } from '../../text/code-at.ts'
import type { Automaton } from './automaton.ts'
import { effectOf, hidesCase, type MaskEffect } from './effects.ts'
import type { Shelf } from './shelf.ts'
import { type Sniff, sniffKey, sniffOf } from './sniff.ts'

/** A rule that may be left out for a value: its place among the screened rules, and which of its targets. */
export interface Entry {
  readonly rule: number
  readonly target: number
  readonly need: Need | undefined
  /** An operator that is asked at once, on the string of its node: most values end here without being kept. */
  readonly probe: ((text: string) => unknown) | undefined
  /** Nothing but itself: thousands of plans have such lists. */
  readonly alone: readonly Entry[]
}

/** An entry with its list. */
export function entryOf(rule: number, target: number, need: Entry['need'], probe: Entry['probe']): Entry {
  const alone: Entry[] = []
  const entry = { rule, target, need, probe, alone }
  alone.push(entry)
  return entry
}

/** What is to be done with a string of certain byte classes at a node: the strings below that are the same are dealt with at once. */
export interface Plan {
  /** Classes of bytes that the string has at most. */
  readonly mask: number
  readonly alphabet: number
  /** Rules that nothing more is known of: to be tested. */
  readonly always: readonly Entry[]
  /** Rules whose operator is asked at once. */
  readonly probes: readonly Entry[]
  /** Rules to be tested when their literals occur. */
  readonly watched: Watched
  readonly edges: readonly Edge[]
  /** Transformations that leave many a text as it is, although it has the bytes that they look for: see `settled`. At most 8. */
  readonly doubts: readonly Edge[]
  /** By which of the doubts came to nothing, as bits: the plan in which those strings are this one. */
  readonly settled: (Plan | undefined)[]
}

/** Rules whose literals are looked for in a string, all in one alphabet. */
export interface Watched {
  /** By number of the rule. */
  readonly rules: ReadonlyMap<number, readonly Entry[]>
  /** Alphabet and rules: what is made of their literals alone is the same where this is. Made by `keyOf`. */
  key: string | undefined
  /** What is looked with; `undefined` until it is first needed. */
  watch: Watch | undefined
  /** How often it was looked. */
  looks: number
}

/** Tells what is watched by what it is, for all that depends on alphabet and rules alone. */
export function keyOf(watched: Watched, alphabet: number): string {
  watched.key ??= `${alphabet} ${[...watched.rules.keys()].sort((one, other) => one - other)}`
  return watched.key
}

/** An automaton, the rule of each of its sets, and how many sets a rule needs. */
export interface Watch {
  readonly automaton: Automaton
  readonly owners: readonly number[]
  readonly wanted: Uint8Array
  /** What it saw last; its hits are those of that string. */
  look: number
  text: string
}

export interface Edge {
  readonly name: string
  readonly transform: (input: string) => string
  readonly effect: MaskEffect
  readonly child: Node
  /** base64Decode stops at the first byte that is none of its own: how many there must be at the start. 0: not asked. */
  readonly run: number
  /** A look at what the transformation would make, without making it. */
  readonly sniff: Sniff | undefined
  /** Its place among the plan's doubts, which have made its string; -1: it is made here. */
  readonly doubt: number
  /** Of a doubt: tells that nothing but case would change, without making the string. */
  readonly alike: ((text: string) => boolean) | undefined
}

/** Whether a text begins with so many bytes of base64. Blanks count for those that take them out later. */
export function beginsWithRun(bytes: Uint8Array, size: number, length: number): boolean {
  if (size < length) return false
  for (let at = 0; at < length; at++) if (base64[bytes[at] as number] === 0) return false
  return true
}

const lengthens = new Set(['base64encode', 'hexencode', 'length', 'md5', 'sha1', 'urlencode', 'utf8tounicode'])

const base64 = new Uint8Array(256)
for (const c of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=') base64[codeAt(c, 0)] = 1

/** The mask of a string of which nothing is known: its plan is right for every other. */
const anyBytes = -1
const mostDoubts = 8
/** Bytes of a plan in its table, without the parts that plans share. */
const planBytes = 200
const sniffed = new Set(['base64decode', 'cmdline', 'removewhitespace'])

const nothing: ReadonlySet<string> = new Set()

/** A string in the tree of transformations. Chains that begin alike share their way. */
export class Node {
  readonly here: Entry[] = []
  readonly edges: Map<string, Edge> = new Map()
  readonly #shelf: Shelf
  /** By mask. */
  readonly #plans: Map<number, Plan> = new Map()
  /** Some transformation below looks at case. */
  #caseful: boolean | undefined

  /** @param shelf where it keeps what it makes */
  constructor(shelf: Shelf) {
    this.#shelf = shelf
  }

  /** @param every each string on the way counts, not only the last one (multiMatch) */
  add(entry: Entry, names: readonly string[], functions: readonly ((input: string) => string)[], every: boolean): void {
    let node: Node = this
    names.forEach((name, at) => {
      if (every) node.here.push(entry)
      let edge = node.edges.get(name)
      if (!edge) {
        edge = {
          name,
          transform: functions[at] as (input: string) => string,
          effect: effectOf(name),
          child: new Node(this.#shelf),
          run: 0,
          sniff: undefined,
          doubt: -1,
          alike: undefined,
        }
        node.edges.set(name, edge)
      }
      node = edge.child
    })
    node.here.push(entry)
  }

  /** What is to be done with a string of these classes: a plan for just those, or for all where enough were made for this request. */
  planFor(mask: number): Plan {
    const kept = this.#plans.get(mask)
    if (kept) return kept
    if (mask !== anyBytes && !this.#shelf.mayPlan()) return this.planFor(anyBytes)
    const plan = this.#plan(mask, nothing)
    this.#shelf.take(planBytes)
    if (this.#plans.size === 0) this.#shelf.holds(this)
    this.#plans.set(mask, plan)
    return plan
  }

  /**
   * The plan for a text which some of the doubtful transformations leave as it is: what is behind those is looked for here. `undefined` where
   * enough plans were made for this request.
   */
  settled(plan: Plan, bits: number): Plan | undefined {
    const kept = plan.settled[bits]
    if (kept) return kept
    if (!this.#shelf.mayPlan()) return undefined
    const same = new Set(plan.doubts.filter((_, at) => (bits & (1 << at)) !== 0).map(({ name }) => name))
    const made = this.#plan(plan.mask, same, plan.doubts)
    // V8 makes room for half as many again.
    this.#shelf.take(planBytes + (bits < plan.settled.length ? 0 : 12 * bits + 128))
    plan.settled[bits] = made
    return made
  }

  /** Lets all plans go. */
  forget(): void {
    this.#plans.clear()
  }

  /**
   * @param same transformations that leave the text as it is
   * @param asked doubts whose results are at hand
   */
  #plan(mask: number, same: ReadonlySet<string>, asked?: readonly Edge[]): Plan {
    const alphabet = alphabetOf(mask)
    const always: Entry[] = []
    const watched = new Map<number, readonly Entry[]>()
    const behind = new Map<string, Edge[]>()
    const probes: Entry[] = []
    const once = (list: Entry[], entry: Entry) => {
      if (!list.some(({ rule, target }) => rule === entry.rule && target === entry.target)) list.push(entry)
    }
    const collect = (node: Node): void => {
      for (const entry of node.here) {
        const { need } = entry
        if (need && !possible(need, mask, alphabet)) continue
        const literals = need?.alphabets[alphabet]
        if (entry.probe) once(probes, entry)
        else if (need === undefined || literals === 1 || literalsOf(need, alphabet) === undefined) once(always, entry)
        else {
          const before = watched.get(entry.rule)
          if (before === undefined) watched.set(entry.rule, entry.alone)
          else if (!before.some(({ target }) => target === entry.target)) watched.set(entry.rule, [...before, entry])
        }
      }
      for (const edge of node.edges.values()) {
        if (same.has(edge.name) || isSame(edge, mask)) collect(edge.child)
        else if (edge.child.#worth(after(mask, edge.effect)))
          behind.set(edge.name, [...(behind.get(edge.name) ?? []), edge])
      }
    }
    collect(this)
    const doubts: Edge[] = []
    const edges = [...behind.values()].map((those): Edge => {
      const [first] = those as [Edge, ...Edge[]]
      const child = this.#joined(those.map((edge) => edge.child))
      const edge = child.#gated({ ...first, child }, after(mask, first.effect))
      if (asked) return { ...edge, doubt: asked.findIndex(({ name, alike }) => name === edge.name && !alike) }
      if (doubts.length === mostDoubts) return edge
      const alike = edge.name === 'cmdline' ? commandAlike(mask, child) : undefined
      if (alike) doubts.push({ ...edge, alike })
      if (edge.sniff !== undefined || edge.run > 0 || edge.effect.needs === -1) return edge
      const doubted = { ...edge, doubt: doubts.length }
      doubts.push(doubted)
      return doubted
    })
    const shelf = this.#shelf
    return {
      mask,
      alphabet,
      always: shelf.entries(always),
      probes: shelf.entries(probes),
      watched: shelf.watched(alphabet, watched),
      edges: shelf.edges(edges),
      doubts: shelf.edges(doubts),
      settled: [],
    }
  }

  /** What one transformation makes is one string, wherever it hangs in the tree: one node for all that is looked for in it. */
  #joined(nodes: readonly Node[]): Node {
    return nodes.length === 1 ? (nodes[0] as Node) : this.#shelf.joined(nodes, () => joinedOf(nodes, this.#shelf))
  }

  /** Whether some rule here or below could match a string of at most these classes. */
  #worth(mask: number): boolean {
    const possibleHere = this.here.some(({ need }) => !need || possible(need, mask, alphabetOf(mask)))
    if (possibleHere) return true
    for (const { effect, child } of this.edges.values()) if (child.#worth(after(mask, effect))) return true
    return false
  }

  #run: number | undefined

  #gated(edge: Edge, mask: number): Edge {
    const { name } = edge
    if (!sniffed.has(name)) return edge
    if (name === 'base64decode') this.#run ??= this.#shortest()
    const plan = this.planFor(mask)
    return {
      ...edge,
      run: this.#run ?? 0,
      sniff: this.#shelf.sniff(sniffKey(name, this, plan), () => sniffOf(name, this, plan)),
    }
  }

  /** Bytes of base64 that the shortest match here or below takes; 0 where a later transformation may lengthen what was decoded. */
  #shortest(): number {
    let least = Number.POSITIVE_INFINITY
    const walk = (node: Node): void => {
      for (const { need } of node.here) least = Math.min(least, need?.length ?? 0)
      for (const [name, { child }] of node.edges) {
        if (lengthens.has(name)) least = 0
        walk(child)
      }
    }
    walk(this)
    return Number.isFinite(least) ? Math.floor((least * 4) / 3) : 0
  }

  get caseful(): boolean {
    this.#caseful ??= [...this.edges.values()].some(({ effect, child }) => !effect.caseless || child.caseful)
    return this.#caseful
  }
}

const changedByCommand = maskOf('"\'\\^,;\t\n\r')
const slashOrBracket = maskOf('/(')

/** cmdLine leaves prose as it is but for its case: no quotes, no commas, single blanks. */
function commandAlike(mask: number, child: Node): Edge['alike'] {
  if ((mask & (changedByCommand | hidesCase)) !== 0 || child.caseful) return undefined
  return (mask & slashOrBracket) === 0 ? hasSingleBlanks : hasLoneBlanks
}

const hasSingleBlanks = (text: string): boolean => !text.includes('  ')
const hasLoneBlanks = (text: string): boolean => !/ [ /(]/.test(text)

/** One node in the place of several. */
function joinedOf(nodes: readonly Node[], shelf: Shelf): Node {
  const [first, ...others] = nodes as [Node, ...Node[]]
  if (others.length === 0) return first
  const joined = new Node(shelf)
  const children = new Map<string, Edge[]>()
  for (const { here, edges } of nodes) {
    joined.here.push(...here)
    for (const [name, edge] of edges) children.set(name, [...(children.get(name) ?? []), edge])
  }
  for (const [name, alike] of children)
    joined.edges.set(name, {
      ...(alike[0] as Edge),
      child: joinedOf(
        alike.map(({ child }) => child),
        shelf,
      ),
    })
  return joined
}

/** Whether the string behind the edge is the same one, as far as a look without case can tell. */
function isSame({ effect, child }: Edge, mask: number): boolean {
  if (effect.needs === -1 || (mask & effect.needs) !== 0) return false
  return !effect.folds || ((mask & hidesCase) === 0 && !child.caseful)
}

const after = (mask: number, { needs, adds, removes }: MaskEffect): number =>
  needs !== -1 && (mask & needs) === 0 ? mask : (mask & ~removes) | adds

function possible(need: Need, mask: number, alphabet: number): boolean {
  if (need.alphabets[alphabet] === 0) return false
  const { masks } = need
  return masks === undefined || masks.some((wanted) => (mask & wanted) === wanted)
}

/** The literal sets of a rule in an alphabet, each one string; `undefined` where it has none. */
export function literalsOf(need: Need, alphabet: number): readonly string[] | undefined {
  const own = need.alphabets[alphabet]
  const meant = own === 2 ? need.alphabets.at(-1) : own
  return typeof meant === 'object' ? meant : undefined
}
