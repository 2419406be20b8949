import { hexByte } from './hex.ts'

const literal = /0[xX][0-9A-Fa-f]{2}/g

/**
 * `t:sqlHexDecode`: `0x` and pairs of hexadecimal digits become bytes. As in ModSecurity the byte after a literal starts
 * no other, and the value ends at its first NUL byte, written or decoded.
 */
export const sqlHexDecode: (input: string) => string = (input) => {
  literal.lastIndex = 0
  let found = literal.exec(input)
  if (found === null) return untilNull(input)
  let out = ''
  let from = 0
  while (found !== null) {
    out += input.slice(from, found.index)
    let at = found.index + 2
    for (let byte = hexByte(input, at); byte >= 0; byte = hexByte(input, at)) {
      out += String.fromCharCode(byte)
      at += 2
    }
    from = at
    literal.lastIndex = at + 1
    found = literal.exec(input)
  }
  return untilNull(out + input.slice(from))
}

function untilNull(value: string): string {
  const end = value.indexOf('\0')
  return end < 0 ? value : value.slice(0, end)
}
