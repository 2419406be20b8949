import { codeAt } from '../../text/code-at.ts'
import { none, type Operator } from './operator.ts'

/**
 * `@validateByteRange`: matches a value with a byte outside the ranges, at the first such byte. The argument is a list
 * of numbers and `from-to`, comma-separated, 0 to 255: RangeError for any other. An empty list allows nothing.
 */
export const validateByteRange: Operator = (argument) => {
  const allowed = new Uint8Array(256)
  for (const piece of argument.split(',')) {
    if (/^[\t-\r ]*$/.test(piece)) continue
    const range = /^[\t-\r ]*([0-9]{1,3})[\t-\r ]*(?:-[\t-\r ]*([0-9]{1,3})[\t-\r ]*)?$/.exec(piece)
    const from = Number(range?.[1] ?? 256)
    const to = Number(range?.[2] ?? from)
    if (from > to || to > 255) throw new RangeError(`@validateByteRange: no range of bytes: ${JSON.stringify(piece)}`)
    allowed.fill(1, from, to + 1)
  }
  return (value) => {
    for (let i = 0, size = value.length; i < size; i++)
      if (allowed[codeAt(value, i)] !== 1) return { start: i, end: i + 1, captures: none }
    return undefined
  }
}
