import { type Node, nothing } from '../../lib/regex/ast.ts'
import { bytesOf, has } from '../../lib/regex/byte-set.ts'

/** Bytes tried first where a set allows them. */
const favourites = [
  ' ',
  'a',
  '0',
  '"',
  "'",
  '\\',
  '/',
  ',',
  '(',
  '-',
  '.',
  '=',
  ';',
  '<',
  '\n',
  '$',
  '_',
  ':',
  '&',
  '*',
]

/** Some strings for `node`: short ones. */
function samples(node: Node, most: number): string[] {
  switch (node.type) {
    case 'set': {
      const found = favourites.filter((char) => has(node.set, char.charCodeAt(0)))
      if (found.length === 0)
        found.push(
          ...bytesOf(node.set)
            .slice(0, 1)
            .map((byte) => String.fromCharCode(byte)),
        )
      return found.slice(0, most)
    }
    case 'sequence':
      return node.items.reduce<string[]>(
        (before, item) => {
          const own = samples(item, most)
          return Array.from({ length: Math.min(most, Math.max(before.length, own.length)) }, (_, at) => {
            return (before[at % before.length] ?? '') + (own[at % own.length] ?? '')
          })
        },
        [''],
      )
    case 'alternation':
      return node.options.flatMap((option) => samples(option, 1)).slice(0, most)
    case 'repeat': {
      const body = samples(node.body, most)
      const own = body.map((text) => text.repeat(Math.min(Math.max(node.min, 1), 50)))
      return node.min === 0 ? ['', ...own].slice(0, most) : own
    }
    case 'group':
    case 'atomic':
      return samples(node.body, most)
    default:
      return ['']
  }
}

interface Pump {
  readonly prefix: string
  readonly body: string
}

/** For each repetition without a small bound, what leads to it and what it repeats. */
function pumps(node: Node, prefix: string, found: Pump[]): void {
  switch (node.type) {
    case 'sequence': {
      let before = prefix
      for (const item of node.items) {
        pumps(item, before, found)
        before += samples(item, 1)[0] ?? ''
      }
      return
    }
    case 'alternation':
      for (const option of node.options) pumps(option, prefix, found)
      return
    case 'repeat':
      if (node.max > 20) for (const body of samples(node.body, 6)) if (body !== '') found.push({ prefix, body })
      pumps(node.body, prefix, found)
      return
    case 'group':
    case 'atomic':
    case 'look':
      pumps(node.body, prefix, found)
      return
    default:
      return
  }
}

/**
 * Inputs of `size` bytes that are likely to cost most: each repetition's body repeated, alone, behind what leads to it, together with it; each with ends
 * that make a match fail. At most `most`, evenly chosen.
 */
export function worstInputs(root: Node, size: number, most: number): string[] {
  const found: Pump[] = []
  pumps(root, '', found)
  found.push({ prefix: '', body: samples(root === nothing ? root : root, 1)[0] || 'a' })
  const inputs = new Set<string>()
  const keep = new Map<string, Pump>()
  for (const pump of found) keep.set(`${pump.prefix}\x00\x00${pump.body}`, pump)
  const chosen = [...keep.values()]
  const step = Math.max(1, (chosen.length * 4) / most)
  for (let at = 0; at < chosen.length; at += step) {
    const { prefix, body } = chosen[Math.floor(at)] as Pump
    const fill = (text: string): string => text.repeat(Math.ceil(size / text.length)).slice(0, size)
    inputs.add(`${fill(body)}\x01`)
    inputs.add(`${prefix}${fill(body)}\x01`)
    inputs.add(fill(prefix + body))
    if (prefix !== '') inputs.add(fill(prefix))
  }
  return [...inputs]
}
