import { codeAt } from '../../text/code-at.ts'

/** Is it the code of an octal digit? */
export function isOctal(code: number): boolean {
  return code >= 48 && code <= 55
}

/** How many octal digits stand at `at`, at most `most`. */
export function octalRun(input: string, at: number, most: number): number {
  let digits = 0
  while (digits < most && isOctal(codeAt(input, at + digits))) digits++
  return digits
}

/** The low byte of `digits` octal digits at `at`. */
export function octalValue(input: string, at: number, digits: number): number {
  let value = 0
  for (let i = at; i < at + digits; i++) value = value * 8 + codeAt(input, i) - 48
  return value & 255
}

/** What `\a \b \f \n \r \t \v` stand for in C and JavaScript, by the code of the letter; any other code is itself. */
export function simpleEscape(code: number): number {
  switch (code) {
    case 97:
      return 7
    case 98:
      return 8
    case 102:
      return 12
    case 110:
      return 10
    case 114:
      return 13
    case 116:
      return 9
    case 118:
      return 11
    default:
      return code
  }
}
