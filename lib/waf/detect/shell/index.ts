import { codeAt } from '../../../text/code-at.ts'
import { isBlank, isLetter, isWord } from '../bytes.ts'
import { type Finding, pastBound, surer } from '../finding.ts'
import { beside, eachOf, Fact, type Needs } from '../needs.ts'
import { isProse, proseOf } from '../prose.ts'
import { commandKind, isLanguage, isProbe, isUnmistakable } from './commands.ts'
import { judge } from './judge.ts'
import { option } from './options.ts'
import { powershell } from './powershell.ts'
import { shellshock } from './shellshock.ts'
import { readSimple, type Simple } from './simple.ts'

export const shellNeeds: Needs = {
  all: 0,
  any: 0,
  // A blank parts a command from its flags and files; a pattern may stand for its name.
  sets: [
    ...eachOf(
      Fact.semicolon |
        Fact.pipe |
        Fact.ampersand |
        Fact.newline |
        Fact.dollar |
        Fact.backtick |
        Fact.angle |
        Fact.paren |
        Fact.backslash |
        Fact.brace |
        Fact.percent |
        Fact.star |
        Fact.quote,
    ),
    ...beside(Fact.dash, Fact.blank | Fact.other | Fact.plus | Fact.equals),
    ...beside(Fact.slash, Fact.blank | Fact.other | Fact.bracket),
    Fact.escape | Fact.blank,
  ],
  length: 2,
}

/** Most places in a value where a command is looked for; then the value is no sentence and no command line. */
const mostPlaces = 50_000

/**
 * Would this value, put into a command line bare or inside either quote, run something? Looks at every place where a command may begin
 * (POSIX.1-2024 XCU 2; cmd.exe; PowerShell), reads the command there and asks whether it is one.
 */
export function shell(value: string): Finding | undefined {
  let found = surer(shellshock(value), surer(powershell(value), option(value) ?? commandLine(value)))
  let text: Surroundings | undefined
  let places = 0
  for (let at = 0, size = value.length; at < size; at++) {
    const place = placeAt(value, at)
    if (place === undefined) continue
    if (++places > mostPlaces) return surer(found, pastBound('shell', at, value.length))
    text ??= surroundings(value)
    found = surer(found, place.own ?? command(value, at, place, text))
    if (found && found.confidence >= 0.95) return found
    at = place.next - 1
  }
  return found
}

interface Place {
  readonly kind: 'separator' | 'newline' | 'substitution' | 'backtick'
  /** Where the command may begin. */
  readonly next: number
  /** A finding that needs no command. */
  readonly own?: Finding
}

interface Surroundings {
  readonly prose: boolean
  readonly words: number
  /** Line ends with something on the line before them, up to 3: a post, or a script in one. Empty lines make no post. */
  readonly lines: number
}

function surroundings(value: string): Surroundings {
  const prose = proseOf(value)
  let lines = 0
  let filled = false
  for (let at = 0; at < value.length && lines < 3; at++) {
    const code = codeAt(value, at)
    if (code === 10) {
      if (filled) lines++
      filled = false
    } else filled ||= !isBlank(code)
  }
  return { prose: isProse(prose), words: prose.words, lines }
}

function placeAt(value: string, at: number): Place | undefined {
  switch (codeAt(value, at)) {
    case 59:
    case 124:
    case 38:
      return { kind: 'separator', next: separatorsEnd(value, at) }
    case 10:
      return { kind: 'newline', next: at + 1 }
    case 96:
      return { kind: 'backtick', next: at + 1 }
    case 36:
      return dollar(value, at)
    case 60:
    case 62:
      return codeAt(value, at + 1) === 40 ? { kind: 'substitution', next: at + 2 } : undefined
    case 47:
      return value.startsWith('/dev/tcp/', at) || value.startsWith('/dev/udp/', at)
        ? {
            kind: 'separator',
            next: at + 9,
            own: finding('redirection', 'a connection by redirection', at, at + 9, 0.85),
          }
        : undefined
    default:
      return undefined
  }
}

