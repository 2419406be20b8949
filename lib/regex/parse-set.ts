import { addRange, addSet, type ByteSet, complement, emptySet, foldCase } from './byte-set.ts'
import { readEscape } from './escape.ts'
import { posixSet } from './named-sets.ts'
import { RegexError } from './regex-error.ts'

/**
 * Reads the set whose `[` is at `at` (pcre2pattern, "Square brackets and character classes"): `]` first is itself, `\Q...\E` quotes, a hyphen beside
 * a type (`[\w-.]`) is itself, as in PCRE 1 and Perl. With `spaced` (`(?xx)`) blanks inside do not count.
 *
 * @returns the set, with both cases when `caseless`, and the offset behind `]`
 * @throws RegexError on a set without its end, a range that runs backwards, `[.x.]` and `[=x=]`
 */
export function parseSet(
  pattern: string,
  at: number,
  caseless: boolean,
  spaced: boolean,
): { readonly set: ByteSet; readonly end: number } {
  const set = emptySet()
  let next = at + 1
  let quoted = false
  const negated = pattern[next] === '^'
  if (negated) next++
  let first = true
  /** The byte that a following hyphen would make the start of a range; -1 after a type or a range. */
  let from = -1
  let ranging = false

  for (;;) {
    if (next >= pattern.length) throw new RegexError('a set without its ]', at)
    const char = pattern[next] as string
    if (
      quoted
        ? pattern.startsWith('\\E', next)
        : char === '\\' && (pattern[next + 1] === 'Q' || pattern[next + 1] === 'E')
    ) {
      quoted = !quoted && pattern[next + 1] === 'Q'
      next += 2
      continue
    }
    if (!quoted) {
      if (char === ']' && !first) break
      if (spaced && (char === ' ' || char === '\t')) {
        next++
        continue
      }
    }
    first = false
    let byte = char.charCodeAt(0)
    let type: ByteSet | undefined
    const began = next
    next++
    if (!quoted && char === '[' && /^[:.=]/.test(pattern[next] ?? '')) {
      const mark = pattern[next] as string
      const inside = /^(\^?)([a-z]+|[^\]\\]*)$/.exec(pattern.slice(next + 1, posixEnd(pattern, next + 1, mark)))
      if (inside !== null && pattern.startsWith(`${mark}]`, next + 1 + inside[0].length)) {
        const named = mark === ':' ? posixSet(inside[2] as string, caseless) : undefined
        if (named === undefined) throw new RegexError(`[${mark}${inside[0]}${mark}] is not a known set`, began)
        type = inside[1] === '^' ? complement(named) : named
        next += inside[0].length + 3
      }
    } else if (!quoted && char === '\\') {
      const read = readEscape(pattern, began, true, 0)
      next = read.end
      if (read.type === 'byte') byte = read.byte
      else if (read.type === 'set') type = read.set
    }
    if (type !== undefined) {
      if (ranging) addRange(set, 0x2d, 0x2d)
      addSet(set, type)
      ranging = false
      from = -1
      continue
    }
    if (ranging) {
      if (byte < from) throw new RegexError('a range that runs backwards', began)
      addRange(set, from, byte)
      ranging = false
      from = -1
      continue
    }
    if (!quoted && char === '-' && from >= 0 && pattern[next] !== ']') {
      ranging = true
      continue
    }
    addRange(set, byte, byte)
    from = byte
  }
  if (ranging) addRange(set, 0x2d, 0x2d)
  const folded = caseless ? foldCase(set) : set
  return { set: negated ? complement(folded) : folded, end: next + 1 }
}

/** Where `:]` that ends a name opened with `[:` stands; the end of what can be such a name when there is none. */
function posixEnd(pattern: string, at: number, mark: string): number {
  const close = pattern.indexOf(`${mark}]`, at)
  return close < 0 ? at : close
}
