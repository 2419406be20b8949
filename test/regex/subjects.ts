import type { Node } from '../../lib/regex/ast.ts'
import { bytesOf } from '../../lib/regex/byte-set.ts'

/** A sequence of numbers from 0 up to `below`, the same for the same seed. */
export type Random = (below: number) => number

/** xorshift32. */
export function seeded(seed: number): Random {
  let state = seed | 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

/** Bytes that engines are wont to see differently. */
const odd = '\x00\n\r\t\x0b \x85\xa0\xb5\xdf\xe5\xc5\xff\x80\xfe_-aZ09\'"'

/** A string that `node` has a fair chance to match. */
export function subjectOf(node: Node, random: Random, captured: Map<number, string> = new Map()): string {
  switch (node.type) {
    case 'set': {
      const bytes = bytesOf(node.set)
      if (bytes.length === 0) return ''
      const printable = bytes.filter((byte) => byte >= 32 && byte < 127)
      const from = printable.length > 0 && random(8) > 0 ? printable : bytes
      return String.fromCharCode(from[random(from.length)] as number)
    }
    case 'sequence':
      return node.items.map((item) => subjectOf(item, random, captured)).join('')
    case 'alternation':
      return subjectOf(node.options[random(node.options.length)] as Node, random, captured)
    case 'repeat': {
      const more = Math.min(node.max - node.min, [0, 1, 1, 2, 3, 5][random(6)] as number)
      return Array.from({ length: Math.min(node.min + more, 40) }, () => subjectOf(node.body, random, captured)).join(
        '',
      )
    }
    case 'group': {
      const text = subjectOf(node.body, random, captured)
      captured.set(node.index, text)
      return text
    }
    case 'atomic':
      return subjectOf(node.body, random, captured)
    case 'backreference':
      return captured.get(node.index) ?? ''
    case 'look':
      return !node.negative && random(3) === 0 ? subjectOf(node.body, random, captured) : ''
    case 'assert':
      return random(12) === 0 ? ' ' : ''
  }
}

/** `subject` with a few bytes put in, taken out, changed, or their case switched. */
export function mutated(subject: string, random: Random): string {
  let text = subject
  for (let times = 1 + random(3); times > 0; times--) {
    const at = random(text.length + 1)
    const kind = random(5)
    const put = random(2) === 0 ? (odd[random(odd.length)] as string) : String.fromCharCode(random(256))
    if (kind === 0) text = text.slice(0, at) + put + text.slice(at)
    else if (kind === 1) text = text.slice(0, at) + text.slice(at + 1)
    else if (kind === 2) text = text.slice(0, at) + put + text.slice(at + 1)
    else if (kind === 3) text = text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 32) + text.slice(at + 1)
    else text += text.slice(at, at + 4)
    text = text.replace(/[^\x00-\xff]/g, '')
  }
  return text
}

/** `count` subjects of at most `longest` bytes for a pattern: some as it would have them, bare and in company, some mutated, the empty string, and noise. */
export function subjectsFor(node: Node, count: number, longest: number, random: Random): string[] {
  const subjects = ['', '\n', odd]
  while (subjects.length < count) {
    const text = subjectOf(node, random)
    const kind = random(4)
    if (kind === 0) subjects.push(text)
    else if (kind === 1) subjects.push(`${noise(random)}${text}${noise(random)}`)
    else subjects.push(mutated(text, random))
  }
  return subjects.map((subject) => subject.slice(0, longest))
}

function noise(random: Random): string {
  return Array.from({ length: random(6) }, () => odd[random(odd.length)]).join('')
}
