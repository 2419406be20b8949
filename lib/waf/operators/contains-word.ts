import { codeAt } from '../../text/code-at.ts'
import { none, type Operator } from './operator.ts'

/**
 * `@containsWord`: is the argument a part of the value, with no ASCII letter, digit or `_` right before or after it?
 * The empty argument always is. As ModSecurity 2.9; in v3 only letters count.
 */
export const containsWord: Operator = (argument) => (value) => {
  const size = argument.length
  for (let start = value.indexOf(argument); start >= 0; start = value.indexOf(argument, start + 1)) {
    if (size === 0 || (!isWord(codeAt(value, start - 1)) && !isWord(codeAt(value, start + size))))
      return { start, end: start + size, captures: none }
  }
  return undefined
}

function isWord(code: number): boolean {
  if (code >= 48 && code <= 57) return true
  const letter = code | 32
  return (letter >= 97 && letter <= 122 && code < 128) || code === 95
}
