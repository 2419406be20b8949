import { maxUserAgentLength } from '../user-agent.ts'
import { crawlers } from './crawlers.ts'
import { tools } from './tools.ts'

export type AgentCategory =
  | 'search'
  | 'ai-training'
  | 'ai-assistant'
  | 'monitoring'
  | 'feed'
  | 'preview'
  | 'archive'
  | 'academic'
  | 'advertising'
  | 'seo'
  | 'scanner'
  | 'automation'
  | 'tool'
  | 'other'

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

// Four units of a literal find it in a text: one look-up a position, whatever the length of the list.
const anchorLength = 4
const tableSize = 8192

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

function anchorAt(text: string, at: number): number {
  const units =
    (text.charCodeAt(at) & 0xff) |
    ((text.charCodeAt(at + 1) & 0xff) << 8) |
    ((text.charCodeAt(at + 2) & 0xff) << 16) |
    (text.charCodeAt(at + 3) << 24)
  return Math.imul(units, 0x9e3779b1) >>> 19 // 13 bits: tableSize
}

// What stands in browsers' own strings makes a poor anchor: it would be found in every request.
const ordinary =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:109.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36 Edg/ ' +
  '(Macintosh; Intel Mac OS X 10_15_7) (X11; Linux x86_64) (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 (Linux; Android 10; K) ' +
  'Gecko/20100101 Firefox/ (compatible; '

function build(): Index {
  const lines = `${tools.trimEnd()}\n${crawlers}`.split('\n')
  const table: (Entry | undefined)[] = new Array(tableSize).fill(undefined)
  const load = new Uint8Array(tableSize)
  for (let at = 0; at + anchorLength <= ordinary.length; at++) load[anchorAt(ordinary, at)] = 200
  const short: Entry[] = []
  for (const line of lines) {
    const [literal = '', name = '', category = 'other', check = ''] = line.split('\t')
    const offset = bestAnchor(literal, load)
    const entry: Entry = {
      literal,
      name,
      category: category as AgentCategory,
      offset,
      atStart: check === '^',
      atEnd: check === '$',
      pattern: check.length > 1 ? new RegExp(check) : undefined,
      next: offset < 0 ? undefined : table[anchorAt(literal, offset)],
    }
    if (offset < 0) short.push(entry)
    else {
      const slot = anchorAt(literal, offset)
      table[slot] = entry
      load[slot] = Math.min(255, (load[slot] as number) + 1)
    }
  }
  return { table, short }
}

/** Where in a literal the least used anchor begins; under 0 where it is too short for one. */
function bestAnchor(literal: string, load: Uint8Array): number {
  let best = -1
  let least = 256
  for (let at = 0; at + anchorLength <= literal.length; at++) {
    const used = load[anchorAt(literal, at)] as number
    if (used < least) {
      least = used
      best = at
    }
  }
  return best
}

// Words that programs' names are made of, and the address of a page about them. CUBOT makes telephones.
const generic =
  /(?:^|[^u])bot(?![a-z])|crawl|spider|scrap(?:e|y)|slurp|fetcher|\bhttp-?client|https?:\/\/|\bmonitor(?:ing)?\b|\bscan(?:ner)?\b|\bagent\//i

/** Whether a User-Agent that no list knows is made of the words that programs use of themselves. */
export const soundsAutomatic = (text: string): boolean =>
  generic.test(text.length > maxUserAgentLength ? text.slice(0, maxUserAgentLength) : text)
