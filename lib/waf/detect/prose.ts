import { codeAt } from '../../text/code-at.ts'
import { isBlank, isLetter } from './bytes.ts'

/** How much of a value is plain words: sentences quote commands and code, and change nothing by it. */
export interface Prose {
  /** Tokens between blanks that are letters alone, perhaps with a mark at the end. */
  readonly words: number
  /** All tokens between blanks. */
  readonly tokens: number
}

/** Counts words in one pass. Bytes past ASCII count as letters: most languages are not English. */
export function proseOf(text: string): Prose {
  let words = 0
  let tokens = 0
  let at = 0
  while (at < text.length) {
    while (at < text.length && isBlank(codeAt(text, at))) at++
    if (at === text.length) break
    const start = at
    while (at < text.length && isLetterOrHigh(codeAt(text, at))) at++
    const letters = at - start
    let marks = 0
    while (at < text.length && !isBlank(codeAt(text, at))) {
      if (!isMark(codeAt(text, at))) marks = 3
      at++
      marks++
    }
    tokens++
    if (letters > 0 && marks <= 2) words++
  }
  return { words, tokens }
}

const isLetterOrHigh = (code: number): boolean => isLetter(code) || code >= 0x80 || code === 39

const isMark = (code: number): boolean =>
  code === 44 || code === 46 || code === 58 || code === 59 || code === 33 || code === 63 || code === 41

/** Whether a value reads as sentences: six words at least, and more words than anything else. */
export function isProse({ words, tokens }: Prose): boolean {
  return words >= 6 && words * 2 > tokens
}
