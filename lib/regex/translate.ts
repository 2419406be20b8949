import { contains, lengthOf, type Mode, type Node, type Pattern, type Place } from './ast.ts'
import { type ByteSet, disjoint, intersection, isEmpty, setOf, union } from './byte-set.ts'
import { alwaysCaptures, bytesIn, emptyLast, findGroups } from './captures.ts'
import { before, type First, firstOf, isDeterministic, matchEnd } from './first-bytes.ts'
import { type ParseOptions, parse } from './parse.ts'
import { ignoresCase, printSet } from './print-set.ts'
import { RegexError } from './regex-error.ts'
import { trimEdges } from './trim.ts'

/** A pattern as a JavaScript RegExp: `new RegExp(source, flags)`. */
export interface Translation {
  /** Works on byte strings; may stand in a literal between slashes. */
  readonly source: string
  /** `''` or `'i'`. */
  readonly flags: string
  /** Number of capturing groups of the pattern. */
  readonly groups: number
  /**
   * For group `n` of the pattern, the index in the JavaScript match: `captures[0]` is 0. They differ when an atomic group needed a group of its own.
   * Empty but for the 0 with the option `captures: false`.
   */
  readonly captures: readonly number[]
}

/** See `ParseOptions`. `dotAll` and `dollarEndOnly` are `true` unless given. */
export interface TranslateOptions extends ParseOptions {
  /**
   * Are the captures wanted? Without them the RegExp is faster, and patterns whose captures JavaScript cannot follow are translated all the same.
   * @default true
   */
  readonly captures?: boolean
  /**
   * Is it only asked whether there is a match, not where? Then runs at its ends are cut short, which spares many patterns quadratic time: see
   * `trimEdges`. Implies `captures: false`.
   * @default false
   */
  readonly testOnly?: boolean
}

/** ModSecurity 2.9 compiles `@rx` with `PCRE_DOTALL | PCRE_DOLLAR_ENDONLY`. */
export const modsecurity2: TranslateOptions = { dotAll: true, dollarEndOnly: true, multiline: false }

/** libmodsecurity 3 compiles `@rx` and `@rxGlobal` with `PCRE2_DOTALL | PCRE2_MULTILINE`: `^` and `$` also match at line feeds. */
export const modsecurity3: TranslateOptions = { dotAll: true, dollarEndOnly: false, multiline: true }

/**
 * Translates a PCRE pattern (8-bit, no UTF, tables of the C locale) to a JavaScript RegExp without the flags u and v, for byte strings. The same
 * first match: span and captures. The text depends on nothing that JavaScript and PCRE see differently: sets are spelled out, `^` and `$` stand
 * only for the ends of the subject, case is folded in ASCII alone.
 *
 * The default flags are those of ModSecurity 2.9 (`modsecurity2`), which CRS is written for; `modsecurity3` has the other engine's.
 *
 * @throws RegexError when the pattern cannot be understood, or means something that JavaScript cannot say: a reference to a group that may have
 *   taken no part, captures of a repetition that JavaScript forgets, lookbehind of varying length (PCRE refuses that too)
 */
export function translate(pattern: string, options: TranslateOptions = {}): Translation {
  const parsed = parse(pattern, { ...modsecurity2, ...options })
  if (options.testOnly) return print({ ...parsed, root: trimEdges(parsed.root) }, false)
  return print(parsed, options.captures ?? true)
}

/** Prints a parsed pattern: see `translate`. */
export function print(pattern: Pattern, captures: boolean): Translation {
  const groups = findGroups(pattern.root)
  const sets: ByteSet[] = []
  const referenced = new Set<number>()
  contains(pattern.root, (node) => {
    if (node.type === 'set') sets.push(node.set)
    if (node.type === 'backreference') referenced.add(node.index)
    return false
  })
  const printer: Printer = {
    ignoreCase:
      sets.every(ignoresCase) &&
      sets.some(
        (set) =>
          !disjoint(set, letters) &&
          !disjoint(
            letters,
            set.map((word) => ~word),
          ),
      ),
    captures,
    groups,
    referenced,
    indices: [0],
    opened: 0,
    following: contains(
      pattern.root,
      (node) => node.type === 'atomic' || (node.type === 'repeat' && node.mode === 'possessive'),
    ),
  }
  const source = printNode(printer, pattern.root, matchEnd, new Set(), false)
  const indices = captures
    ? Array.from({ length: pattern.groups + 1 }, (_, index) => printer.indices[index] as number)
    : [0]
  const flags = printer.ignoreCase ? 'i' : ''
  try {
    new RegExp(source, flags)
  } catch (error) {
    throw new RegexError(`not a JavaScript RegExp: ${String(error)}`, 0)
  }
  return { source: source === '' ? '(?:)' : source, flags, groups: pattern.groups, captures: indices }
}

