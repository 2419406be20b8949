/** What a Vary field names (RFC 9110, section 12.5.5), in lower case, sorted, each once; `*` where it, or nobody knows what, is among them. */
export function parseVary(text: string | null): readonly string[] | '*' {
  if (text === null) return none
  const names = new Set<string>()
  for (const part of text.split(',')) {
    const name = part.trim().toLowerCase()
    if (name === '') continue
    if (name === '*' || !token.test(name)) return '*'
    names.add(name)
  }
  return names.size > maxVaryFields ? '*' : [...names].sort()
}

/** An answer that depends on more fields than this depends on everything. */
export const maxVaryFields = 16

const none: readonly string[] = []
const token = /^[!#$%&'*+.^_`|~0-9a-z-]+$/

/**
 * A value as other writings of it compare equal (RFC 9111, section 4.1): blanks around commas go, what stands in quotes stays. For a field
 * of which nothing else is known.
 */
export function normaliseList(value: string): string {
  if (!value.includes(',')) return value.trim()
  if (!value.includes('"')) return value.replace(/[ \t]*,[ \t]*/g, ',').trim()
  const parts: string[] = []
  let start = 0
  let quoted = false
  for (let at = 0; at <= value.length; at++) {
    const char = value[at]
    if (quoted && char === '\\') at++
    else if (char === '"') quoted = !quoted
    else if (char === undefined || (char === ',' && !quoted)) {
      parts.push(value.slice(start, at).trim())
      start = at + 1
    }
  }
  // What follows an open quote could be anything: it stays as it is, or two values could become one.
  return quoted ? value.trim() : parts.join(',')
}

interface Weighted {
  readonly name: string
  /** 0 to 1000. */
  readonly weight: number
}

const maxWeighted = 64

/** The members of an Accept-Language or Accept-Encoding value, best first, equals by name; `undefined` where it cannot be read. */
export function parseWeighted(value: string): readonly Weighted[] | undefined {
  const members: Weighted[] = []
  for (const part of value.toLowerCase().split(',')) {
    const match = /^[ \t]*([a-z0-9*_-]{1,64})[ \t]*(?:;[ \t]*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?[ \t]*$/.exec(part)
    if (match === null) {
      if (part.trim() === '') continue
      return undefined
    }
    members.push({ name: match[1] as string, weight: Math.round(Number(match[2] ?? 1) * 1000) })
    if (members.length > maxWeighted) return undefined
  }
  return members.sort((a, b) => b.weight - a.weight || (a.name < b.name ? -1 : 1))
}

/** Accept-Language or Accept-Encoding with its members in one order, one case and no blanks: preference is kept, order among equals is not. */
export function normaliseWeighted(value: string): string {
  const members = parseWeighted(value)
  if (members === undefined) return normaliseList(value)
  return members.map(({ name, weight }) => (weight === 1000 ? name : `${name};q=${weight / 1000}`)).join(',')
}
