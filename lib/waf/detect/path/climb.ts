import { codeAt } from '../../../text/code-at.ts'

/** How a path moves: what its segments do, whichever slash parts them. */
export interface Climb {
  /** How far it goes above where it began. */
  readonly above: number
  /** Segments that go up, or that some reader takes for one. */
  readonly ups: number
  /** Whether some step up is written as no honest path is: `..;`, `....`, `.?`, with a control byte, or under a doubled slash. */
  readonly disguised: boolean
  /** Names, in lower case, without the steps. */
  readonly names: readonly string[]
  /** Whether it begins at a root: `/`, `\` or a drive. */
  readonly absolute: boolean
}

/** Most names kept; a path has no use for more, and the last ones count. */
const mostNames = 64

/** Reads `value[start..end)` as a path. Linear. */
export function climb(value: string, start: number, end: number): Climb {
  const names: string[] = []
  let depth = 0
  let above = 0
  let ups = 0
  let disguised = false
  let from = start
  const absolute = isSlash(codeAt(value, start)) || codeAt(value, start + 1) === 58
  for (let at = start; at <= end; at++) {
    if (at < end && !isSlash(codeAt(value, at))) continue
    const step = stepOf(value, from, at)
    if (step > 0) {
      ups++
      depth--
      above = Math.max(above, -depth)
      if (step === 2) disguised = true
    } else if (at > from && !(at - from === 1 && value[from] === '.')) {
      depth++
      const name = value.slice(from, Math.min(at, from + 64)).toLowerCase()
      if (names.length === mostNames) names.shift()
      names.push(nameOf(name))
    }
    from = at + 1
  }
  return { above, ups, disguised, names, absolute }
}

export const isSlash = (code: number): boolean => code === 47 || code === 92

/** A name without path parameters, streams, NUL and what follows it. */
function nameOf(segment: string): string {
  const cut = segment.search(/[;\0]|::\$/)
  return cut < 0 ? segment : segment.slice(0, cut)
}

/** 0: no step up. 1: `..`. 2: something that some reader takes for one. */
function stepOf(value: string, from: number, to: number): 0 | 1 | 2 {
  if (to - from < 2) return 0
  const first = codeAt(value, from)
  if (first !== 46 && first !== 63 && first !== 94) return 0
  let dots = 0
  let others = 0
  for (let at = from; at < to; at++) {
    const code = codeAt(value, at)
    if (code === 46) dots++
    else if (code === 59 && dots >= 2)
      return 2 // the rest is a path parameter
    else if (code === 63 || code === 94) others++
    else if (code > 32 && code !== 127) return 0
    else if (code !== 32) others++
  }
  if (dots === 2 && others === 0) return to - from === 2 ? 1 : 2
  if (others > 0) return others + dots <= 4 ? 2 : 0
  return dots >= 3 && dots <= 8 ? 2 : 0
}
