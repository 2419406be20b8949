import type { AgentCategory } from '../../core/verdicts.ts'
import { maxUserAgentLength } from '../user-agent.ts'
import { anchorAt, anchorLength, tableSize } from './anchor.ts'
import { programs } from './programs.ts'

/** A program that a User-Agent names. */
export interface AgentMatch {
  readonly name: string
  readonly category: AgentCategory
}

interface Entry extends AgentMatch {
  readonly literal: string
  /** Where in the literal its anchor stands. */
  readonly offset: number
  readonly atStart: boolean
  readonly atEnd: boolean
  readonly pattern: RegExp | undefined
  /** The next entry with the same anchor. */
  readonly next: Entry | undefined
}

interface Index {
  readonly table: readonly (Entry | undefined)[]
  /** Literals shorter than an anchor; there are three. */
  readonly short: readonly Entry[]
}

let index: Index | undefined

/**
 * The program that a User-Agent names: the longest literal of the lists that stands in its first `maxUserAgentLength` units. Time is linear in
 * the text; nothing is allocated that grows with the lists (1,600 literals).
 */
export function matchAgent(text: string): AgentMatch | undefined {
  if (text.length === 0) return undefined
  index ??= build()
  const { table, short } = index
  let best: Entry | undefined
  const end = Math.min(text.length, maxUserAgentLength) - anchorLength
  for (let at = 0; at <= end; at++) {
    for (let entry = table[anchorAt(text, at)]; entry !== undefined; entry = entry.next) {
      if (best !== undefined && best.literal.length >= entry.literal.length) continue
      if (stands(entry, text, at - entry.offset)) best = entry
    }
  }
  if (best !== undefined) return best
  for (const entry of short) if (stands(entry, text, text.indexOf(entry.literal))) return entry
  return undefined
}

function stands(entry: Entry, text: string, at: number): boolean {
  const { literal, atStart, atEnd, pattern } = entry
  if (at < 0 || !text.startsWith(literal, at)) return false
  if (atStart && at !== 0) return false
  if (atEnd && at + literal.length !== text.length) return false
  return pattern === undefined || pattern.test(text.slice(0, maxUserAgentLength))
}

function build(): Index {
  const table: (Entry | undefined)[] = new Array(tableSize).fill(undefined)
  const short: Entry[] = []
  for (const line of programs.split('\n')) {
    const [at = '', literal = '', name = '', category = 'other', check = ''] = line.split('\t')
    const offset = at === '' ? -1 : Number(at)
    const slot = offset < 0 ? -1 : anchorAt(literal, offset)
    const entry: Entry = {
      literal,
      name,
      category: category as AgentCategory,
      offset,
      atStart: check === '^',
      atEnd: check === '$',
      pattern: check.length > 1 ? new RegExp(check) : undefined,
      next: slot < 0 ? undefined : table[slot],
    }
    if (slot < 0) short.push(entry)
    else table[slot] = entry
  }
  return { table, short }
}

// Words that programs' names are made of, and the address of a page about them. CUBOT makes telephones.
const generic =
  /(?:^|[^u])bot(?![a-z])|crawl|spider|scrap(?:e|y)|slurp|fetcher|\bhttp-?client|https?:\/\/|\bmonitor(?:ing)?\b|\bscan(?:ner)?\b|\bagent\//i

/** Whether a User-Agent that no list knows is made of the words that programs use of themselves. */
export const soundsAutomatic = (text: string): boolean =>
  generic.test(text.length > maxUserAgentLength ? text.slice(0, maxUserAgentLength) : text)
