/** A literal of a pattern, and what has to hold where it is found. */
export interface Row {
  readonly literal: string
  readonly name: string
  readonly category: string
  /** Nothing, `^`, `$`, or the pattern itself. */
  readonly check: string
}

// More alternatives than this and the pattern is kept whole.
const mostLiterals = 8

/**
 * The literals of one pattern of the package. Most are literals; a class of two letters or a group of words is written out; of what is left
 * the longest literal finds the place and the pattern itself decides.
 */
export function rowsOf(pattern: string, categoryOf: (name: string) => string): readonly Row[] {
  const row = (literal: string, check: string): Row => {
    const name = nameOf(literal)
    return { literal, name, category: categoryOf(name), check }
  }
  const start = pattern.startsWith('^')
  const end = pattern.endsWith('$') && !pattern.endsWith('\\$')
  const literals = writtenOut(pattern.slice(start ? 1 : 0, end ? -1 : undefined))
  if (literals !== undefined && !(start && end))
    return literals.map((literal) => row(literal, start ? '^' : end ? '$' : ''))
  return [row(longestLiteral(pattern), pattern)]
}

const nameOf = (literal: string): string =>
  literal
    .replace(/^[\s([/;+]+|[\s)\]/;+(-]+$/g, '')
    .replaceAll(/[^ -~]/g, '')
    .slice(0, 48)

/** All the texts that a pattern of literals, classes of letters and groups of words stands for; `undefined` for anything richer. */
function writtenOut(pattern: string): readonly string[] | undefined {
  let texts: string[] = ['']
  for (const [part] of pattern.matchAll(/\\.|\[[^\]]*\]|\([^()]*\)|[\s\S]/g)) {
    const choices = choicesOf(part)
    if (choices === undefined) return undefined
    texts = texts.flatMap((text) => choices.map((choice) => text + choice))
    if (texts.length > mostLiterals) return undefined
  }
  return texts
}

function choicesOf(part: string): readonly string[] | undefined {
  if (/^\\[^a-zA-Z0-9]$/.test(part)) return [part.slice(1)]
  if (/^\[[A-Za-z]+\]$/.test(part)) return [...part.slice(1, -1)]
  if (/^\([\w|]+\)$/.test(part)) return part.slice(1, -1).split('|')
  return part.length === 1 && !/[\\^$.*+?()[\]{}|]/.test(part) ? [part] : undefined
}

function longestLiteral(pattern: string): string {
  const plain = pattern.replace(/\[[^\]]*\][*+?]?|\\[a-z][*+]?|[()^$|*+?.]/g, (part) =>
    part.startsWith('\\') && !/^\\[a-z]/.test(part) ? part : '\n',
  )
  const pieces = plain.replace(/\\([^a-zA-Z])/g, '$1').split('\n')
  return pieces.reduce((best, piece) => (piece.length > best.length ? piece : best), '')
}