function separatorsEnd(value: string, at: number): number {
  let end = at + 1
  while (end < value.length && isSeparatorOrBlank(codeAt(value, end))) end++
  return end
}

const isSeparatorOrBlank = (code: number): boolean => code === 59 || code === 124 || code === 38 || isBlank(code)

/** `$(...)`, `$((...))`, `$IFS`, `$'...'`. */
function dollar(value: string, at: number): Place | undefined {
  const next = codeAt(value, at + 1)
  if (next === 40 && codeAt(value, at + 2) === 40) {
    const sum = /^\s*\d+\s*[-+*/%]\s*\d/.test(value.slice(at + 3, at + 32))
    const own = sum ? { own: finding('arithmetic', 'a sum that a shell works out', at, at + 3, 0.8) } : {}
    return { kind: 'substitution', next: at + 3, ...own }
  }
  if (next === 40) return { kind: 'substitution', next: at + 2 }
  if (value.startsWith('IFS', at + 1) || value.startsWith('{IFS', at + 1)) {
    const joins = at > 0 && !isBlank(codeAt(value, at - 1))
    return {
      kind: 'substitution',
      next: at + 4,
      own: finding('word', 'a blank written as $IFS', at, at + 4, joins ? 0.9 : 0.6),
    }
  }
  if (
    next === 39 &&
    /^(?:\\(?:x[\da-f]{2}|[0-7]{3}|u[\da-f]{4})|\w){1,24}'/i.test(value.slice(at + 2, at + 64)) &&
    value.slice(at + 2, at + 12).includes('\\')
  )
    return {
      kind: 'substitution',
      next: at + 2,
      own: finding('word', 'escapes that a shell decodes', at, at + 2, 0.85),
    }
  return undefined
}

function finding(context: string, reason: string, start: number, end: number, confidence: number): Finding {
  return { language: 'shell', context, reason, span: [start, end], confidence }
}

const contexts: Readonly<Record<Place['kind'], string>> = {
  separator: 'after a separator',
  newline: 'on a line of its own',
  substitution: 'in a substitution',
  backtick: 'in backticks',
}

function command(value: string, at: number, place: Place, text: Surroundings): Finding | undefined {
  if (place.kind === 'substitution' && codeAt(value, place.next) === 60) return fileSubstitution(value, at, place.next)
  const simple = readSimple(value, place.next)
  const judged = simple && judge(simple)
  if (!simple || !judged) return undefined
  let { confidence } = judged
  // A single packet neither floods nor tells anybody by its delay.
  if (/^ping6?$/.test(simple.name) && /\s-[nc] 1\b/.test(value.slice(simple.nameEnd, simple.end))) confidence = 0.75
  if (place.kind === 'substitution' || place.kind === 'backtick') {
    // There, words are arguments too.
    if (confidence < 0.85 && commandKind(simple.name) > 0)
      confidence = simple.words > 0 || judged.bare ? 0.85 : confidence
    if (codeAt(value, simple.end) === 41 && codeAt(value, simple.end + 1) === 46) confidence = 0.4 // $(id).hide()
  }
  if (!judged.evasive && !(judged.bare && doubled(value, at) && commandKind(simple.name) === 2))
    confidence = Math.min(confidence, ceiling(value, at, place, lasting(value, simple, text), judged.bare, simple.end))
  return finding(contexts[place.kind], judged.reason, at, Math.max(simple.end, place.next), confidence)
}

/** `a&&whoami`: two, with no blank on either side. Lists of fields have one between them, and programs have blanks around them. */
function doubled(value: string, at: number): boolean {
  const code = codeAt(value, at)
  return (
    (code === 38 || code === 124) &&
    codeAt(value, at + 1) === code &&
    !isBlank(codeAt(value, at + 2)) &&
    (at === 0 || !isBlank(codeAt(value, at - 1)))
  )
}

/** `$(</etc/passwd)`. */
function fileSubstitution(value: string, at: number, next: number): Finding | undefined {
  const path = codeAt(value, next + 1)
  return path === 47 || path === 46 || path === 126
    ? finding('in a substitution', 'a file read by the shell', at, next + 2, 0.85)
    : undefined
}

