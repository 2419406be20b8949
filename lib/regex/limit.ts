import { degreeOf } from './degree.ts'
import { parse } from './parse.ts'
import { modsecurity2 } from './translate.ts'

/**
 * Longest value, in bytes, that V8's backtracking engine may be given for a pattern (as its author wrote it); longer ones go to engines whose time is
 * bounded. From the pattern's shape: how its steps may grow with the value. `undefined`: no value is too long.
 */
export function longestFor(pattern: string): number | undefined {
  const degree = degreeOf(parse(pattern, modsecurity2).root)
  if (degree <= 1) return undefined
  return degree === Number.POSITIVE_INFINITY ? doubling : (limits[degree] ?? steep)
}

/**
 * By degree: a power of the value's length. The automaton is as fast; what a limit spares is only that it need be made. A body of 128 KiB may be many
 * values, each as long as the limit: about 10 million steps for all of them, 20 ms.
 */
const limits: readonly number[] = [0, 0, 128, 32]
const steep = 24
/** For patterns whose steps may double with each byte. */
export const doubling = 20
