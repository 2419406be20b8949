import { Dfa } from './dfa.ts'
import { programOf } from './program.ts'
import { RegexError } from './regex-error.ts'
import { reread } from './reread.ts'
import { endOf, startOf } from './scan.ts'
import { submatches } from './submatches.ts'
import { Trail } from './trail.ts'

/** The part of a RegExp that rules use. Without state: `lastIndex` is not kept. */
export interface LinearRegex {
  /** The first match and its captures, as RegExp's; `null` when there is none. */
  exec(value: string): LinearMatch | null
  test(value: string): boolean
  /** Of the first match: where it and its groups begin and end, at twice a group's number and one more; -1 for one that took no part. */
  spans(value: string): readonly number[] | undefined
}

/** Like a RegExp's: the match, its groups by index (`undefined` for one that took no part), and where it begins. */
export interface LinearMatch extends ReadonlyArray<string | undefined> {
  readonly index: number
}

/**
 * A RegExp (source and flags as `translate` gives them) on values of bytes that runs in time linear in the value: an automaton reads it once, some
 * nanoseconds a byte, and once more where there is a match, to follow its way back to its groups and its beginning. It finds the same match and
 * captures as V8, but for captures in repetitions that may be empty.
 *
 * @throws RegexError on what is not regular (references, atomic groups), on lookarounds of more than a byte, and on automata over `maxNodes`
 */
export function linear(source: string, flags: string): LinearRegex {
  if (/[^i]/.test(flags)) throw new RegexError('linear takes the flag i only', 0)
  const program = programOf(reread(source, flags))
  const forwards = new Dfa(program, 'first')
  let backwards: Dfa | undefined
  let trail: Trail | undefined
  const spans = (value: string): readonly number[] | undefined => {
    const end = endOf(forwards, value)
    if (end < 0) return undefined
    trail ??= new Trail(forwards)
    // The second time there is room: what was there before has been forgotten.
    const spans = trail.spans(value, end) ?? trail.spans(value, end)
    if (spans) return spans
    // More states than are kept at once: the beginning is found from the end, and groups are followed in the match alone.
    backwards ??= new Dfa(programOf(reread(source, flags), true), 'longest')
    const start = startOf(backwards, value, end)
    return program.groups === 0 ? [start, end] : submatches(program, value, start, end)
  }
  return {
    spans,
    test: (value) => endOf(forwards, value) >= 0,
    exec: (value) => textsOf(value, spans(value)),
  }
}

/** The texts of spans. */
export function textsOf(value: string, spans: readonly number[] | undefined): LinearMatch | null {
  if (spans === undefined) return null
  const texts: (string | undefined)[] = []
  for (let at = 0; at < spans.length; at += 2)
    texts.push(spans[at + 1] === -1 ? undefined : value.slice(spans[at], spans[at + 1]))
  return Object.assign(texts, { index: spans[0] as number })
}
