import { betweenLiterals, type Need } from '../../ir/rule.ts'
import { alphabets } from '../../regex/byte-classes.ts'
import { codeAt } from '../../text/code-at.ts'
import { Automaton, cellsOfFew, start } from './automaton.ts'
import { keyOf, literalsOf, type Node, type Plan } from './tree.ts'

/**
 * Whether some rule behind a transformation may match a text, told from its bytes as the transformation would make them, without making the
 * string. Says maybe too often, never a wrong no.
 */
export type Sniff = (bytes: Uint8Array, size: number) => boolean

/** What may stand behind base64Decode: none of these makes letters out of nothing but escapes. */
const understood = new Set(['urldecodeuni', 'jsdecode', 'removewhitespace', 'replacecomments'])

const values = new Int8Array(256).fill(-1)
for (const [value, c] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries())
  values[codeAt(c, 0)] = value

const percent = 0x25
const backslash = 0x5c
const space = 0x20
const slash = 0x2f
const bracket = 0x28

const tableOf = (bytes: string): Uint8Array => {
  const table = new Uint8Array(256)
  for (const c of bytes) table[codeAt(c, 0)] = 1
  return table
}
/** What goes on an escape: after `%` and after a backslash. */
const afterPercent = tableOf('0123456789abcdefABCDEFuU')
const afterBackslash = tableOf('01234567abfnrtvxu\\')
const blank = tableOf('\t\n\v\f\r \xa0\0')

/** What a sniff depends on: edges for which this is the same can share one. */
export function sniffKey(name: string, child: Node, { alphabet, always, probes, watched, edges }: Plan): string {
  if (name === 'base64decode') return `base64 ${rulesBelow(child)}`
  if (always.length > 0 || probes.length > 0) return 'always'
  const behind = edges.map((edge) => `${edge.name} ${edge.name === 'base64decode' ? rulesBelow(edge.child) : ''}`)
  return `${name} ${keyOf(watched, alphabet)}  ${behind}`
}

const known: WeakMap<Node, string> = new WeakMap()

/** The rules of a tree, and the transformations within it. */
function rulesBelow(root: Node): string {
  const before = known.get(root)
  if (before !== undefined) return before
  const rules = new Set<number>()
  const names = new Set<string>()
  const walk = (node: Node): void => {
    for (const { rule } of node.here) rules.add(rule)
    for (const [name, { child }] of node.edges) {
      names.add(name)
      walk(child)
    }
  }
  walk(root)
  const below = `${[...rules].sort((a, b) => a - b)} ${[...names].sort()}`
  known.set(root, below)
  return below
}

/**
 * A sniff for an edge of the tree, for the strings behind it that have this plan; always a maybe where the rules there ask for more than a
 * look can tell.
 */
export function sniffOf(name: string, child: Node, plan: Plan): Sniff {
  let looks = 0
  let made: Sniff | undefined
  // The first few values get a maybe: the string is made then, and an automaton for a handful is not.
  return (bytes, size) => {
    if (looks < coldLooks) {
      looks++
      return true
    }
    made ??= make(name, child, plan) ?? always
    return made(bytes, size)
  }
}

function make(name: string, child: Node, plan: Plan): Sniff | undefined {
  if (name === 'base64decode') return base64Sniff(child, false)
  if (name === 'removewhitespace') return blankSniff(plan)
  return name === 'cmdline' ? commandSniff(plan) : undefined
}

interface Text {
  readonly text: string
  readonly set: number
}

/** The literals of rules: one set of each is enough to say no. */
function literalsOfAll(needs: Iterable<Need | undefined>, alphabet: number, refused: RegExp): Text[] | undefined {
  const literals: Text[] = []
  for (const need of needs) {
    const [first] = (need && literalsOf(need, alphabet)) ?? []
    if (!first || refused.test(first)) return undefined
    for (const text of first.split(betweenLiterals)) literals.push({ text, set: 0 })
  }
  return literals
}

