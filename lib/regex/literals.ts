import type { Node } from './ast.ts'
import { bytesOf } from './byte-set.ts'
import { rarestWindow, rarityOf, tooFrequent } from './rarity.ts'

/**
 * Literals one of which is in everything that a node matches (in lower case). `from` and `to` are the leaves of the AST it comes from, counted from
 * the left: two that share none tell more together than one does.
 */
export interface Required {
  readonly literals: readonly string[]
  /** How often one of them is expected per position. */
  readonly often: number
  readonly from: number
  readonly to: number
}

/** What is known of the strings that a node matches, in lower case. */
interface Known {
  /** All of them. */
  readonly exact: readonly string[] | undefined
  /** One of these begins, or ends, each of them. */
  readonly prefixes: readonly string[]
  readonly suffixes: readonly string[]
  /** The rarest first, at most `maxKept`. */
  readonly required: readonly Required[]
  /** The leaves: `from` up to `prefixTo` are the prefixes', `suffixFrom` up to `to` the suffixes'. */
  readonly from: number
  readonly to: number
  readonly prefixTo: number
  readonly suffixFrom: number
}

/** Most strings of a set, and most bytes of a string, before less is remembered. */
const maxStrings = 3000
const maxBytes = 24
const maxEdge = 10
/** Most different bytes (in lower case) of a set that is spelled out. */
const maxSpelled = 10
const maxKept = 4

/**
 * One or two sets of literals: everything that `node` matches contains, in lower case, one of each. Empty when there is none worth looking for.
 */
export function requiredLiterals(node: Node): Required[] {
  const { required } = withOwn(know(node, { leaves: 0 }))
  const first = required[0]
  if (first === undefined) return []
  const second = required.find((other) => other.from >= first.to || other.to <= first.from)
  return second === undefined ? [first] : [first, second]
}

/** The candidate that these strings make, if it is rare enough. */
export function requirement(strings: readonly string[], from: number, to: number): Required | undefined {
  const windows = new Set<string>()
  for (const string of strings) {
    if (string === '') return undefined
    windows.add(rarestWindow(string))
  }
  const literals = withoutContainers([...windows])
  const often = literals.reduce((sum, literal) => sum + rarityOf(literal), 0)
  return often > tooFrequent ? undefined : { literals, often, from, to }
}

/** Without the literals that contain another of them. */
function withoutContainers(literals: readonly string[]): string[] {
  const all = new Set(literals)
  return literals.filter((literal) => {
    for (let size = 1; size < literal.length; size++) {
      for (let at = 0; at + size <= literal.length; at++) if (all.has(literal.slice(at, at + size))) return false
    }
    return true
  })
}

interface Count {
  leaves: number
}

const blank: readonly string[] = ['']

function know(node: Node, count: Count): Known {
  switch (node.type) {
    case 'set': {
      const from = count.leaves++
      const chars = new Set<string>()
      for (const byte of bytesOf(node.set))
        chars.add(String.fromCharCode(byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte))
      return chars.size > maxSpelled ? unknown(from, count.leaves) : exactly([...chars], from, count.leaves)
    }
    case 'sequence': {
      const from = count.leaves
      let known = exactly(blank, from, from)
      for (const item of node.items) known = joined(known, know(item, count))
      return known
    }
    case 'alternation': {
      const from = count.leaves
      return either(
        node.options.map((option) => know(option, count)),
        from,
        count,
      )
    }
    case 'repeat': {
      const from = count.leaves
      const body = know(node.body, count)
      const { exact } = body
      if (node.min === 0) {
        const spelled = node.max === 1 && exact !== undefined && exact.length < maxStrings
        return spelled ? exactly([...new Set([...exact, ''])], from, count.leaves) : unknown(from, count.leaves)
      }
      if (node.min === node.max && exact !== undefined) {
        let known = body
        for (let times = 1; times < node.min && known.exact !== undefined; times++) known = joined(known, body)
        if (known.exact !== undefined) return known
      }
      if (exact === undefined) return body
      const { required } = withOwn(body)
      return { ...body, exact: undefined, prefixes: edge(exact, false), suffixes: edge(exact, true), required }
    }
    case 'group':
    case 'atomic':
      return know(node.body, count)
    case 'look': {
      const from = count.leaves
      const { required } = withOwn(know(node.body, count))
      const zero = exactly(blank, from, count.leaves)
      return node.negative ? zero : { ...zero, required }
    }
    case 'assert':
      return exactly(blank, count.leaves, count.leaves)
    case 'backreference':
      return unknown(count.leaves, count.leaves)
  }
}

function unknown(from: number, to: number): Known {
  return { exact: undefined, prefixes: blank, suffixes: blank, required: [], from, to, prefixTo: from, suffixFrom: to }
}

function exactly(exact: readonly string[], from: number, to: number): Known {
  return { exact, prefixes: exact, suffixes: exact, required: [], from, to, prefixTo: to, suffixFrom: from }
}