/** What is read for its own sake by who has broken in: other lines around it make neither a script that somebody shares nor a sentence. */
const coveted = /\/etc\/(?:passwd|shadow|sudoers)\b|\/proc\/self\/|\/\.ssh\/|\/dev\/(?:tcp|udp)\//

function lasting(value: string, simple: Simple, text: Surroundings): Surroundings {
  if (text.lines === 0 || !coveted.test(value.slice(simple.nameStart, simple.end))) return text
  const before = value.slice(Math.max(0, simple.nameStart - longestLine), simple.nameStart)
  const behind = value.slice(simple.end, simple.end + longestLine)
  const end = behind.indexOf('\n')
  const line =
    before.slice(before.lastIndexOf('\n') + 1) +
    value.slice(simple.nameStart, simple.end) +
    (end < 0 ? behind : behind.slice(0, end))
  return { ...text, lines: 0, prose: isProse(proseOf(line)) }
}

/** Most of a line that is read on either side of a command. */
const longestLine = 256

/** What the surroundings allow at most: people write about commands. */
function ceiling(value: string, at: number, place: Place, text: Surroundings, bare: boolean, end: number): number {
  if (place.kind === 'backtick') return markdown(value, at, text, end)
  if (place.kind === 'substitution') return text.prose ? 0.6 : 1
  const before = beforePlace(value, at)
  if (place.kind === 'newline')
    return text.prose || text.lines > 2 || (before.words > 1 && at > 0)
      ? 0.6
      : bare && before.words > 0 && !secondLine(value, at, end)
        ? 0.7
        : 1
  // Between words, blanks stand around a separator; who breaks out of something leaves them away.
  const tight = place.next === at + 1 && at > 0 && !isBlank(codeAt(value, at - 1))
  if (text.prose && !(tight && !bare)) return 0.6
  if (text.lines > 2 && before.words > 0) return 0.6
  if (!bare || before.empty) return 1
  if (isUnmistakable(value.slice(place.next, end)) || closesPipe(value, at, end)) return 1
  // `name|id` is a list of fields, `a;id` hardly.
  if (codeAt(value, at) !== 59) return before.letters ? 0.6 : 1
  return before.words > 1 || (before.words > 0 && !tight) ? 0.6 : 1
}

/** `shop.example`, and a command on the next line, with which the value ends: a list has words, and more of them. */
function secondLine(value: string, at: number, end: number): boolean {
  const rest = value.slice(end, end + 4).trim()
  if (rest !== '' && rest !== ';' && rest !== '#') return false
  if (!/^[\w.:/-]{1,64}\r?$/.test(value.slice(0, Math.min(at, 66)))) return false
  return rest !== '' || isProbe(value.slice(at + 1, end).trim())
}

/** `a.html|id|`: Perl opens what ends so as a command. A table has a bar in front as well. */
function closesPipe(value: string, at: number, end: number): boolean {
  return (
    codeAt(value, at) === 124 &&
    codeAt(value, end) === 124 &&
    end === value.length - 1 &&
    value.indexOf('|') === at &&
    /[./]/.test(value.slice(Math.max(0, at - 64), at))
  )
}

interface Before {
  /** Words, of the last 64 bytes. Numbers, addresses, quotes and breakouts are none. */
  readonly words: number
  /** Whether the last byte is of a token that has letters: a name, no number and no breakout. */
  readonly letters: boolean
  readonly empty: boolean
}

/** What stands before a place. */
function beforePlace(value: string, at: number): Before {
  let words = 0
  let letters = 0
  let other = false
  let named = false
  let empty = true
  for (let from = Math.max(0, at - 64); from <= at; from++) {
    const code = codeAt(value, from)
    if (from < at && !isBlank(code)) {
      empty = false
      if (isLetter(code) || code >= 0x80) letters++
      else if (code !== 44) other = true
    } else if (letters > 0 || other) {
      if (!other) words++
      named = letters > 0
      letters = 0
      other = false
    }
  }
  const last = lastByte(value, at)
  return { words, letters: named && (isWord(last) || last >= 0x80), empty }
}

