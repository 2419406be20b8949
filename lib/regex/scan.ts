import { codeAt } from '../text/code-at.ts'
import type { Dfa } from './dfa.ts'

/** The end of the first match, wherever it begins; -1 when there is none. `dfa` reads forwards and wants `first`. */
export function endOf(dfa: Dfa, value: string): number {
  const { stride: dead } = dfa
  const { classOf, classes } = dfa.program.tables
  let row = dfa.start(0, true)
  let { rows } = dfa
  let end = -1
  for (let at = 0, size = value.length; at < size; at++) {
    const coming = classOf[codeAt(value, at) & 255] as number
    let next = rows[row + coming] as number
    if (next <= dead) {
      if (next === 0) {
        next = dfa.follow(row, coming)
        rows = dfa.rows
      }
      if (next < 0) {
        end = at
        next = -next
      }
      if (next === dead) return end
    }
    row = next
  }
  return endsAt(dfa, row, classes) ? value.length : end
}

/** Where the longest match begins that ends at `end`; -1 when there is none. `dfa` reads backwards and wants `longest`. */
export function startOf(dfa: Dfa, value: string, end: number): number {
  const { stride: dead } = dfa
  const { classOf, classes, contextOf } = dfa.program.tables
  const behind = end < value.length ? (contextOf[classOf[codeAt(value, end) & 255] as number] as number) : 0
  let row = dfa.start(behind, false)
  let { rows } = dfa
  let start = -1
  for (let at = end - 1; at >= 0; at--) {
    const coming = classOf[codeAt(value, at) & 255] as number
    let next = rows[row + coming] as number
    if (next <= dead) {
      if (next === 0) {
        next = dfa.follow(row, coming)
        rows = dfa.rows
      }
      if (next < 0) {
        start = at + 1
        next = -next
      }
      if (next === dead) return start
    }
    row = next
  }
  return endsAt(dfa, row, classes) ? 0 : start
}

function endsAt(dfa: Dfa, row: number, edge: number): boolean {
  return (dfa.rows[row + edge] || dfa.follow(row, edge)) < 0
}
