import type { Node } from './ast.ts'
import { bytesOf } from './byte-set.ts'

/** What is known of a node: all that it can match, when that is little, and sets of which each match holds at least one. */
interface Known {
  /** All texts, lower-cased. */
  readonly exact?: readonly string[]
  /** Sets of literals, in the order in which they stand. */
  readonly required: readonly (readonly string[])[]
}

const mostExact = 600
const mostInSequence = 96
const mostInSeam = 384
const longestExact = 40
const mostLiterals = 6000
/** A literal is looked for by at most so many bytes of it. */
const longestWindow = 7
/** Rare enough: a longer window gains nothing. */
const rare = 3e-7
/** A set that turns up more often than this, per byte, is worse than none. */
const weak = 0.01

/** One or two sets of literals that a match cannot do without, rarest first; `undefined`: there are none worth looking for. */
export function literalSets(node: Node): string[][] | undefined {
  const known = know(node)
  const sets = known.exact ? [known.exact] : known.required
  const usable = sets
    .map((set) => windows(set))
    .filter((set) => set !== undefined)
    .map((set) => ({ set, score: scoreOf(set) }))
    .filter(({ score }) => score < weak)
    .sort((a, b) => a.score - b.score)
  const [first] = usable
  if (!first) return undefined
  // A second set that turns up often, behind one that does not, costs more looks than it saves tests.
  const second = usable
    .slice(1)
    .find(({ set, score }) => set.join() !== first.set.join() && score < first.score * 1000 + 1e-4)
  return second && first.score > rare ? [first.set, second.set] : [first.set]
}

/** The windows of phrases of which one must occur. */
export function phraseSet(phrases: readonly string[]): string[][] | undefined {
  const set = windows(phrases.map(fold))
  return set && scoreOf(set) < 0.05 ? [set] : undefined
}

function know(node: Node): Known {
  switch (node.type) {
    case 'set': {
      const chars = [...new Set(bytesOf(node.set).map((byte) => fold(String.fromCharCode(byte))))]
      return chars.length <= 12 ? { exact: chars, required: [] } : { required: [] }
    }
    case 'sequence':
      return inSequence(node.items)
    case 'alternation':
      return either(node.options.map(know))
    case 'repeat':
      return repeated(node)
    case 'group':
    case 'atomic':
      return know(node.body)
    case 'backreference':
      return { required: [] }
    default:
      return { exact: [''], required: [] } // takes no bytes
  }
}

function repeated(node: Extract<Node, { type: 'repeat' }>): Known {
  const body = know(node.body)
  if (node.max === 0) return { exact: [''], required: [] }
  if (node.min === 0) {
    const small = node.max === 1 && body.exact && body.exact.length < mostInSequence
    return small ? { exact: [...new Set(['', ...(body.exact as string[])])], required: [] } : { required: [] }
  }
  // x{2,} is x x and then anything.
  const copies = Math.min(node.min, 4)
  const parts: Node[] = Array.from({ length: copies }, () => node.body)
  const known = inSequence(parts)
  if (node.min === node.max && copies === node.min) return known
  return { required: known.exact ? [known.exact] : known.required }
}

function either(options: readonly Known[]): Known {
  if (options.every(({ exact }) => exact)) {
    const all = [...new Set(options.flatMap(({ exact }) => exact as string[]))]
    if (all.length <= mostExact) return { exact: all, required: [] }
    return { required: all.length <= mostLiterals && !all.includes('') ? [all] : [] }
  }
  const firsts: string[] = []
  const seconds: string[] = []
  let second = true
  for (const option of options) {
    const sets = option.exact ? [option.exact] : [...option.required]
    const ranked = sets
      .filter((set) => !set.includes(''))
      .map((set) => ({ set, score: scoreOf(set) }))
      .sort((a, b) => a.score - b.score)
    const [best, next] = ranked
    if (!best) return { required: [] }
    for (const literal of best.set) firsts.push(literal)
    if (next) for (const literal of next.set) seconds.push(literal)
    else second = false
    if (firsts.length > mostLiterals) return { required: [] }
  }
  const required = [[...new Set(firsts)]]
  if (second && seconds.length <= mostLiterals) required.push([...new Set(seconds)])
  return { required }
}

