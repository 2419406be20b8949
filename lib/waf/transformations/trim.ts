import { codeAt } from '../../text/code-at.ts'

/** A blank as C's `isspace` knows it: 9 to 13, and 32. */
export function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13)
}

/** `t:trim`: no blanks (9 to 13, 32) at either end. */
export const trim: (input: string) => string = (input) => {
  let start = 0
  let end = input.length
  while (start < end && isBlank(codeAt(input, start))) start++
  while (end > start && isBlank(codeAt(input, end - 1))) end--
  return end - start === input.length ? input : input.slice(start, end)
}
