/** The two lower-case hexadecimal digits of each byte. */
export const hexPairs: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** `t:hexEncode`: two lower-case hexadecimal digits for each byte. */
export const hexEncode: (input: string) => string = (input) => {
  let out = ''
  for (let i = 0; i < input.length; i++) out += hexPairs[input.charCodeAt(i) & 255] as string
  return out
}
