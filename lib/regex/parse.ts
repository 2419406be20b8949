import { type Node, nothing, type Pattern, type Place, sequence } from './ast.ts'
import { anyByte, type ByteSet, setOf, union } from './byte-set.ts'
import { readEscape } from './escape.ts'
import { byteSet, lineBreak, notNewline } from './named-sets.ts'
import { parseSet } from './parse-set.ts'
import { RegexError } from './regex-error.ts'

/** Compile options, by their PCRE names; all `false` unless given. Inline flags (`(?i)`) override them. */
export interface ParseOptions {
  /** PCRE_CASELESS: ASCII letters match in both cases. */
  readonly caseless?: boolean
  /** PCRE_MULTILINE: `^` and `$` match at line feeds too. */
  readonly multiline?: boolean
  /** PCRE_DOTALL: `.` matches a line feed. */
  readonly dotAll?: boolean
  /** PCRE_DOLLAR_ENDONLY: `$` does not match before a final line feed. Without effect when multiline. */
  readonly dollarEndOnly?: boolean
}

/** Longest pattern, in bytes. The longest of CRS 4 has 23 thousand. */
export const maxPatternLength: number = 131_072
/** Deepest nesting of groups, as PCRE2's default. */
export const maxNesting: number = 250
/** Largest repetition count, as PCRE's. */
export const maxRepeat: number = 65_535

interface Flags {
  readonly i: boolean
  readonly m: boolean
  readonly s: boolean
  readonly x: boolean
  readonly xx: boolean
  readonly n: boolean
  readonly U: boolean
}

interface State {
  readonly pattern: string
  readonly dollarEndOnly: boolean
  at: number
  groups: number
  depth: number
  readonly names: Map<string, number>
  readonly references: { node: { index: number }; to: string | number; offset: number }[]
}

/**
 * Reads a PCRE pattern, one char per byte. What PCRE2 10.42 refuses is refused, except that a hyphen beside a type in a set is itself. Not supported,
 * and refused: recursion and subroutine calls, conditions, `\K`, `\X`, `\p`, `\C` excepted, branch reset, duplicate names, verbs, callouts.
 *
 * @throws RegexError
 */
export function parse(pattern: string, options: ParseOptions = {}): Pattern {
  if (pattern.length > maxPatternLength)
    throw new RegexError(`a pattern over ${maxPatternLength} bytes`, maxPatternLength)
  for (let at = 0; at < pattern.length; at++) {
    if (pattern.charCodeAt(at) > 255) throw new RegexError('a character above 255: patterns are byte strings', at)
  }
  const { caseless = false, multiline = false, dotAll = false, dollarEndOnly = false } = options
  const state: State = { pattern, dollarEndOnly, at: 0, groups: 0, depth: 0, names: new Map(), references: [] }
  const root = alternatives(state, { i: caseless, m: multiline, s: dotAll, x: false, xx: false, n: false, U: false })
  if (state.at < pattern.length) throw new RegexError(') without its (', state.at)
  for (const { node, to, offset } of state.references) {
    const index = typeof to === 'number' ? to : state.names.get(to)
    if (index === undefined || index > state.groups)
      throw new RegexError('reference to a group that does not exist', offset)
    node.index = index
  }
  return { root, groups: state.groups }
}

/** Branches up to `)` or the end. Flags set in one branch hold in those behind it. */
function alternatives(state: State, flags: Flags): Node {
  const options: Node[] = []
  let current = flags
  for (;;) {
    const items: Node[] = []
    current = branch(state, current, items)
    addOption(options, sequence(items))
    if (state.pattern[state.at] !== '|')
      return options.length === 1 ? (options[0] as Node) : { type: 'alternation', options }
    state.at++
  }
}

/** `a|b` in a row is `[ab]`: whichever is tried first, one byte is taken. */
function addOption(options: Node[], option: Node): void {
  const last = options.at(-1)
  if (option.type === 'set' && last?.type === 'set')
    options[options.length - 1] = { type: 'set', set: union(last.set, option.set) }
  else options.push(option)
}

