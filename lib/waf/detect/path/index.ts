import { codeAt } from '../../../text/code-at.ts'
import { type Finding, surer } from '../finding.ts'
import { eachOf, Fact, type Needs } from '../needs.ts'
import { type Climb, climb, isSlash } from './climb.ts'
import { isInner, isKnownFile, isPrize, rootness } from './files.ts'
import { untypedData, wrapper } from './wrappers.ts'

export const pathTraversalNeeds: Needs = {
  all: 0,
  any: 0,
  // `.?0x5c`: a slash written out.
  sets: [
    ...eachOf(Fact.slash | Fact.backslash | Fact.nul | Fact.dotDot | Fact.dollar),
    Fact.other | Fact.digit | Fact.letter,
  ],
  length: 2,
}

/** Longest piece of a value that is read as one path: longer than any system's PATH_MAX. */
const longestPath = 8192

/**
 * Would this value, as a file name, lead out of its folder, to a file that stands everywhere, or through a wrapper? Both slashes, and
 * `0x2f` and `0x5c` written out; what is encoded is the caller's to decode first (`decode/`).
 */
export function pathTraversal(value: string): Finding | undefined {
  const text = value.includes('0x') && /[/\\?]|\.\./.test(value) ? writtenOut(value) : value
  let found = surer(nulName(text), stream(text) ?? untypedData(value))
  let start = 0
  // Whether the piece has a slash or two dots: without one it is a name at most.
  let moves = false
  for (let at = 0; at <= text.length; at++) {
    const code = codeAt(text, at)
    if (at < text.length && !ends(code)) {
      moves ||= isSlash(code) || (code === 46 && codeAt(text, at - 1) === 46)
      continue
    }
    if (moves && at - start > 2) found = surer(found, onePath(text, start, Math.min(at, start + longestPath)))
    start = at + 1
    moves = false
  }
  // Spans of a text in which `0x2f` was replaced say nothing of the value: the whole of it.
  return found && text !== value ? { ...found, span: [0, value.length] } : found
}

/** `0x2e`, `0x2f` and `0x5c` as the bytes they name: some decoders of file servers read them. */
const writtenOut = (value: string): string =>
  value.replace(/0x(?:2[ef]|5c)/gi, (hex) => String.fromCharCode(Number.parseInt(hex, 16)))

/** Bytes that end a path within other text. Blanks do; a path with blanks is read from its last one on. */
function ends(code: number): boolean {
  return (
    code === 32 ||
    (code >= 9 && code <= 13) ||
    code === 34 ||
    code === 39 ||
    code === 60 ||
    code === 62 ||
    code === 61 ||
    code === 38 ||
    code === 44 ||
    code === 40 ||
    code === 41 ||
    code === 96 ||
    code === 124 ||
    code === 91 ||
    code === 93
  )
}

function onePath(text: string, start: number, end: number): Finding | undefined {
  const alone = isAlone(text, start, end)
  // A name with blanks in it (`Program Files`) ends the piece, not the path.
  const begins = start === 0
  const found = wrapper(text, start, end, alone) ?? unc(text, start, end, alone)
  const path = climb(text, start, end)
  const local = fileUrl(text, start)
  const [confidence, reason] =
    path.ups > 0
      ? climbing(path, alone || (begins && (path.above > 3 || path.names.includes('program'))))
      : standing(path, alone || local)
  return surer(
    found,
    confidence === 0
      ? undefined
      : { language: 'path', context: alone ? 'whole value' : 'within text', reason, span: [start, end], confidence },
  )
}

const fileUrl = (text: string, start: number): boolean => /^(?:file|netdoc):/i.test(text.slice(start, start + 7))

/** Whether nothing but the path is there: `a=`, quotes and brackets around it do not count, words do. */
function isAlone(text: string, start: number, end: number): boolean {
  return !holdsWord(text, 0, start) && !holdsWord(text, end, text.length)
}

/** Looks at the 64 bytes next to the path only: words further off are none of its sentence. */
function holdsWord(text: string, from: number, to: number): boolean {
  const first = from === 0 ? Math.max(0, to - 64) : from
  const last = from === 0 ? to : Math.min(to, from + 64)
  let letters = 0
  for (let at = first; at < last; at++) {
    const code = codeAt(text, at)
    const letter = (code | 32) >= 97 && (code | 32) <= 122
    if (letter || code >= 0x80) letters++
    else {
      // "file=": a name, no word.
      if (letters > 1 && code !== 61) return true
      letters = 0
    }
  }
  return letters > 1
}

