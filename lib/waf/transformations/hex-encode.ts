import { codeAt } from '../../text/code-at.ts'

/** The two lower-case hexadecimal digits of each byte. */
export const hexPairs: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** `t:hexEncode`: two lower-case hexadecimal digits for each byte. */
export const hexEncode: (input: string) => string = (input) => {
  let out = ''
  for (let i = 0, size = input.length; i < size; i++) out += hexPairs[codeAt(input, i) & 255] as string
  return out
}
