import { codeAt } from '../../../text/code-at.ts'
import { isLetter, isWord } from '../bytes.ts'

/** What a GraphQL document asks for (specification of October 2021, section 2), as far as its cost goes. */
export interface Shape {
  /** Deepest selection set. */
  readonly depth: number
  /** Fields under another name, which let one request ask for one thing many times. */
  readonly aliases: number
  readonly fields: number
  readonly directives: number
  readonly fragments: number
  /** `__schema` or `__type` with a selection. */
  readonly introspects: boolean
  /** A fragment that spreads itself, straight or over others. */
  readonly cyclic: boolean
  /** Whether the text was one: braces that match, or that only lack at the end. */
  readonly document: boolean
  /** A limit was met before the end. */
  readonly bounded: boolean
}

/** Most tokens of a document that are read. */
export const mostTokens = 100_000

/** Most fragments whose spreads are followed. */
const mostFragments = 1000

/** Reads a document in one pass, without building a tree. @param start where it begins */
export function shapeOf(text: string, start: number): Shape {
  const reader = new Reader(text, start)
  while (reader.next()) {
    /* each token is counted as it is read */
  }
  return reader.shape()
}

class Reader {
  private at: number
  private tokens = 0
  private depth = 0
  private deepest = 0
  private aliases = 0
  private fields = 0
  private directives = 0
  private introspects = false
  private broken = false
  /** Parentheses: within them are arguments, no fields. */
  private arguments = 0
  private last = ''
  private fragment = ''
  private readonly spreads = new Map<string, string[]>()
  private readonly text: string

  constructor(text: string, start: number) {
    this.text = text
    this.at = start
  }

  shape(): Shape {
    const { deepest: depth, aliases, fields, directives, introspects } = this
    const document = !this.broken && depth > 0 && fields + this.spreads.size > 0
    return {
      depth,
      aliases,
      fields,
      directives,
      fragments: this.spreads.size,
      introspects,
      cyclic: this.cyclic(),
      document,
      bounded: this.tokens >= mostTokens,
    }
  }

  next(): boolean {
    this.skipIgnored()
    if (this.at >= this.text.length || this.tokens++ >= mostTokens || this.broken) return false
    const code = codeAt(this.text, this.at)
    if (isLetter(code) || code === 95) this.name()
    else if (code === 34) this.string()
    else this.mark(code)
    return true
  }

  /** Blanks, commas, comments. */
  private skipIgnored(): void {
    while (this.at < this.text.length) {
      const code = codeAt(this.text, this.at)
      if (code === 35) {
        const end = this.text.indexOf('\n', this.at)
        this.at = end < 0 ? this.text.length : end
      } else if (code > 32 && code !== 44) return
      else this.at++
    }
  }

  private name(): void {
    let end = this.at
    while (end < this.text.length && isWord(codeAt(this.text, end))) end++
    const name = this.text.slice(this.at, Math.min(end, this.at + 64))
    this.at = end
    if (this.arguments > 0) return
    if (this.depth === 0) {
      if (this.last === 'fragment') this.fragment = name
    } else if (this.last === '...') {
      if (name !== 'on') this.spread(name)
    } else if (this.last !== '@' && this.last !== 'on') this.field(name)
    this.last = name
  }

  private field(name: string): void {
    this.skipIgnored()
    const next = codeAt(this.text, this.at)
    if (next === 58) this.aliases++
    else this.fields++
    if ((name === '__schema' || name === '__type') && (next === 123 || next === 40)) this.introspects = true
  }

  private spread(name: string): void {
    const list = this.spreads.get(this.fragment)
    if (list) {
      if (list.length < 64) list.push(name)
    } else if (this.spreads.size < mostFragments) this.spreads.set(this.fragment, [name])
  }

  private string(): void {
    const block = this.text.startsWith('"""', this.at)
    let end = this.at + (block ? 3 : 1)
    while (end < this.text.length) {
      const code = codeAt(this.text, end)
      if (code === 92) end++
      else if (block ? this.text.startsWith('"""', end) : code === 34 || code === 10) break
      end++
    }
    this.at = end + (block ? 3 : 1)
    if (this.arguments === 0 && this.depth > 0) this.broken = true
  }

  private mark(code: number): void {
    this.last = code === 46 ? '...' : String.fromCharCode(code)
    this.at += code === 46 ? 3 : 1
    if (code === 40) this.arguments++
    else if (code === 41) this.arguments = Math.max(0, this.arguments - 1)
    else if (this.arguments > 0) return
    else if (code === 123) this.deepest = Math.max(this.deepest, ++this.depth)
    else if (code === 125) {
      if (--this.depth === 0) this.fragment = ''
      if (this.depth < 0) this.broken = true
    } else if (code === 64) this.directives++
    else if (code === 59 || code === 92 || code === 60 || code === 62 || code === 61) this.broken = true
  }

  /** Depth-first over the spreads, each fragment once. */
  private cyclic(): boolean {
    const done = new Set<string>()
    for (const from of this.spreads.keys()) if (from !== '' && this.reaches(from, done)) return true
    return false
  }

  private reaches(from: string, done: Set<string>): boolean {
    const open = new Set<string>()
    const stack: (readonly [name: string, leaving: boolean])[] = [[from, false]]
    while (stack.length > 0) {
      const [name, leaving] = stack.pop() as readonly [string, boolean]
      if (leaving) {
        open.delete(name)
        done.add(name)
        continue
      }
      if (open.has(name)) return true
      if (done.has(name)) continue
      open.add(name)
      stack.push([name, true])
      for (const next of this.spreads.get(name) ?? []) {
        if (open.has(next)) return true
        if (!done.has(next)) stack.push([next, false])
      }
    }
    return false
  }
}