function climbing(
  { above, ups, disguised, names }: Climb,
  alone: boolean,
): readonly [confidence: number, reason: string] {
  const root = rootness(names[0] ?? '') || rootness(afterFolder(names))
  const last = names.at(-1) ?? ''
  const known = isKnownFile(names) || isPrize(last) || (alone && isInner(last, ups))
  if (known) return [alone ? 0.95 : ups > 1 ? 0.85 : 0.6, 'steps up to a file that stands on every machine']
  if (root === 2 && names.length > 1) return [alone ? 0.9 : ups > 2 ? 0.8 : 0.5, 'steps up to a folder at the root']
  if (above === 0 && !disguised) return [0.3, 'a step up inside']
  if (disguised && names.length > 0) return [alone ? 0.85 : 0.5, 'steps up in disguise']
  if (root === 1 && ups > 1) return [alone ? 0.85 : 0.5, 'steps up to a folder at the root']
  if (above > 3) return [alone ? 0.85 : 0.55, 'four steps up']
  if (above === 3) return [alone && names.length > 0 ? 0.82 : 0.5, 'three steps up']
  return [above === 2 && alone ? 0.65 : 0.4, 'a step up']
}

/** `images/../../etc/x`: the folder that is left again is no root. */
const afterFolder = (names: readonly string[]): string => names[1] ?? ''

function standing({ absolute, names }: Climb, alone: boolean): readonly [confidence: number, reason: string] {
  if (names.length < 2 && !absolute) return [0, '']
  if (!isKnownFile(names)) return [0, '']
  return [alone ? 0.9 : 0.5, 'a file that stands on every machine']
}

/** `\\host\share`: Windows fetches it, with the credentials of the process. */
function unc(text: string, start: number, end: number, alone: boolean): Finding | undefined {
  if (!(codeAt(text, start) === 92 && codeAt(text, start + 1) === 92)) return undefined
  let host = start + 2
  while (host < end && !isSlash(codeAt(text, host))) host++
  let share = host + 1
  while (share < end && !isSlash(codeAt(text, share))) share++
  if (host === start + 2 || host >= end || share <= host + 1) return undefined
  const name = text.slice(start + 2, Math.min(host, start + 66)).toLowerCase()
  if (/^\.+$/.test(name)) return name === '.' ? uncFinding(start, end, 0.6) : undefined
  const hidden = codeAt(text, share - 1) === 36
  const local =
    name === 'localhost' ||
    name === '?' ||
    /^[\d.]{7,15}$/.test(name) ||
    (name.includes(':') && /^[\da-f:[\]]+$/.test(name))
  return uncFinding(start, end, alone ? (hidden || local ? 0.9 : 0.5) : 0.4)
}

function uncFinding(start: number, end: number, confidence: number): Finding {
  return {
    language: 'path',
    context: 'network share',
    reason: 'a Windows share as file name',
    span: [start, end],
    confidence,
  }
}

/** `page.asp::$DATA`: the file itself, to Windows, under a name that no handler knows. */
function stream(text: string): Finding | undefined {
  const at = text.indexOf('::$')
  if (at < 1 || !/^::\$(?:data|index_allocation)\b/i.test(text.slice(at, at + 20))) return undefined
  return {
    language: 'path',
    context: 'stream',
    reason: 'a stream of a file',
    span: [at, text.length],
    confidence: 0.85,
  }
}

/** A NUL that ends a name for C, with an extension after it for whoever checked: `x.php\0.jpg`. */
function nulName(text: string): Finding | undefined {
  const nul = text.indexOf('\0')
  if (nul <= 0) return undefined
  const rest = text.slice(nul + 1, nul + 12)
  if (!/^(?:[\w-]{0,8}\.\w{2,5})?$/.test(rest) || !/[\w/\\.]$/.test(text[nul - 1] as string)) return undefined
  // At the very end it cuts off what the application adds: of a name or an address, not of a text.
  if (rest === '' && !/^(?:[a-z]:)?[\w./\\-]{2,256}$/i.test(text.slice(0, Math.min(nul, 257)))) return undefined
  return {
    language: 'path',
    context: 'NUL',
    reason: 'a name cut off by NUL',
    span: [nul, text.length],
    confidence: 0.85,
  }
}
