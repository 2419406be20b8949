import type { Dfa } from '../../lib/regex/dfa.ts'
import { seeded } from '../../test/regex/subjects.ts'

/** Classes that are tried for each byte. */
const tries = 14

/**
 * A value of `size` bytes that is made against an automaton: after each byte, of some that it may be given, the one that leads to a state not yet made,
 * and of those the largest; seldom to a match. Ends early where all would end the reading.
 */
export function richInput(dfa: Dfa, size: number): string {
  const random = seeded(12_345)
  const { classOf, classes } = dfa.program.tables
  const bytes = Array.from({ length: classes }, (_, at) =>
    [...classOf.keys()].filter((byte) => classOf[byte] === at).map((byte) => String.fromCharCode(byte)),
  )
  let text = ''
  let row = dfa.start(0, true)
  while (text.length < size) {
    const { flushes } = dfa
    let best = { score: Number.NEGATIVE_INFINITY, at: 0, row: 0 }
    for (let turn = 0; turn < tries && dfa.flushes === flushes; turn++) {
      const at = random(classes)
      const made = dfa.states
      const next = dfa.rows[row + at] || dfa.follow(row, at)
      const to = Math.abs(next)
      if (to === dfa.stride) continue
      const score = (dfa.states > made ? 1000 : 0) + dfa.nodesOf(to).length + random(4) - (next < 0 ? 50 : 0)
      // Rows of before a flush are no more.
      if (score > best.score || dfa.flushes !== flushes) best = { score, at, row: to }
    }
    if (best.row === 0) break
    const choice = bytes[best.at] as string[]
    text += choice[random(choice.length)]
    row = best.row
  }
  return text
}
