const pairs: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** `t:hexEncode`: two lower-case hexadecimal digits for each byte. */
export const hexEncode: (input: string) => string = (input) => {
  let out = ''
  for (let i = 0; i < input.length; i++) out += pairs[input.charCodeAt(i) & 255] as string
  return out
}
