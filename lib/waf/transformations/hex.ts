import { codeAt } from '../../text/code-at.ts'

/** Value of an ASCII hexadecimal digit given by its code, 0 to 15; -1 for anything else, also past the end (NaN). */
export function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  const letter = code | 32
  return letter >= 97 && letter <= 102 ? letter - 87 : -1
}

/** The byte that two hexadecimal digits at `at` stand for, or -1 when there are not two. */
export function hexByte(input: string, at: number): number {
  const high = hexDigit(codeAt(input, at))
  if (high < 0) return -1
  const low = hexDigit(codeAt(input, at + 1))
  return low < 0 ? -1 : (high << 4) | low
}

/**
 * The byte ModSecurity reads from four hexadecimal digits at `at` (`%uXXXX`, `\uXXXX`): the low one, except that the
 * full-width forms U+FF01 to U+FF5E become their ASCII letter. -1 when there are not four digits.
 */
export function wideHexByte(input: string, at: number): number {
  const high = hexByte(input, at)
  if (high < 0) return -1
  const low = hexByte(input, at + 2)
  return low < 0 ? -1 : foldFullWidth(high, low)
}

/** U+FF01 to U+FF5E (high byte FF, low byte 01 to 5E) as ASCII; else the low byte. */
export function foldFullWidth(high: number, low: number): number {
  return high === 0xff && low > 0 && low < 0x5f ? low + 0x20 : low
}
