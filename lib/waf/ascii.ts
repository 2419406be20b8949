import { codeAt } from '../text/code-at.ts'

/** Folds A-Z only: values are byte strings, and `toLowerCase` would leave Latin-1. The same string where nothing changes. */
export function lower(text: string): string {
  for (let at = 0, size = text.length; at < size; at++) {
    const c = codeAt(text, at)
    if (c >= 0x41 && c <= 0x5a) return text.replace(/[A-Z]+/g, fold)
  }
  return text
}

const fold = (run: string): string => run.toLowerCase()

/** Whether `text` is `key` but for the case of ASCII letters. @param key in lower case */
export function sameName(text: string, key: string): boolean {
  if (text.length !== key.length) return false
  for (let at = 0, length = text.length; at < length; at++) {
    const c = codeAt(text, at)
    const k = codeAt(key, at)
    if (c !== k && !(c >= 0x41 && c <= 0x5a && c + 32 === k)) return false
  }
  return true
}

/** As C's atoi: leading blanks, a sign, digits; 0 where there are none. Bounded at 2^53. */
export function integer(text: string): number {
  // Most are scores: a digit or two.
  if (text.length === 1) {
    const digit = codeAt(text, 0) - 0x30
    return digit >= 0 && digit <= 9 ? digit : 0
  }
  const match = /^[ \t\n\v\f\r]*([+-]?\d{1,15})/.exec(text)
  return match ? Number(match[1]) : 0
}
