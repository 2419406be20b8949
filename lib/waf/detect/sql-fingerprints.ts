// Is a fingerprint that of an attack?
import { codeAt } from '../../text/code-at.ts'
import { COLUMNS, DIGITS, STATES } from './sql-fingerprints-data.ts'

const WIDTH = 32

interface Automaton {
  readonly moves: Uint16Array
  readonly accepting: Uint8Array
  readonly start: number
}

/** States apart by blanks: `!` if accepting, then groups of columns, `+`, and the two digits (base 64) of the next state. */
function build(): Automaton {
  const states = STATES.split(' ')
  const moves = new Uint16Array(states.length * WIDTH).fill(0xffff)
  const accepting = new Uint8Array(states.length)
  for (const [state, text] of states.entries()) {
    let at = 0
    if (text[0] === '!') {
      accepting[state] = 1
      at = 1
    }
    while (at < text.length) {
      const plus = text.indexOf('+', at)
      const target = DIGITS.indexOf(text.charAt(plus + 1)) * 64 + DIGITS.indexOf(text.charAt(plus + 2))
      for (; at < plus; at++) moves[state * WIDTH + DIGITS.indexOf(text.charAt(at))] = target
      at = plus + 3
    }
  }
  return { moves, accepting, start: states.length - 1 }
}

const { moves, accepting, start } = build()

// Column of each token type, upper or lower case; the last column leads nowhere.
const columns = new Uint8Array(128).fill(WIDTH - 1)
for (const [column, type] of [...COLUMNS].entries()) {
  columns[codeAt(type, 0)] = column
  if (type >= 'A' && type <= 'Z') columns[codeAt(type, 0) + 32] = column
}

/** Whether the first `count` token types (character codes, in either case) make the fingerprint of an attack. */
export function isAttack(types: Uint8Array, count: number): boolean {
  let state = start
  for (let i = 0; i < count; i++) {
    state = moves[state * WIDTH + (columns[types[i] as number] as number)] as number
    if (state === 0xffff) return false
  }
  return accepting[state] === 1
}