/** With the candidate of the exact strings, or of the edges, among the required. */
function withOwn(known: Known): Known {
  const { from, to } = known
  const own =
    known.exact === undefined
      ? [requirement(known.prefixes, from, known.prefixTo), requirement(known.suffixes, known.suffixFrom, to)]
      : [requirement(known.exact, from, to)]
  return { ...known, required: best([...known.required, ...own]) }
}

/** One behind the other. */
function joined(one: Known, other: Known): Known {
  const { from } = one
  const { to } = other
  if (one.exact !== undefined && other.exact !== undefined) {
    const exact = cross(one.exact, other.exact)
    if (exact?.every((string) => string.length <= maxBytes)) {
      return { ...exactly(exact, from, to), required: best([...one.required, ...other.required]) }
    }
  }
  // Where the two meet stands an end of the first and a beginning of the second.
  const ends = edge(one.suffixes, true)
  const starts = edge(other.prefixes, false)
  const meeting = cross(ends, starts)
  const found =
    meeting === undefined
      ? [requirement(ends, one.suffixFrom, one.to), requirement(starts, other.from, other.prefixTo)]
      : [requirement(meeting, one.suffixFrom, other.prefixTo)]
  const longerPrefixes = one.exact === undefined ? undefined : cross(one.exact, starts)
  const longerSuffixes = other.exact === undefined ? undefined : cross(ends, other.exact)
  return {
    exact: undefined,
    prefixes: edge(longerPrefixes ?? one.prefixes, false),
    suffixes: edge(longerSuffixes ?? other.suffixes, true),
    required: best([...one.required, ...other.required, ...found]),
    from,
    to,
    prefixTo: longerPrefixes === undefined ? one.prefixTo : other.prefixTo,
    suffixFrom: longerSuffixes === undefined ? other.suffixFrom : one.suffixFrom,
  }
}

/** One or the other. */
function either(options: readonly Known[], from: number, count: Count): Known {
  const to = count.leaves
  const exact: string[] = []
  let all = true
  for (const option of options) {
    if (option.exact === undefined || exact.length > maxStrings) all = false
    else exact.push(...option.exact)
  }
  const required = best(requiredOfEach(options, from, to))
  const distinct = [...new Set(exact)]
  if (all && distinct.length <= maxStrings) return { ...exactly(distinct, from, to), required }
  const prefixes = new Set<string>()
  const suffixes = new Set<string>()
  for (const option of options) {
    for (const string of edge(option.prefixes, false)) prefixes.add(string)
    for (const string of edge(option.suffixes, true)) suffixes.add(string)
  }
  const fit = (strings: Set<string>): readonly string[] =>
    strings.size > maxStrings || strings.has('') ? blank : [...strings]
  return {
    exact: undefined,
    prefixes: fit(prefixes),
    suffixes: fit(suffixes),
    required,
    from,
    to,
    prefixTo: to,
    suffixFrom: from,
  }
}

/** The union of each option's rarest candidate; then of each one's next that shares nothing with it. */
function requiredOfEach(options: readonly Known[], from: number, to: number): (Required | undefined)[] {
  const firsts: Required[] = []
  const seconds: Required[] = []
  for (const option of options) {
    const { required } = withOwn(option)
    const first = required[0]
    if (first === undefined) return []
    firsts.push(first)
    const second = required.find((other) => other.from >= first.to || other.to <= first.from)
    if (second !== undefined) seconds.push(second)
  }
  const merge = (parts: readonly Required[]): Required | undefined =>
    requirement(
      parts.flatMap(({ literals }) => literals),
      from,
      to,
    )
  return [merge(firsts), seconds.length === options.length ? merge(seconds) : undefined]
}

/** The rarest `maxKept`, those that overlap a rarer one only after all that do not. */
function best(candidates: readonly (Required | undefined)[]): Required[] {
  const sorted = candidates.filter((candidate) => candidate !== undefined).sort((one, other) => one.often - other.often)
  const apart: Required[] = []
  for (const candidate of sorted) {
    if (apart.every((other) => candidate.from >= other.to || candidate.to <= other.from)) apart.push(candidate)
  }
  return apart.slice(0, maxKept)
}

/** Every string of the first with every one of the second; `undefined` when they would be too many. */
function cross(one: readonly string[], other: readonly string[]): readonly string[] | undefined {
  if (one.length * other.length > maxStrings) return undefined
  if (other.length === 1 && other[0] === '') return one
  const strings = new Set<string>()
  for (const first of one) for (const second of other) strings.add(first + second)
  return [...strings]
}

/** The first, or last, bytes of each. */
function edge(strings: readonly string[], last: boolean): readonly string[] {
  const short = new Set<string>()
  for (const string of strings) {
    const cut = last ? string.slice(-maxEdge) : string.slice(0, maxEdge)
    // One that says nothing makes the others useless.
    if (cut === '') return blank
    short.add(cut)
  }
  return [...short]
}
