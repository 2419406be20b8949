import type { Pattern } from './ast.ts'
import { parse } from './parse.ts'

/**
 * The syntax tree of a RegExp that `translate` printed: its own dialect, in which little is written otherwise than PCRE writes it.
 *
 * @throws RegexError on what `parse` refuses
 */
export function reread(source: string, flags: string): Pattern {
  return parse(dialect(source), { caseless: flags.includes('i'), dotAll: true, dollarEndOnly: true })
}

/** Any byte, no byte, and `[` in a set, as PCRE writes them. */
function dialect(source: string): string {
  let text = ''
  let inSet = false
  for (let at = 0; at < source.length; at++) {
    const char = source[at] as string
    if (char === '\\') text += char + source[++at]
    else if (inSet) {
      if (char === ']') inSet = false
      text += char === '[' ? '\\[' : char
    } else if (source.startsWith('[^]', at)) {
      text += '[\\x00-\\xff]'
      at += 2
    } else if (source.startsWith('[]', at)) {
      text += '[^\\x00-\\xff]'
      at++
    } else {
      if (char === '[') inSet = true
      text += char
    }
  }
  return text
}