const letters = setOf([0x41, 0x5a], [0x61, 0x7a])
/** The letters that the flag i folds: those of ASCII and of Latin-1. */
const cased = union(letters, setOf([0xc0, 0xd6], [0xd8, 0xde], [0xe0, 0xf6], [0xf8, 0xfe]))

interface Printer {
  readonly ignoreCase: boolean
  readonly captures: boolean
  readonly groups: ReadonlyMap<number, Node>
  readonly referenced: ReadonlySet<number>
  /** Index in JavaScript of each group of the pattern. */
  readonly indices: number[]
  opened: number
  /** Must `follow` be known? */
  readonly following: boolean
}

const places: Readonly<Record<Place, string>> = {
  start: '^',
  end: '$',
  final: '(?=\\n?$)',
  lineStart: '(?:^|(?<=\\n)(?!$))',
  lineEnd: '(?![^\\n])',
  boundary: '\\b',
  inside: '\\B',
}

/**
 * @param follow how what comes behind `node` can begin, if `printer.following`
 * @param set groups that have captured for certain when `node` is reached; those of `node` are added
 * @param behind inside a lookbehind, which JavaScript matches from right to left
 */
function printNode(printer: Printer, node: Node, follow: First, set: Set<number>, behind: boolean): string {
  switch (node.type) {
    case 'set':
      return printSet(node.set, printer.ignoreCase)
    case 'assert':
      return places[node.kind]
    case 'sequence': {
      const follows: First[] = []
      if (printer.following) {
        let next = follow
        for (let index = node.items.length - 1; index >= 0; index--) {
          follows[index] = next
          next = before(node.items[index] as Node, next)
        }
      }
      return node.items
        .map((item, index) => {
          const text = printNode(printer, item, follows[index] ?? follow, set, behind)
          return item.type === 'alternation' ? `(?:${text})` : text
        })
        .join('')
    }
    case 'alternation': {
      const sure: Set<number>[] = []
      const text = node.options
        .map((option) => {
          const own = new Set(set)
          sure.push(own)
          const printed = printNode(printer, option, follow, own, behind)
          return option.type === 'alternation' ? `(?:${printed})` : printed
        })
        .join('|')
      for (const index of sure[0] ?? []) if (sure.every((own) => own.has(index))) set.add(index)
      return text
    }
    case 'group': {
      const wanted = isWanted(printer, node)
      if (wanted) printer.indices[node.index] = ++printer.opened
      const body = printNode(printer, node.body, follow, set, behind)
      set.add(node.index)
      return wanted ? `(${body})` : node.body.type === 'alternation' ? `(?:${body})` : body
    }
    case 'look':
      return printLook(printer, node, set)
    case 'backreference':
      return printBackreference(printer, node, set, behind)
    case 'atomic':
      return printAtomic(printer, node.body, follow, set, behind)
    case 'repeat':
      return printRepeat(printer, node, follow, set, behind)
  }
}

function isWanted(printer: Printer, group: Node & { type: 'group' }): boolean {
  return printer.captures || printer.referenced.has(group.index)
}

function printLook(printer: Printer, node: Node & { type: 'look' }, set: Set<number>): string {
  if (node.behind) {
    for (const option of node.body.type === 'alternation' ? node.body.options : [node.body]) {
      const { min, max } = lengthOf(option)
      if (min !== max) throw new RegexError('a lookbehind of no fixed length', 0)
    }
  }
  const own = new Set(set)
  const body = printNode(printer, node.body, matchEnd, own, node.behind)
  if (!node.negative) for (const index of own) set.add(index)
  return `(?${node.behind ? '<' : ''}${node.negative ? '!' : '='}${body})`
}

function printBackreference(
  printer: Printer,
  node: Node & { type: 'backreference' },
  set: ReadonlySet<number>,
  behind: boolean,
): string {
  if (behind) throw new RegexError('a reference in a lookbehind', node.offset)
  if (!set.has(node.index)) throw new RegexError('a reference to a group that may have captured nothing', node.offset)
  const bytes = bytesIn(printer.groups.get(node.index) as Node)
  const text = `(?:\\${printer.indices[node.index]})`
  if (printer.ignoreCase === node.caseless) {
    if (
      !node.caseless ||
      isEmpty(
        intersection(
          bytes,
          cased.map((word, index) => word & ~(letters[index] as number)),
        ),
      )
    )
      return text
    throw new RegexError('a caseless reference to bytes above 127', node.offset)
  }
  if (disjoint(bytes, cased)) return text
  if (!node.caseless) return `(?-i:${text})`
  if (
    disjoint(
      bytes,
      cased.map((word, index) => word & ~(letters[index] as number)),
    )
  )
    return `(?i:${text})`
  throw new RegexError('a caseless reference to bytes above 127', node.offset)
}

