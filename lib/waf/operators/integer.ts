/** Larger numbers count as this one. */
export const maxInteger: number = Number.MAX_SAFE_INTEGER

/**
 * The number a byte string starts with, as C's `atoi` reads it: blanks, a sign, decimal digits; 0 when there are none.
 * Bounded by `maxInteger` either way, where C would wrap: 4294967296 is not 0.
 */
export function integer(text: string): number {
  let at = 0
  while (text.charCodeAt(at) === 32 || (text.charCodeAt(at) >= 9 && text.charCodeAt(at) <= 13)) at++
  const negative = text.charCodeAt(at) === 45
  if (negative || text.charCodeAt(at) === 43) at++
  let value = 0
  for (let code = text.charCodeAt(at); code >= 48 && code <= 57; code = text.charCodeAt(++at)) {
    value = value * 10 + code - 48
    if (value > maxInteger) {
      value = maxInteger
      break
    }
  }
  return negative && value !== 0 ? -value : value
}