function branch(state: State, from: Flags, items: Node[]): Flags {
  const { pattern } = state
  let flags = from
  /** Index of the item that a quantifier would repeat; -1 when there is none. */
  let repeatable = -1
  while (state.at < pattern.length) {
    const at = state.at
    const char = pattern[at] as string
    if (char === '|' || char === ')') break
    if (flags.x && /[\t-\r ]/.test(char)) {
      state.at++
      continue
    }
    if (flags.x && char === '#') {
      const end = pattern.indexOf('\n', at)
      state.at = end < 0 ? pattern.length : end + 1
      continue
    }
    const before = items.length
    if (char === '(') {
      if (pattern.startsWith('(?#', at)) {
        const end = pattern.indexOf(')', at)
        if (end < 0) throw new RegexError('a comment without its )', at)
        state.at = end + 1
        continue
      }
      const inline = /^\(\?(\^?[a-zA-Z]*(?:-[a-zA-Z]*)?)\)/.exec(pattern.slice(at, at + 32))
      if (inline !== null && inline[1] !== 'R') {
        flags = withFlags(flags, inline[1] as string, at)
        state.at = at + inline[0].length
        repeatable = -1
        continue
      }
      items.push(group(state, flags))
    } else if (char === '[') {
      if (/^\[\[:[<>]:\]\]/.test(pattern.slice(at, at + 7))) throw new RegexError('[[:<:]] is not supported', at)
      if (/^\[([:.=])[a-z]*\1\]/.test(pattern.slice(at, at + 16))) throw new RegexError('a named set outside a set', at)
      const { set, end } = parseSet(pattern, at, flags.i, flags.xx)
      state.at = end
      items.push({ type: 'set', set })
    } else if (char === '\\') {
      readEscaped(state, flags, items)
    } else {
      const quantifier = readQuantifier(pattern, at)
      if (quantifier !== undefined) {
        if (repeatable < 0) throw new RegexError('a quantifier with nothing to repeat', at)
        state.at = quantifier.end
        items[repeatable] = repeat(items[repeatable] as Node, quantifier, flags.U)
        repeatable = -1
        continue
      }
      state.at++
      if (char === '.') items.push({ type: 'set', set: flags.s ? anyByte : notNewline })
      else if (char === '^') items.push(place(flags.m ? 'lineStart' : 'start'))
      else if (char === '$') items.push(place(flags.m ? 'lineEnd' : state.dollarEndOnly ? 'end' : 'final'))
      else items.push({ type: 'set', set: byteSet(char.charCodeAt(0), flags.i) })
    }
    // PCRE2 repeats no place but a lookaround.
    if (items.length > before) repeatable = char !== '(' && items.at(-1)?.type === 'assert' ? -1 : items.length - 1
  }
  return flags
}

function place(kind: Place): Node {
  return { type: 'assert', kind }
}

interface Quantifier {
  readonly min: number
  readonly max: number
  readonly suffix: string
  readonly end: number
}

/** The quantifier at `at`, if one is there: `{` that opens none is itself. */
function readQuantifier(pattern: string, at: number): Quantifier | undefined {
  const char = pattern[at]
  let min = 0
  let max = Infinity
  let end = at + 1
  if (char === '{') {
    const braces = /^\{(\d{1,9})(?:(,)(\d{0,9}))?\}/.exec(pattern.slice(at, at + 24))
    if (braces === null) return undefined
    min = Number(braces[1])
    max = braces[2] === undefined ? min : braces[3] === '' ? Infinity : Number(braces[3])
    if (min > maxRepeat || (max !== Infinity && max > maxRepeat))
      throw new RegexError(`a repetition over ${maxRepeat}`, at)
    if (max < min) throw new RegexError('a repetition that runs backwards', at)
    end = at + braces[0].length
  } else if (char === '+') min = 1
  else if (char === '?') max = 1
  else if (char !== '*') return undefined
  const suffix = pattern[end] === '?' || pattern[end] === '+' ? (pattern[end] as string) : ''
  return { min, max, suffix, end: end + suffix.length }
}

function repeat(body: Node, { min, max, suffix }: Quantifier, ungreedy: boolean): Node {
  if (max === 0 && body.type === 'set') return nothing
  if (min === 1 && max === 1 && suffix !== '+') return body
  const mode = suffix === '+' ? 'possessive' : (suffix === '?') === ungreedy ? 'greedy' : 'lazy'
  return { type: 'repeat', body, min, max, mode }
}

function withFlags(flags: Flags, text: string, at: number): Flags {
  const next: { -readonly [name in keyof Flags]: boolean } = { ...flags }
  let on = true
  for (const [index, letter] of [...text].entries()) {
    if (letter === '^' && index === 0)
      Object.assign(next, { i: false, m: false, s: false, x: false, xx: false, n: false })
    else if (letter === '-') on = false
    else if (letter === 'x') {
      next.xx = on && text[index - 1] === 'x'
      next.x = on
    } else if (letter === 'i' || letter === 'm' || letter === 's' || letter === 'n' || letter === 'U') next[letter] = on
    else throw new RegexError(`the flag ${letter} is not supported`, at)
  }
  return next
}

