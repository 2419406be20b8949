import type { Random } from './subjects.ts'

const sets = ['a', 'b', '[ab]', '.', '\\s', '\\w', '[^a]']
const places = ['\\b', '^', '$', '\\B', '(?<=ab)', '(?<!a)', '(?<=a|bc)', '(?<!(?:ab|ba)c)']
const quantifiers = ['', '', '', '*', '+', '?', '*?', '+?', '??', '{2}', '{1,3}', '{0,2}?', '*+', '++']

/** A PCRE pattern of few letters and every construct: groups, references, lookarounds, atomic groups, lazy and possessive repetitions, cases. */
export function randomPattern(random: Random): string {
  let groups = 0
  const oneOf = (texts: readonly string[]): string => texts[random(texts.length)] as string
  const repeated = (atom: string): string => atom + oneOf(quantifiers)
  const item = (depth: number): string => {
    const inner = depth > 0 ? random(12) : random(4)
    if (inner < 3) return repeated(oneOf(sets))
    if (inner === 3) return oneOf(places)
    if (inner === 4 && groups > 0) return repeated(`\\${1 + random(groups)}`)
    if (inner === 5) return `(?=${alternation(depth - 1)})`
    if (inner === 6) return `(?!${alternation(depth - 1)})`
    if (inner === 7) return repeated(`(?>${alternation(depth - 1)})`)
    if (inner === 8) return repeated(`(?i:${alternation(depth - 1)})`)
    if (inner === 9) return repeated(`(?:${alternation(depth - 1)})`)
    groups++
    return repeated(`(${alternation(depth - 1)})`)
  }
  const sequence = (depth: number): string => Array.from({ length: 1 + random(3) }, () => item(depth)).join('')
  const alternation = (depth: number): string =>
    Array.from({ length: random(3) === 0 ? 1 + random(3) : 1 }, () => sequence(depth)).join('|')
  return alternation(3)
}