/**
 * An atomic group is plain where giving back cannot help. An endless run of one set is all of its bytes that stand there, so that none of them
 * comes after it: said so, an automaton understands it too. Any other is a lookahead, which does not give back, and a reference to what that saw.
 */
function printAtomic(printer: Printer, body: Node, follow: First, set: Set<number>, behind: boolean): string {
  if (isDeterministic(body) || givesBackInVain(body, follow)) {
    const text = printNode(printer, body, follow, set, behind)
    return body.type === 'alternation' ? `(?:${text})` : text
  }
  if (behind) throw new RegexError('an atomic group in a lookbehind', 0)
  if (body.type === 'repeat' && body.mode === 'greedy' && body.max === Infinity && body.body.type === 'set') {
    const text = printNode(printer, body, follow, set, behind)
    return `(?:${text}(?!${printNode(printer, body.body, matchEnd, set, behind)}))`
  }
  const index = ++printer.opened
  return `(?:(?=(${printNode(printer, body, matchEnd, set, behind)}))\\${index})`
}

/** Is `body` a greedy run of one set that what follows cannot begin with? A shorter run would be followed by a byte of the set. */
function givesBackInVain(body: Node, follow: First): boolean {
  return (
    body.type === 'repeat' &&
    body.mode !== 'lazy' &&
    body.body.type === 'set' &&
    !follow.opaque &&
    disjoint(body.body.set, follow.set)
  )
}

function quantifier(min: number, max: number, mode: Mode): string {
  const lazy = mode === 'lazy' ? '?' : ''
  if (min === 0 && max === 1) return `?${lazy}`
  if (max === Infinity) return (min === 0 ? '*' : min === 1 ? '+' : `{${min},}`) + lazy
  return min === max ? `{${min}}` : `{${min},${max}}${lazy}`
}

function printRepeat(
  printer: Printer,
  node: Node & { type: 'repeat' },
  follow: First,
  set: Set<number>,
  behind: boolean,
): string {
  const { body, min, max, mode } = node
  if (mode === 'possessive') {
    return printAtomic(printer, { ...node, mode: 'greedy' }, follow, set, behind)
  }
  const { min: shortest, max: longest } = lengthOf(body)
  const inside = [...findGroups(body).keys()]
  const captured = inside.length > 0
  const counts = captured && (printer.captures || inside.some((index) => printer.referenced.has(index)))
  if (longest === 0 && max > 0) {
    if (captured && !(min === 1 && max === 1)) throw new RegexError('captures in a repetition of no width', 0)
    return min === 0 ? '' : `(?:${printNode(printer, body, follow, set, behind)})`
  }
  if (counts && max > 1) {
    if (behind)
      throw new RegexError('a capture in a repetition in a lookbehind, which JavaScript reads from its end', 0)
    for (const index of inside) {
      if (!alwaysCaptures(body, index))
        throw new RegexError('a capture that JavaScript forgets when the repetition around it goes on', 0)
    }
  }
  // What the body leads to: itself again, or what follows.
  const next = printer.following ? around(body, max, follow) : follow
  const own = new Set(set)
  if (shortest === 0 && max !== min) {
    // JavaScript gives up a round that takes nothing; PCRE lets it stand and goes on behind the loop.
    if (min === 0 && max === 1) {
      const text = printNode(printer, body, next, own, behind)
      const wrapped = body.type === 'alternation' ? `(?:${text})` : text
      return mode === 'lazy' ? `(?:|${wrapped})` : `(?:${wrapped}|)`
    }
    if (counts) throw new RegexError('captures in a repetition whose rounds may be empty', 0)
    if (!emptyLast(body) && !(mode === 'lazy' && max === Infinity)) {
      throw new RegexError('a repetition that would rather take nothing than something', 0)
    }
  }
  const text = printNode(printer, body, next, own, behind)
  if (min > 0) for (const index of own) set.add(index)
  const atom = body.type === 'set' || (body.type === 'group' && isWanted(printer, body)) ? text : `(?:${text})`
  return atom + quantifier(min, max, mode)
}

function around(body: Node, max: number, follow: First): First {
  if (max === 1) return follow
  const again = firstOf(body)
  return { set: union(again.set, follow.set), nullable: follow.nullable, opaque: again.opaque || follow.opaque }
}
