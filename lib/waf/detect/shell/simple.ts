import { codeAt } from '../../../text/code-at.ts'
import { isDigit, isLetter, isWord } from '../bytes.ts'

/** What a simple command looks like (POSIX.1-2024, XCU 2.9.1), as far as it is read. */
export interface Simple {
  /** Its name as the shell resolves it: quotes, backslashes, carets and empty expansions gone. As written otherwise. */
  readonly name: string
  /** The name is written so that a filter does not know it: `c''at`, `c\at`, `/???/c?t`, `{cat,x}`, `$a$b`, `w^hoami`. */
  readonly evasive: boolean
  /** The name is cut out of other variables: `${PATH:0:1}bin`. */
  readonly built: boolean
  /** Begins with a slash, `./`, `~/` or a drive. */
  readonly path: boolean
  readonly flags: number
  /** Arguments that are paths, URLs, variables, substitutions or quoted text. */
  readonly things: number
  /** Arguments that are numbers or addresses. */
  readonly numbers: number
  /** Arguments that are words. */
  readonly words: number
  /** Has `>` or `<` and something behind it. */
  readonly redirects: boolean
  /** The first argument, as written, in lower case. */
  readonly first: string
  readonly nameStart: number
  readonly nameEnd: number
  readonly end: number
}

/** Longest command, longest name in it and most arguments read: more change nothing. */
const longest = 512
const longestName = 128
const mostArguments = 12

/** Reads the simple command that begins at `start`; it ends at the next separator, which is not read. */
export function readSimple(text: string, start: number): Simple | undefined {
  let at = skipEmpty(text, start)
  if (at >= text.length) return undefined
  const nameStart = at
  const stop = Math.min(text.length, start + longest)
  const name = readName(text, at)
  at = name.end
  let flags = 0
  let things = 0
  let numbers = 0
  let words = 0
  let redirects = false
  let first = ''
  for (let count = 0; count < mostArguments; count++) {
    while (isGap(codeAt(text, at))) at++
    const code = codeAt(text, at)
    if (at >= stop || isEnd(code)) break
    if (code === 62 || code === 60) {
      redirects ||= at + 1 < text.length
      at++
      continue
    }
    const kind = argumentKind(text, at)
    if (kind === 'flag') flags++
    else if (kind === 'thing') things++
    else if (kind === 'number') numbers++
    else words++
    const argument = at
    while (at < stop && !isGap(codeAt(text, at)) && !isEnd(codeAt(text, at))) at++
    if (count === 0) first = text.slice(argument, Math.min(at, argument + 32)).toLowerCase()
  }
  const path = /^(?:\.{0,2}\/|~\/|[a-z]:[\\/])/i.test(name.text)
  return {
    name: name.text,
    evasive: name.evasive,
    built: name.built,
    path,
    flags,
    things,
    numbers,
    words,
    redirects,
    first,
    nameStart,
    nameEnd: name.end,
    end: at,
  }
}

/** Blanks, quotes, parentheses, `!`, and variables that are empty: what may stand before a name and change nothing. */
function skipEmpty(text: string, start: number): number {
  let at = start
  for (let guard = 0; guard < 64 && at < text.length; guard++) {
    const code = codeAt(text, at)
    if (
      isGap(code) ||
      code === 10 ||
      code === 13 ||
      code === 34 ||
      code === 39 ||
      code === 40 ||
      code === 33 ||
      code === 64
    )
      at++
    else if (code === 123 && isGap(codeAt(text, at + 1))) at++
    else if (code === 36 && isWord(codeAt(text, at + 1)) && isGap(codeAt(text, variableEnd(text, at))))
      at = variableEnd(text, at)
    else if (assignmentEnd(text, at) > at) at = assignmentEnd(text, at)
    else break
  }
  return at
}

/** `X=y ` before a command; not `x=y` at the end of it all, as in a query string. */
function assignmentEnd(text: string, start: number): number {
  let at = start
  while (at - start < 32 && isWord(codeAt(text, at))) at++
  if (at === start || codeAt(text, at) !== 61 || isDigit(codeAt(text, start))) return start
  const value = at
  while (at - value < 64 && at < text.length && !isGap(codeAt(text, at)) && !isEnd(codeAt(text, at))) at++
  return isGap(codeAt(text, at)) ? at : start
}

const isGap = (code: number): boolean => code === 32 || code === 9

/** What ends a simple command: `;` `|` `&` newline, a closing parenthesis or backtick, a comment. */
export const isEnd = (code: number): boolean =>
  code === 59 || code === 124 || code === 38 || code === 10 || code === 13 || code === 41 || code === 96 || code === 0

interface Name {
  readonly text: string
  readonly evasive: boolean
  readonly built: boolean
  readonly end: number
}

