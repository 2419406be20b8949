import { codeAt } from '../../../text/code-at.ts'

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

const table: Uint32Array = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  return crc >>> 0
})

/** CRC-32 as in ISO 3309 and ZIP. @param text a byte string */
export function crc32(text: string): number {
  let crc = 0xffffffff
  for (let at = 0; at < text.length; at++) crc = (crc >>> 8) ^ (table[(crc ^ codeAt(text, at)) & 255] as number)
  return (crc ^ 0xffffffff) >>> 0
}

/** Whether six digits in base 62 are the CRC-32 of a token's 30 characters, as GitHub and npm write their tokens. */
export function checksumHolds(body: string, sum: string): boolean {
  let left = crc32(body)
  let text = ''
  for (let at = 0; at < 6; at++) {
    text = (digits[left % 62] as string) + text
    left = Math.floor(left / 62)
  }
  return text === sum
}
