import { codeAt } from '../../text/code-at.ts'
import { isBlank } from './trim.ts'

/** `t:trimRight`: no blanks (9 to 13, 32) at the end. */
export const trimRight: (input: string) => string = (input) => {
  let end = input.length
  while (end > 0 && isBlank(codeAt(input, end - 1))) end--
  return end === input.length ? input : input.slice(0, end)
}