/** A group that is more than flags, from its `(`. */
function group(state: State, flags: Flags): Node {
  const { pattern } = state
  const at = state.at
  if (pattern[at + 1] === '*') throw new RegexError('verbs (*...) are not supported', at)
  const head =
    /^\((?:\?(?:<(?![=!])|P<|')([^>')]*)[>']|\?(?::|\||>|=|!|<=|<!|(\^?[a-zA-Z]*(?:-[a-zA-Z]*)?):)|(?!\?))/.exec(
      pattern.slice(at, at + 64),
    )
  const named = /^\(\?P=([A-Za-z_]\w{0,31})\)/.exec(pattern.slice(at, at + 40))
  if (named !== null) {
    state.at = at + named[0].length
    return reference(state, named[1] as string, flags, at)
  }
  if (head === null || head[0] === '(?|') throw new RegexError(`${pattern.slice(at, at + 3)} is not supported`, at)
  if (++state.depth > maxNesting) throw new RegexError(`groups nested over ${maxNesting} deep`, at)
  state.at = at + head[0].length
  const kind = head[0].slice(1)
  const capturing = head[1] !== undefined || (kind === '' && !flags.n)
  let index = 0
  if (capturing) {
    index = ++state.groups
    const name = head[1]
    if (name !== undefined) {
      if (!/^[A-Za-z_]\w{0,31}$/.test(name)) throw new RegexError('not a name for a group', at)
      if (state.names.has(name)) throw new RegexError('two groups of one name', at)
      state.names.set(name, index)
    }
  }
  const body = alternatives(state, head[2] === undefined ? flags : withFlags(flags, head[2], at))
  if (pattern[state.at] !== ')') throw new RegexError('( without its )', at)
  state.at++
  state.depth--
  if (capturing) return { type: 'group', index, name: head[1], body }
  if (kind === '?>') return { type: 'atomic', body }
  if (/^\?<?[=!]$/.test(kind)) {
    return { type: 'look', behind: kind[1] === '<', negative: kind.endsWith('!'), body }
  }
  // A sequence of its own, so that a quantifier or a neighbour cannot take it apart.
  return body
}

function reference(state: State, to: string | number, flags: Flags, offset: number): Node {
  const node = { type: 'backreference' as const, index: 0, caseless: flags.i, offset }
  state.references.push({ node, to, offset })
  return node
}

const carriageReturn: ByteSet = setOf([0x0d, 0x0d])
const lineFeed: ByteSet = setOf([0x0a, 0x0a])

/** An escape outside a set. `\Q...\E` gives as many items as it has bytes, `\E` alone none. */
function readEscaped(state: State, flags: Flags, items: Node[]): void {
  const { pattern } = state
  const at = state.at
  const letter = pattern[at + 1]
  if (letter === 'E') {
    state.at += 2
    return
  }
  if (letter === 'Q') {
    const close = pattern.indexOf('\\E', at + 2)
    const end = close < 0 ? pattern.length : close
    for (const char of pattern.slice(at + 2, end))
      items.push({ type: 'set', set: byteSet(char.charCodeAt(0), flags.i) })
    state.at = close < 0 ? end : end + 2
    return
  }
  const read = readEscape(pattern, at, false, state.groups)
  state.at = read.end
  if (read.type === 'byte') items.push({ type: 'set', set: byteSet(read.byte, flags.i) })
  else if (read.type === 'set') items.push({ type: 'set', set: read.set })
  else if (read.type === 'reference') items.push(reference(state, read.to, flags, at))
  else if (read.letter === 'R') items.push(newlineSequence)
  else if (read.letter === 'C') items.push({ type: 'set', set: anyByte })
  else items.push(place(places[read.letter] as Place))
}

const places: Readonly<Record<string, Place>> = {
  A: 'start',
  G: 'start',
  b: 'boundary',
  B: 'inside',
  z: 'end',
  Z: 'final',
}

/** `\R`: CR LF as a whole where both stand, never CR alone of them. Without a choice, so that it need not be atomic. */
const newlineSequence: Node = {
  type: 'alternation',
  options: [
    sequence([
      { type: 'set', set: carriageReturn },
      { type: 'set', set: lineFeed },
    ]),
    sequence([
      {
        type: 'look',
        behind: false,
        negative: true,
        body: sequence([
          { type: 'set', set: carriageReturn },
          { type: 'set', set: lineFeed },
        ]),
      },
      { type: 'set', set: lineBreak },
    ]),
  ],
}