/** The same for what a plan watches; nothing where it has more to do than watch. */
function watchedLiterals({ always, probes, watched, alphabet }: Plan, refused: RegExp): Text[] | undefined {
  if (always.length > 0 || probes.length > 0) return undefined
  return literalsOfAll(
    [...watched.rules.values()].map(([entry]) => entry?.need),
    alphabet,
    refused,
  )
}

const never: Sniff = () => false
const always: Sniff = () => true
const coldLooks = 32
const noEscapes = /[\s\\%+\xa0\0]/

/** @param skips whether blanks are taken out before decoding */
function base64Sniff(child: Node, skips: boolean): Sniff | undefined {
  const literals: { text: string; set: number }[] = []
  const walk = (node: Node): boolean => {
    const needs = node.here.map(({ need }) => need)
    const here = literalsOfAll(needs, alphabets.length - 1, noEscapes)
    if (!here) return false
    literals.push(...here)
    return [...node.edges].every(([name, edge]) => understood.has(name) && walk(edge.child))
  }
  if (!walk(child)) return undefined
  if (literals.length === 0) return never
  const automaton = new Automaton(literals, 1, cellsOfFew)
  const { columns, shift } = automaton
  return (bytes, size) => {
    let state = start
    let held = 0
    let bits = 0
    let before = 0
    for (let at = 0; ; at++) {
      // As in Automaton.scan: nothing in the inner loop changes the table.
      const { table } = automaton
      let next = 1
      let column = 0
      for (; at < size; at++) {
        const code = bytes[at] as number
        const value = values[code] as number
        if (value < 0) {
          if (skips && blank[code] === 1) continue
          return false
        }
        held = ((held << 6) | value) & 0xfff
        bits += 6
        if (bits < 8) continue
        bits -= 8
        const byte = (held >> bits) & 0xff
        if (before === percent ? afterPercent[byte] === 1 : before === backslash && afterBackslash[byte] === 1)
          return true
        before = byte
        // Blanks and backslashes may be taken out later: letters on both sides are looked at as neighbours.
        if (byte === backslash || blank[byte] === 1) continue
        column = columns[byte] as number
        next = table[(state << shift) + column] as number
        if (next <= 0) break
        state = next
      }
      if (at >= size) return false
      state = next || automaton.work(state, column)
      if (state < 0) return true
    }
  }
}

/** In the place of a column: a byte that is left out, and one that makes a space. */
const skipped = 255
const spaced = 254

function columnsOf(automaton: Automaton, leftOut: Uint8Array, spaces?: Uint8Array): Uint8Array {
  return automaton.columns.map((column, byte) =>
    leftOut[byte] === 1 ? skipped : spaces?.[byte] === 1 ? spaced : column,
  )
}

/** removeWhitespace: the look does not step on blanks. */
function blankSniff(plan: Plan): Sniff | undefined {
  const literals = watchedLiterals(plan, /[\s\xa0\0]/)
  if (!literals) return undefined
  const further: Sniff[] = []
  for (const edge of plan.edges) {
    const sniff = edge.name === 'base64decode' ? base64Sniff(edge.child, true) : undefined
    if (!sniff) return undefined
    further.push(sniff)
  }
  const automaton = literals.length > 0 ? new Automaton(literals, 1, cellsOfFew) : undefined
  const marks = automaton && marksOf(literals)
  const meets = automaton ? (marks ? meetsAround(automaton, literals, marks) : meetsBetween(automaton)) : never
  return (bytes, size) => {
    if (meets(bytes, size)) return true
    for (const sniff of further) if (sniff(bytes, size)) return true
    return false
  }
}

