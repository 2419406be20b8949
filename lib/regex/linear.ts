import { RE2JS } from 're2js'
import { RegexError } from './regex-error.ts'

/** The part of a RegExp that rules use. Without state: `lastIndex` is not kept. */
export interface LinearRegex {
  /** The first match and its captures, as RegExp's; `null` when there is none. */
  exec(value: string): LinearMatch | null
  test(value: string): boolean
}

/** Like a RegExp's: the match, its groups by index (`undefined` for one that took no part), and where it begins. */
export interface LinearMatch extends ReadonlyArray<string | undefined> {
  readonly index: number
}

/** Most instructions of a program: time is that times the length of the value, memory too. CRS's largest has 25 thousand. */
export const maxProgram: number = 60_000

/**
 * A RegExp (source and flags as `translate` gives them) that runs in time linear in the value, on an RE2. Several times slower than V8 on values
 * that do V8 no harm: for patterns that `audit`, or a measurement, shows to be vulnerable. It finds the same match and captures as V8, but for
 * captures in repetitions that may be empty.
 *
 * @throws RegexError on what RE2 cannot say: lookarounds, references, counts over 1000; and on programs over `maxProgram`
 */
export function linear(source: string, flags: string): LinearRegex {
  if (/[^i]/.test(flags)) throw new RegexError('linear takes the flag i only', 0)
  if (/\(\?<?[=!]/.test(withoutEscapes(source))) throw new RegexError('RE2 has no lookarounds', 0)
  let regex: RE2JS
  try {
    regex = RE2JS.compile(dialect(source), RE2JS.DOTALL | (flags === 'i' ? RE2JS.CASE_INSENSITIVE : 0))
  } catch (error) {
    throw new RegexError(`not for RE2: ${error instanceof Error ? error.message : String(error)}`, 0)
  }
  if (regex.programSize() > maxProgram) throw new RegexError('a program too large for RE2', 0)
  return {
    exec: (value) => regex.exec(value) as LinearMatch | null,
    test: (value) => regex.test(value),
  }
}

function withoutEscapes(source: string): string {
  return source.replace(/\\[\s\S]/g, '').replace(/\[[^\]]*\]/g, '')
}

/** The few things that JavaScript and RE2 write differently: any byte, the ends of the subject, `[` in a set. */
function dialect(source: string): string {
  let text = ''
  let inSet = false
  for (let at = 0; at < source.length; at++) {
    const char = source[at] as string
    if (char === '\\') {
      const next = source[++at] as string
      text += next === '/' || next === '-' ? (inSet ? `\\${next}` : next) : `\\${next}`
    } else if (inSet) {
      if (char === ']') inSet = false
      text += char === '[' ? '\\[' : char
    } else if (source.startsWith('[^]', at)) {
      text += '[\\x00-\\xff]'
      at += 2
    } else if (source.startsWith('[]', at)) {
      text += '[^\\x00-\\x{10ffff}]'
      at++
    } else {
      if (char === '[') inSet = true
      text += char === '^' ? '\\A' : char === '$' ? '\\z' : char
      if (inSet && source[at + 1] === '^') text += source[++at]
    }
  }
  return text
}

/** Whether `linear` takes a pattern. */
export function isLinear(source: string, flags: string): boolean {
  try {
    linear(source, flags)
    return true
  } catch {
    return false
  }
}
