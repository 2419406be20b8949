import { codeAt } from '../../text/code-at.ts'
import { isBlank } from './trim.ts'

/** `t:trimLeft`: no blanks (9 to 13, 32) at the start. */
export const trimLeft: (input: string) => string = (input) => {
  let start = 0
  while (start < input.length && isBlank(codeAt(input, start))) start++
  return start === 0 ? input : input.slice(start)
}
