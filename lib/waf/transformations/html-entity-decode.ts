import { codeAt } from '../../text/code-at.ts'
import { hexDigit } from './hex.ts'

/** Longest name below; a longer run of letters and digits is no entity we know. */
const longest = 4

const named: ReadonlyMap<string, string> = new Map([
  ['quot', '"'],
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['nbsp', '\xa0'],
])

/**
 * `t:htmlEntityDecode`: `&#x..` and `&#..` give the low byte of the number; `quot amp lt gt nbsp` in any case. The
 * semicolon is optional. Anything else stays. ModSecurity reference manual, "htmlEntityDecode".
 */
export const htmlEntityDecode: (input: string) => string = (input) => {
  let at = input.indexOf('&')
  if (at < 0) return input
  let out = ''
  let from = 0
  while (at >= 0) {
    const start = at + 1
    const numeric = codeAt(input, start) === 35
    const hex = numeric && (codeAt(input, start + 1) | 32) === 120
    const first = hex ? start + 2 : numeric ? start + 1 : start
    const end = hex ? hexEnd(input, first) : numeric ? decimalEnd(input, first) : nameEnd(input, first)
    const char = end === first ? undefined : numeric ? number(input, first, end, hex) : name(input, first, end)
    if (char === undefined) at = input.indexOf('&', start)
    else {
      out += from === at ? char : input.slice(from, at) + char
      from = codeAt(input, end) === 59 ? end + 1 : end
      at = codeAt(input, from) === 38 ? from : input.indexOf('&', from)
    }
  }
  return from === 0 ? input : out + input.slice(from)
}

function hexEnd(input: string, from: number): number {
  let end = from
  while (hexDigit(codeAt(input, end)) >= 0) end++
  return end
}

function decimalEnd(input: string, from: number): number {
  let end = from
  while (codeAt(input, end) >= 48 && codeAt(input, end) <= 57) end++
  return end
}

function nameEnd(input: string, from: number): number {
  let end = from
  while (end - from <= longest && isAlphanumeric(codeAt(input, end))) end++
  return end
}

function isAlphanumeric(code: number): boolean {
  return (code >= 48 && code <= 57) || ((code | 32) >= 97 && (code | 32) <= 122 && code < 128)
}

function name(input: string, from: number, end: number): string | undefined {
  return end - from > longest ? undefined : named.get(input.slice(from, end).toLowerCase())
}

/** The low byte of the number; of one too large for C's `long`, the low byte of the largest, as `strtol` gives it. */
function number(input: string, from: number, end: number, hex: boolean): string {
  let first = from
  while (first < end && codeAt(input, first) === 48) first++
  const digits = end - first
  if (hex) {
    if (digits > 16 || (digits === 16 && hexDigit(codeAt(input, first)) > 7)) return '\xff'
  } else if (digits > 19 || (digits === 19 && input.slice(first, end) > '9223372036854775807')) return '\xff'
  const base = hex ? 16 : 10
  let value = 0
  for (let i = first; i < end; i++) value = (value * base + hexDigit(codeAt(input, i))) & 255
  return String.fromCharCode(value)
}
