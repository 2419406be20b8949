import type { Diagnostic, Place } from './diagnostics.ts'

/** A directive with its arguments, quotes removed. */
export interface Statement {
  readonly name: string
  readonly words: readonly Word[]
  readonly place: Place
}

export interface Word {
  readonly text: string
  /** Whether it stood in quotes. */
  readonly quoted: boolean
  /** Where a byte of `text` stands in the file. */
  place(offset: number): Place
}

/** 1 MiB: no statement of any rule set comes near; a file without a closing quote does. */
const longestStatement = 1_048_576

/**
 * Cuts a configuration file into statements, as Apache does: one a line, a backslash at the end of a line goes
 * on in the next, `#` at the start of a line is a comment, words are separated by blanks or stand in double or single quotes in
 * which a backslash before the quote takes it literally. Two backslashes are one (libmodsecurity keeps both; CRS 3 counts on Apache
 * here, CRS 4 writes `\\x5c`). All other backslashes stay: they belong to the regular expressions.
 */
export function statements(text: string, file: string, report: (diagnostic: Diagnostic) => void): Statement[] {
  const lines = new Lines(text, file)
  const found: Statement[] = []
  let at = 0
  while (at < text.length) {
    at = skipBlanks(text, at)
    if (at >= text.length) break
    if (text[at] === '\n') {
      at++
      continue
    }
    if (text[at] === '#') {
      at = endOfLine(text, at)
      continue
    }
    const start = at
    const words: Word[] = []
    while (at < text.length && text[at] !== '\n') {
      const word = readWord(text, at, lines)
      words.push(word.word)
      at = word.end
      if (word.unclosed || at - start > longestStatement) {
        const message = word.unclosed ? 'the closing quote is missing' : 'a statement is longer than 1 MiB'
        report({ ...lines.place(start), level: 'error', word: word.word.text.slice(0, 60), message })
        // Behind a statement that is too long, its lines are not tried once more each: that would be quadratic.
        at = word.unclosed ? endOfLine(text, start) : endOfLine(text, at)
        words.length = 0
        break
      }
      at = skipBlanks(text, at)
    }
    const [name, ...rest] = words
    if (name) found.push({ name: name.text, words: rest, place: lines.place(start) })
  }
  return found
}

/** Blanks, and line ends that a backslash takes away. */
function skipBlanks(text: string, from: number): number {
  let at = from
  for (;;) {
    const c = text.charCodeAt(at)
    if (c === 0x20 || c === 0x09 || c === 0x0d) at++
    else if (c === 0x5c) {
      const after = continuation(text, at)
      if (after === at) return at
      at = after
    } else return at
  }
}

/** Behind a backslash and the line end after it; the same offset where there is none. */
function continuation(text: string, at: number): number {
  if (text.charCodeAt(at) !== 0x5c) return at
  if (text.charCodeAt(at + 1) === 0x0a) return at + 2
  if (text.charCodeAt(at + 1) === 0x0d && text.charCodeAt(at + 2) === 0x0a) return at + 3
  return at
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end < 0 ? text.length : end + 1
}

function readWord(text: string, from: number, lines: Lines): { word: Word; end: number; unclosed: boolean } {
  const quote = text[from] === '"' || text[from] === "'" ? text.charCodeAt(from) : 0
  const pieces: string[] = []
  // Where pieces were left out of the file's text: offset in the word, offset in the file.
  const map: [number, number][] = []
  let at = quote ? from + 1 : from
  let piece = at
  let length = 0
  let unclosed = quote !== 0
  const cut = (next: number) => {
    map.push([length, piece])
    pieces.push(text.slice(piece, at))
    length += at - piece
    piece = next
  }
  while (at < text.length) {
    const c = text.charCodeAt(at)
    if (c === 0x5c) {
      const after = continuation(text, at)
      if (after !== at) {
        cut(after)
        at = after
        continue
      }
      if (text.charCodeAt(at + 1) === 0x5c || (quote && text.charCodeAt(at + 1) === quote)) {
        cut(at + 1)
        at += 2
        continue
      }
      at++
      continue
    }
    if (quote ? c === quote : c === 0x20 || c === 0x09 || c === 0x0a || c === 0x0d) {
      unclosed = false
      break
    }
    at++
  }
  cut(at)
  const place = (offset: number): Place => {
    let base: [number, number] = [0, quote ? from + 1 : from]
    for (const entry of map) if (entry[0] <= offset) base = entry
    return lines.place(base[1] + (offset - base[0]))
  }
  return {
    word: { text: pieces.join(''), quoted: quote !== 0, place },
    end: quote && !unclosed ? at + 1 : at,
    unclosed,
  }
}

/** Line and column of an offset. */
class Lines {
  readonly #starts: number[] = [0]
  readonly #file: string

  constructor(text: string, file: string) {
    this.#file = file
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1)
  }

  place(offset: number): Place {
    let low = 0
    let high = this.#starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#starts[middle] as number) <= offset) low = middle
      else high = middle - 1
    }
    return { file: this.#file, line: low + 1, column: offset - (this.#starts[low] as number) + 1 }
  }
}