function meetsBetween(automaton: Automaton): Sniff {
  const { shift } = automaton
  const columns = columnsOf(automaton, blank)
  return (bytes, size) => {
    let state = start
    for (let at = 0; ; at++) {
      const { table } = automaton
      let next = 1
      let column = 0
      for (; at < size; at++) {
        column = columns[bytes[at] as number] as number
        if (column === skipped) continue
        next = table[(state << shift) + column] as number
        if (next <= 0) break
        state = next
      }
      if (at >= size) return false
      state = next || automaton.work(state, column)
      if (state < 0) return true
    }
  }
}

const alphanumeric = /[a-z0-9]/

/** Bytes of which each literal has one, and prose few: punctuation. `undefined`: some literal is a mere word. */
function marksOf(literals: readonly Text[]): Uint8Array | undefined {
  const marks = new Uint8Array(256)
  for (const { text } of literals) {
    const mark = [...text].find((byte) => !alphanumeric.test(byte))
    if (mark === undefined) return undefined
    marks[codeAt(mark, 0)] = 1
  }
  return marks
}

/** The same where every literal has a mark: looks only so far around each mark as a literal may reach. */
function meetsAround(automaton: Automaton, literals: readonly Text[], marks: Uint8Array): Sniff {
  const { shift } = automaton
  const columns = columnsOf(automaton, blank)
  const reach = literals.reduce((longest, { text }) => Math.max(longest, text.length), 0) - 1
  /** Looks around a mark: -1 where a literal stands, else the place up to which none does. */
  const around = (bytes: Uint8Array, size: number, mark: number): number => {
    // Where the last stretch ended no mark was near: going back from here crosses few bytes twice.
    let at = mark
    for (let left = reach; at > 0 && left > 0; ) {
      at--
      if (columns[bytes[at] as number] !== skipped) left--
    }
    let { table } = automaton
    let state = start
    let left = reach
    for (; at < size && (left > 0 || at <= mark); at++) {
      const byte = bytes[at] as number
      const column = columns[byte] as number
      if (column === skipped) continue
      const next = table[(state << shift) + column] as number
      if (next > 0) state = next
      else {
        state = next || automaton.work(state, column)
        if (state < 0) return -1
        table = automaton.table
      }
      if (marks[byte] === 1) left = reach
      else if (at > mark) left--
    }
    return at
  }
  return (bytes, size) => {
    for (let at = 0; ; ) {
      while (at < size && marks[bytes[at] as number] === 0) at++
      if (at >= size) return false
      at = around(bytes, size, at)
      if (at < 0) return true
    }
  }
}

const gone = tableOf('"\'\\^')
const separator = tableOf('\t\n\r ,;')

/** cmdLine: quotes, backslashes and carets go, separators are one space, and none before `/` and `(`. Case is not looked at anyway. */
function commandSniff(plan: Plan): Sniff | undefined {
  const literals = watchedLiterals(plan, /["'\\^\t\n\r,;]/)
  if (!literals || plan.edges.length > 0) return undefined
  if (literals.length === 0) return never
  const automaton = new Automaton(literals, 1, cellsOfFew)
  const { shift } = automaton
  const columns = columnsOf(automaton, gone, separator)
  const blankColumn = automaton.columns[space] as number
  return (bytes, size) => {
    let table = automaton.table
    let state = start
    let pending = false
    for (let at = 0; at < size; at++) {
      const byte = bytes[at] as number
      const column = columns[byte] as number
      if (column >= spaced) {
        if (column === spaced) pending = true
        continue
      }
      if (pending) {
        pending = false
        if (byte !== slash && byte !== bracket) {
          state = (table[(state << shift) + blankColumn] as number) || automaton.work(state, blankColumn)
          if (state < 0) return true
          table = automaton.table
        }
      }
      const next = table[(state << shift) + column] as number
      if (next > 0) state = next
      else {
        state = next || automaton.work(state, column)
        if (state < 0) return true
        table = automaton.table
      }
    }
    return pending && ((table[(state << shift) + blankColumn] as number) || automaton.work(state, blankColumn)) < 0
  }
}
