import type { Operator } from './operator.ts'

/** Bytes of candidates that are checked for each byte of the value (and for each of a short value's first 1024). */
const checksPerByte = 64

/**
 * An operator that looks for its pattern and checks the digits of what it finds; from the byte after the start of a
 * candidate that fails, again. A value whose candidates are so long that checking them all would cost more than linear
 * time counts as a match: it fails closed. The pattern is read as a JavaScript regular expression (s, m): RangeError
 * when it is none.
 */
export function verified(name: string, check: (digits: string) => boolean): Operator {
  return (argument) => {
    const pattern = compile(name, argument)
    return (value) => {
      let budget = checksPerByte * Math.max(value.length, 1024)
      for (let at = 0, size = value.length; at < size; at++) {
        pattern.lastIndex = at
        const match = pattern.exec(value)
        if (match === null) return undefined
        const [text] = match
        at = match.index
        budget -= text.length
        if (text !== '' && (budget < 0 || check(text.replaceAll(/[^0-9]+/g, ''))))
          return { start: at, end: at + text.length, captures: match.map(() => text) }
      }
      return undefined
    }
  }
}

function compile(name: string, argument: string): RegExp {
  try {
    return new RegExp(argument, 'gms')
  } catch {
    throw new RangeError(`@${name}: no regular expression: ${JSON.stringify(argument)}`)
  }
}