/** The last byte before `at` that is no blank; 0 where there is none within 64. */
function lastByte(value: string, at: number): number {
  for (let from = at - 1; from >= 0 && at - from < 64; from--) {
    const code = codeAt(value, from)
    if (!isBlank(code)) return code
  }
  return 0
}

/** Backticks are Markdown's for code, and MySQL's for names. */
function markdown(value: string, at: number, text: Surroundings, end: number): number {
  if (text.prose || value.startsWith('``', at) || fence(value, at)) return 0.5
  const close = value.indexOf('`', Math.min(end, value.length))
  const spaced = at > 0 && isBlank(codeAt(value, at - 1)) && isLetter(codeAt(value, 0))
  const after = codeAt(value, close + 1)
  if (spaced && (close < 0 || close + 1 >= value.length || !isWord(after))) return 0.6
  return 1
}

/** The last backtick of a line that opens a block of code and names its language, with another line behind it. */
function fence(value: string, at: number): boolean {
  if (!value.startsWith('```', at - 2) || (at > 2 && codeAt(value, at - 3) !== 10)) return false
  const info = /^(\w{1,12})\r?\n/.exec(value.slice(at + 1, at + 16))?.[1]
  return info !== undefined && isLanguage(info)
}

/** `r'\d+'`, `b"…"`: a string of Python's and nothing else. A command would go on behind the quote. */
const literal = /^(?:[rbuf]|rb|br|fr|rf)(['"])[^'"]{0,500}\1\s*$/i

/** A path from the root, a drive, a share or a parent; an expansion; an address. */
const foreign = /[\s="'](?:\/\w|[a-z]:\\|\\\\)|\.\.|[$`%]|:\/\//i

/** A value that is a command line by itself: command first, and nothing in it that is a word of a sentence. */
function commandLine(value: string): Finding | undefined {
  let start = 0
  while (
    start < value.length &&
    (isBlank(codeAt(value, start)) || codeAt(value, start) === 34 || codeAt(value, start) === 39)
  )
    start++
  const first = codeAt(value, start)
  if (!isLetter(first) && first !== 47 && first !== 123) return undefined
  if (literal.test(value.slice(start, start + 512))) return undefined
  const simple = readSimple(value, start)
  const judged = simple && judge(simple)
  if (!simple || !judged || judged.bare) return undefined
  if (judged.evasive)
    return finding(
      'command line',
      judged.reason,
      start,
      simple.end,
      value.includes('$IFS') || simple.things > 0 ? 0.9 : 0.5,
    )
  const harm = commandKind(simple.name) === 2 && simple.flags > 0 && !/^(?:ping|rm|del|mkdir|cp|mv)$/.test(simple.name)
  // A Windows path with blanks in it: the words are its own.
  if (/^(?:dir|type|del)$/.test(simple.name) && /^[a-z]:\\/.test(simple.first) && value.endsWith('*'))
    return finding('command line', 'files listed by a pattern', start, value.length, 0.8)
  const points = simple.flags + simple.things
  // `tail -f app.log`, `find . -name x`: a name that is a word too, and nothing of the system's that it works on.
  const everyday = commandKind(simple.name) === 1 && !foreign.test(value.slice(simple.nameEnd, simple.end))
  // A name of a file alone is a thing to a command, and to a sentence as well.
  if (points === 0 || !/[-/\\$%*'"`<>(;|&{\n]/.test(value)) return undefined
  if (judged.confidence < 0.8 || simple.words > 1 || simple.name !== simple.name.toLowerCase()) return undefined
  const confidence = harm || (simple.flags > 0 && simple.things > 0 && !everyday) ? 0.8 : points > 1 ? 0.65 : 0.55
  return finding('command line', judged.reason, start, simple.end, simple.words > 0 && !harm ? 0.5 : confidence)
}