function readName(text: string, start: number): Name {
  let name = ''
  let evasive = false
  let built = false
  let at = start
  const inBraces = codeAt(text, at) === 123
  if (inBraces) at++
  while (at < text.length && at - start < longestName) {
    const code = codeAt(text, at)
    if (isGap(code) || isEnd(code) || code === 60 || code === 62 || code === 40 || code === 125) break
    if (inBraces && code === 44) return { text: name, evasive: true, built, end: at }
    if (code === 36) {
      const end = variableEnd(text, at)
      // `$IFS`, `${IFS}` part words; a variable of any other name may be empty, or be the name itself.
      if (text.startsWith('IFS', at + 1) || text.startsWith('{IFS', at + 1))
        return { text: name, evasive: true, built, end }
      if (end === at + 1 && codeAt(text, end) !== 39) break
      // A name in a braced expansion with an operator, or two in a row, is put together.
      built ||= isOperator(text, at, end)
      evasive ||= name !== '' || codeAt(text, end) === 36 || built
      at = end
      continue
    }
    if (code === 34 || code === 39 || code === 92 || code === 94) {
      if (at > start + (inBraces ? 1 : 0) || code === 92)
        // `I'd`: an apostrophe. In a name written past a filter the quote comes twice.
        evasive ||=
          isQuote(codeAt(text, at + 1)) ||
          (isWord(codeAt(text, at + 1)) && (code === 92 || code === 94 || comesAgain(text, at)))
      // A backslash in a Windows path parts folders.
      if (code === 92 && /[\\/:.]/.test(name)) name += '\\'
      at++
      continue
    }
    if ((code === 63 || code === 42 || code === 91) && name.includes('/')) evasive = true
    name += text[at]
    at++
  }
  return { text: name, evasive, built, end: at }
}

const isQuote = (code: number): boolean => code === 34 || code === 39

/** Where the expansion at a dollar ends: `$x`, `$1`, `$@`, `${...}`, `$'`; just after the dollar where there is none. */
function variableEnd(text: string, at: number): number {
  const next = codeAt(text, at + 1)
  if (next === 123) {
    let end = at + 2
    while (end - at < 64 && end < text.length && codeAt(text, end) !== 125) end++
    return Math.min(end + 1, text.length)
  }
  if (next === 64 || next === 42 || next === 35 || next === 63 || next === 33 || isDigit(next)) return at + 2
  if (!isWord(next)) return at + 1
  let end = at + 1
  while (end - at < 64 && isWord(codeAt(text, end))) end++
  return end
}

/** `${x:0:1}`, `${x/a/b}`, `${x%%y}`, `${!x}`. */
function isOperator(text: string, start: number, end: number): boolean {
  return (
    codeAt(text, start + 1) === 123 && /^!?\w{1,32}(?:\[[^\]]{0,8}\])?[:/%#^,@]|^!\w/.test(text.slice(start + 2, end))
  )
}

function argumentKind(text: string, at: number): 'flag' | 'thing' | 'number' | 'word' {
  const code = codeAt(text, at)
  const next = codeAt(text, at + 1)
  if (code === 45)
    return isLetter(next) || isDigit(next) || (next === 45 && isLetter(codeAt(text, at + 2))) ? 'flag' : 'word'
  if (code === 47)
    return isGap(next) || at + 1 === text.length || isLetter(next) || next === 42 || next === 63 ? 'thing' : 'word'
  if (code === 36) return isWord(next) || next === 40 || next === 123 || next === 64 ? 'thing' : 'word'
  if (code === 37 || code === 42 || code === 96) return 'thing'
  if (code === 34 || code === 39) return isLetter(next) ? 'word' : 'thing'
  if (code === 46) return next === 47 || next === 46 || next === 92 ? 'thing' : 'word'
  if (code === 43 && isLetter(next)) return 'flag'
  const piece = text.slice(at, at + 48)
  if (/^(?:\d{1,3}\.){3}\d{1,3}|^\d+(?:\.\d+)?[smhd]?(?=[\s;|&)`#'"\\]|$)/.test(piece)) return 'number'
  return /^(?:[a-z]{2,8}:\/\/|[a-z]:[\\/]|\w+\/\w|[\w.-]+\.(?:sh|py|pl|exe|txt|conf|log|php|com|net|org)\b)/i.test(
    piece,
  )
    ? 'thing'
    : 'word'
}

/** Whether the quote at a place is closed within the word. */
function comesAgain(text: string, at: number): boolean {
  const quote = codeAt(text, at)
  for (let end = at + 1; end < text.length && end - at < longestName; end++) {
    const code = codeAt(text, end)
    if (code === quote) return true
    if (isGap(code) || isEnd(code)) return false
  }
  return false
}
