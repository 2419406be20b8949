import { codeAt } from '../../text/code-at.ts'

/** Questions about one byte of a value, by its code; false past the end (NaN). */

/** A-Z, a-z. */
export const isLetter = (code: number): boolean => (code | 32) >= 97 && (code | 32) <= 122 && code < 128

/** 0-9. */
export const isDigit = (code: number): boolean => code >= 48 && code <= 57

/** Letter, digit or underscore. */
export const isWord = (code: number): boolean => isLetter(code) || isDigit(code) || code === 95

/** Space, tab, LF, VT, FF, CR. */
export const isBlank = (code: number): boolean => code === 32 || (code >= 9 && code <= 13)

/** Where the run of blanks at `at` ends. */
export function skipBlanks(text: string, at: number, end: number = text.length): number {
  let next = at
  while (next < end && isBlank(codeAt(text, next))) next++
  return next
}

/** Where the run of letters, digits and underscores at `at` ends. */
export function wordEnd(text: string, at: number, end: number = text.length): number {
  let next = at
  while (next < end && isWord(codeAt(text, next))) next++
  return next
}
