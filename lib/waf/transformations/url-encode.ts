import { codeAt } from '../../text/code-at.ts'

const special = /[^0-9A-Za-z*]/

const encoded: readonly string[] = Array.from({ length: 256 }, (_, byte) => {
  const char = String.fromCharCode(byte)
  if (!special.test(char)) return char
  return byte === 32 ? '+' : `%${byte.toString(16).padStart(2, '0')}`
})

/** `t:urlEncode`: all but ASCII letters, digits and `*` as `%xx` (lower case), blanks as `+`. */
export const urlEncode: (input: string) => string = (input) => {
  const first = input.search(special)
  if (first < 0) return input
  let out = input.slice(0, first)
  let from = first
  for (let i = first, size = input.length; i < size; i++) {
    const char = encoded[codeAt(input, i) & 255] as string
    if (char.length === 1 && char !== '+') continue
    out += from === i ? char : input.slice(from, i) + char
    from = i + 1
  }
  return out + input.slice(from)
}
