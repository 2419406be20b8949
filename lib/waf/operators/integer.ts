import { codeAt } from '../../text/code-at.ts'

/** Larger numbers count as this one. */
export const maxInteger: number = Number.MAX_SAFE_INTEGER

/**
 * The number a byte string starts with, as C's `atoi` reads it: blanks, a sign, decimal digits; 0 when there are none.
 * Bounded by `maxInteger` either way, where C would wrap: 4294967296 is not 0.
 */
export function integer(text: string): number {
  let at = 0
  while (codeAt(text, at) === 32 || (codeAt(text, at) >= 9 && codeAt(text, at) <= 13)) at++
  const negative = codeAt(text, at) === 45
  if (negative || codeAt(text, at) === 43) at++
  let value = 0
  for (let code = codeAt(text, at); code >= 48 && code <= 57; code = codeAt(text, ++at)) {
    value = value * 10 + code - 48
    if (value > maxInteger) {
      value = maxInteger
      break
    }
  }
  return negative && value !== 0 ? -value : value
}
