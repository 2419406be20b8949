import type { ByteSet } from './byte-set.ts'
import { typeEscapes } from './named-sets.ts'
import { RegexError } from './regex-error.ts'

/** What a backslash and what follows it mean; `end` is the offset behind them. */
export type Escape =
  | { readonly type: 'byte'; readonly byte: number; readonly end: number }
  | { readonly type: 'set'; readonly set: ByteSet; readonly end: number }
  | { readonly type: 'reference'; readonly to: string | number; readonly end: number }
  | { readonly type: 'letter'; readonly letter: string; readonly end: number }

const controls: ReadonlyMap<string, number> = new Map([
  ['a', 0x07],
  ['e', 0x1b],
  ['f', 0x0c],
  ['n', 0x0a],
  ['r', 0x0d],
  ['t', 0x09],
])

/**
 * Reads the escape whose backslash is at `at` (pcre2pattern, "Backslash"). `groups` is the number of capturing groups opened so far: it decides
 * whether `\11` is a reference or octal. Letters that mean a place (`\b`) or more than a byte (`\R`) come back as `letter`.
 *
 * @throws RegexError on an escape that PCRE2 refuses, and on a code above 255.
 */
export function readEscape(pattern: string, at: number, inSet: boolean, groups: number): Escape {
  const letter = pattern[at + 1]
  if (letter === undefined) throw new RegexError('\\ at the end of the pattern', at)
  const end = at + 2
  if (!/[0-9A-Za-z]/.test(letter)) return { type: 'byte', byte: letter.charCodeAt(0), end }
  if (letter >= '0' && letter <= '9') return digits(pattern, at, inSet, groups)
  const control = controls.get(letter)
  if (control !== undefined) return { type: 'byte', byte: control, end }
  const set = typeEscapes.get(letter)
  if (set !== undefined && !(inSet && letter === 'N') && !(letter === 'N' && pattern[end] === '{'))
    return { type: 'set', set, end }
  if (letter === 'x') return hexadecimal(pattern, at)
  if (letter === 'o') return octalBraces(pattern, at)
  if (letter === 'c') {
    const next = pattern.charCodeAt(end)
    if (!(next >= 32 && next <= 126)) throw new RegexError('\\c must be followed by a printable ASCII character', at)
    return { type: 'byte', byte: (next >= 0x61 && next <= 0x7a ? next - 32 : next) ^ 0x40, end: end + 1 }
  }
  if (inSet) {
    if (letter === 'b') return { type: 'byte', byte: 0x08, end }
  } else {
    if (letter === 'g' || letter === 'k') return reference(pattern, at, groups)
    if ('bBAzZGRC'.includes(letter)) return { type: 'letter', letter, end }
  }
  throw new RegexError(`\\${letter} is not supported${inSet ? ' in a set' : ''}`, at)
}

function digits(pattern: string, at: number, inSet: boolean, groups: number): Escape {
  const text = /^\d+/.exec(pattern.slice(at + 1, at + 20))?.[0] as string
  if (!inSet && text[0] !== '0') {
    const number = Number(text)
    if (number < 10 || text[0] === '8' || text[0] === '9' || number <= groups) {
      return { type: 'reference', to: number, end: at + 1 + text.length }
    }
  }
  const octal = /^[0-7]{1,3}/.exec(text)?.[0]
  if (octal === undefined) return { type: 'byte', byte: text.charCodeAt(0), end: at + 2 }
  return { type: 'byte', byte: code(octal, 8, at), end: at + 1 + octal.length }
}

function hexadecimal(pattern: string, at: number): Escape {
  if (pattern[at + 2] === '{') {
    const inside = /^\{([0-9A-Fa-f]{1,8})\}/.exec(pattern.slice(at + 2, at + 12))
    if (inside === null) throw new RegexError('\\x{} needs hexadecimal digits', at)
    return { type: 'byte', byte: code(inside[1] as string, 16, at), end: at + 2 + inside[0].length }
  }
  const text = /^[0-9A-Fa-f]{0,2}/.exec(pattern.slice(at + 2, at + 4))?.[0] as string
  return { type: 'byte', byte: text === '' ? 0 : Number.parseInt(text, 16), end: at + 2 + text.length }
}

function octalBraces(pattern: string, at: number): Escape {
  const inside = /^\{([0-7]{1,8})\}/.exec(pattern.slice(at + 2, at + 12))
  if (inside === null) throw new RegexError('\\o needs octal digits in braces', at)
  return { type: 'byte', byte: code(inside[1] as string, 8, at), end: at + 2 + inside[0].length }
}

function code(text: string, radix: number, at: number): number {
  const value = Number.parseInt(text, radix)
  if (value > 255) throw new RegexError('a character code above 255', at)
  return value
}

function reference(pattern: string, at: number, groups: number): Escape {
  const rest = pattern.slice(at + 2, at + 40)
  if (pattern[at + 1] === 'g') {
    const numbered = /^(?:\{([+-]?\d{1,5})\}|([+-]?\d{1,5}))/.exec(rest)
    if (numbered !== null) {
      const text = (numbered[1] ?? numbered[2]) as string
      const number = Number(text)
      const to = text[0] === '-' ? groups + 1 + number : text[0] === '+' ? groups + number : number
      if (to < 1) throw new RegexError('reference to a group that does not exist', at)
      return { type: 'reference', to, end: at + 2 + numbered[0].length }
    }
    const braced = /^\{([A-Za-z_]\w{0,31})\}/.exec(rest)
    if (braced !== null) return { type: 'reference', to: braced[1] as string, end: at + 2 + braced[0].length }
    throw new RegexError('\\g is supported with a number or a name in braces only', at)
  }
  const named = /^(?:\{([A-Za-z_]\w{0,31})\}|<([A-Za-z_]\w{0,31})>|'([A-Za-z_]\w{0,31})')/.exec(rest)
  if (named === null) throw new RegexError('\\k needs a name', at)
  return { type: 'reference', to: (named[1] ?? named[2] ?? named[3]) as string, end: at + 2 + named[0].length }
}