function inSequence(items: readonly Node[]): Known {
  const required: (readonly string[])[] = []
  let run: readonly string[] = ['']
  let whole = true
  const flush = () => {
    if (!run.includes('')) required.push(run)
    run = ['']
  }
  for (const item of items) {
    const known = know(item)
    if (!known.exact) {
      flush()
      whole = false
      required.push(...known.required)
      continue
    }
    const exact = known.exact
    const longest = Math.max(...run.map((text) => text.length)) + Math.max(...exact.map((text) => text.length))
    if (run.length * exact.length > mostInSequence && !(run.length === 1 || exact.length === 1)) {
      const seam = seamOf(run, exact)
      if (seam) required.push(seam)
      flush()
      whole = false
      run = exact
    } else if (longest > longestExact || run.length * exact.length > mostExact) {
      flush()
      whole = false
      run = exact
    } else run = [...new Set(run.flatMap((head) => exact.map((tail) => head + tail)))]
  }
  if (whole) return { exact: run, required: [] }
  flush()
  return { required }
}

/** Where all of both would be too many: what the first part's texts are followed by, a byte or two of it. */
function seamOf(run: readonly string[], exact: readonly string[]): readonly string[] | undefined {
  for (const length of [2, 1]) {
    const heads = [...new Set(exact.map((text) => text.slice(0, length)))]
    if (run.length * heads.length > mostInSeam) continue
    const seam = new Set(run.flatMap((text) => heads.map((head) => text + head)))
    return seam.has('') ? undefined : [...seam]
  }
  return undefined
}

/** The rarest short part of each literal; `undefined` when one of them is empty. */
function windows(literals: readonly string[]): string[] | undefined {
  if (literals.length === 0 || literals.length > mostLiterals) return undefined
  const found = new Set<string>()
  for (const literal of literals) {
    if (literal === '') return undefined
    found.add(windowOf(literal))
  }
  // A literal that contains another one adds nothing.
  const all = [...found]
  return all.filter((one) => !all.some((other) => other !== one && other.length < one.length && one.includes(other)))
}

function windowOf(literal: string): string {
  if (literal.length <= longestWindow) return literal
  let best = literal.slice(0, longestWindow)
  let bestScore = probability(best)
  for (let at = 1; at + longestWindow <= literal.length; at++) {
    const window = literal.slice(at, at + longestWindow)
    const score = probability(window)
    if (score < bestScore) {
      best = window
      bestScore = score
    }
  }
  return best
}

const scoreOf = (set: readonly string[]): number =>
  set.reduce((sum, literal) => sum + (literal === '' ? 1 : probability(windowOf(literal))), 0)

const common: Readonly<Record<string, number>> = {
  ' ': 0.09, e: 0.09, t: 0.065, a: 0.065, o: 0.06, i: 0.055, n: 0.055, s: 0.055, r: 0.05, h: 0.03, l: 0.035, d: 0.035, c: 0.03,
  u: 0.025, m: 0.025, p: 0.025, f: 0.015, g: 0.02, b: 0.015, w: 0.015, y: 0.012, v: 0.01, k: 0.008, x: 0.004, j: 0.003, q: 0.002,
  z: 0.002, '.': 0.015, '/': 0.015, '-': 0.015, _: 0.008, ',': 0.01, ':': 0.008, ';': 0.006, '=': 0.008, '"': 0.01, '(': 0.003,
  ')': 0.003, '&': 0.004, '%': 0.006, '+': 0.004, '?': 0.003, '*': 0.002,
} // biome-ignore format: a table

/** How likely a byte begins this text, taken byte by byte. */
function probability(text: string): number {
  let product = 1
  for (const c of text) product *= common[c] ?? (c >= '0' && c <= '9' ? 0.012 : 0.001)
  return product
}

const fold = (text: string): string => text.replace(/[A-Z]+/g, (run) => run.toLowerCase())
