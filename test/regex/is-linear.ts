import { programOf } from '../../lib/regex/program.ts'
import { reread } from '../../lib/regex/reread.ts'

/** Whether an automaton takes a pattern, read from either end. */
export function isLinear(source: string, flags: string): boolean {
  try {
    const pattern = reread(source, flags)
    programOf(pattern)
    programOf(pattern, true)
    return true
  } catch {
    return false
  }
}
