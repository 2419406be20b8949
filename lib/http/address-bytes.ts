import { codeAt } from '../text/code-at.ts'

/** Longest text of an address: eight groups, the last two as IPv4. */
const maxAddressLength = 45

/**
 * The bytes of an address, 4 or 16 of them as a byte string, in the forms that `inet_pton` takes: no zone, no short, octal or hexadecimal IPv4.
 * `undefined`: no address. RFC 4291, section 2.2; RFC 6943, section 3.1.1.
 */
export function addressBytes(text: string): string | undefined {
  if (text.length > maxAddressLength) return undefined
  return text.includes(':') ? ipv6(text) : ipv4(text)
}

function ipv4(text: string): string | undefined {
  let bytes = ''
  let value = 0
  let digits = 0
  for (let at = 0; at <= text.length; at++) {
    const digit = at === text.length ? -2 : codeAt(text, at) - 0x30
    if (digit >= 0 && digit <= 9) {
      // A leading zero is octal to some.
      if (digits > 0 && value === 0) return undefined
      value = value * 10 + digit
      if (++digits > 3 || value > 255) return undefined
      continue
    }
    if (digit !== -2 || digits === 0) return undefined // `.` is two below `0`
    bytes += String.fromCharCode(value)
    value = 0
    digits = 0
  }
  return bytes.length === 4 ? bytes : undefined
}

function ipv6(text: string): string | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [before, after] = halves as [string, string?]
  const head = groups(before, after === undefined)
  const tail = after === undefined ? '' : groups(after, true)
  if (head === undefined || tail === undefined) return undefined
  const length = head.length + tail.length
  if (after === undefined) return length === 16 ? head : undefined
  // `::` stands for at least one group.
  return length <= 14 ? head + '\0'.repeat(16 - length) + tail : undefined
}

/** Groups between colons; the last of all may be an IPv4 address. */
function groups(text: string, last: boolean): string | undefined {
  if (text === '') return ''
  const parts = text.split(':')
  let bytes = ''
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at] as string
    if (last && at === parts.length - 1 && part.includes('.')) {
      const embedded = ipv4(part)
      return embedded === undefined ? undefined : bytes + embedded
    }
    const value = group(part)
    if (value < 0) return undefined
    bytes += String.fromCharCode(value >> 8, value & 255)
  }
  return bytes
}

/** One to four hexadecimal digits; -1: something else. */
function group(text: string): number {
  if (text.length === 0 || text.length > 4) return -1
  let value = 0
  for (let at = 0, size = text.length; at < size; at++) {
    const code = codeAt(text, at)
    const digit = code <= 0x39 ? code - 0x30 : (code | 32) - 0x57
    if (code < 0x30 || digit > 15 || (code > 0x39 && digit < 10)) return -1
    value = value * 16 + digit
  }
  return value
}
