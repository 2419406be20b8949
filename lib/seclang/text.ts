import { variableAliases, variables } from '../ir/names.ts'
import type { Macro, Text } from '../ir/rule.ts'
import { WordError } from './diagnostics.ts'

const form = /%\{([^{}]*)\}/g

/** Text with `%{VARIABLE.key}` in it. Reference manual, "Macro expansion". @throws WordError for a variable that does not exist */
export function parseText(text: string, offset = 0): Text {
  if (!text.includes('%{')) return text
  const parts: (string | Macro)[] = []
  let last = 0
  for (const match of text.matchAll(form)) {
    if (match.index > last) parts.push(text.slice(last, match.index))
    parts.push(parseMacro(match[1] as string, offset + match.index + 2))
    last = match.index + match[0].length
  }
  if (last < text.length) parts.push(text.slice(last))
  return parts.length === 1 && typeof parts[0] === 'string' ? parts[0] : parts
}

function parseMacro(inner: string, offset: number): Macro {
  const cut = inner.search(/[.:]/)
  const written = (cut < 0 ? inner : inner.slice(0, cut)).toUpperCase()
  const name = entry(variableAliases, written) ?? written
  if (entry(variables, name) === undefined) throw new WordError(inner, offset, 'no such variable in a macro')
  return cut < 0 ? { name } : { name, key: asciiLower(inner.slice(cut + 1)) }
}

/** What a table has under a word of the file: words such as `constructor` are in every object. */
export const entry = <T>(table: Readonly<Record<string, T>>, word: string): T | undefined =>
  Object.hasOwn(table, word) ? table[word] : undefined

/** Folds A-Z only: values are byte strings. */
export const asciiLower = (text: string): string => text.replace(/[A-Z]+/g, (run) => run.toLowerCase())
