import { codeAt } from '../../text/code-at.ts'

// A lone blank is left out: prose is full of them, and they change nothing.
const changing = /["'\\^,;\t\n\rA-Z]| [ /(]/

/**
 * `t:cmdLine`: quotes, backslashes and carets go; runs of blanks, commas and semicolons become one space, none before
 * `/` and `(`; ASCII letters become lower case. A NUL byte is a byte like others, as in ModSecurity v3; 2.9 ends there.
 */
export const cmdLine: (input: string) => string = (input) => {
  if (!changing.test(input)) return input
  let out = ''
  let from = 0
  let space = false
  for (let i = 0, size = input.length; i < size; i++) {
    const code = codeAt(input, i)
    switch (code) {
      case 34:
      case 39:
      case 92:
      case 94:
        out += input.slice(from, i)
        from = i + 1
        break
      case 9:
      case 10:
      case 13:
      case 32:
      case 44:
      case 59:
        // The space is written when it is known what follows.
        out += input.slice(from, i)
        from = i + 1
        space = true
        break
      default:
        if (space) {
          if (code !== 47 && code !== 40) out += ' '
          space = false
        }
        if (code >= 65 && code <= 90) {
          out += input.slice(from, i) + String.fromCharCode(code + 32)
          from = i + 1
        }
    }
  }
  out += input.slice(from)
  return space ? `${out} ` : out
}
