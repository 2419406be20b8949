import { codeAt } from '../../text/code-at.ts'
import { byteString } from './bytes.ts'

/** A transformation that replaces every byte by another one, whatever stands around it. */
export function byteMap(of: (byte: number) => number): (input: string) => string {
  const table = Uint8Array.from({ length: 256 }, (_, byte) => of(byte))
  return (input) => {
    let first = 0
    while (first < input.length && table[codeAt(input, first) & 255] === codeAt(input, first)) first++
    if (first === input.length) return input
    const bytes = new Uint8Array(input.length - first)
    for (let i = first, size = input.length; i < size; i++) bytes[i - first] = table[codeAt(input, i) & 255] as number
    return input.slice(0, first) + byteString(bytes, bytes.length)
  }
}

/** Is the number of bits of a byte odd? All eight count, as in ModSecurity, though the eighth is the one to be set. */
export function oddBits(byte: number): boolean {
  let bits = 0
  for (let rest = byte; rest > 0; rest >>= 1) bits ^= rest & 1
  return bits === 1
}
