import { none, type Operator } from './operator.ts'

// RFC 3629, section 4, the grammar of UTF8-octets; ASCII is skipped.
const sequence =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}/y
const high = /[\x80-\xff]/g

/**
 * `@validateUtf8Encoding`: matches a value that is not UTF-8 (RFC 3629: no overlong sequence, no surrogate, nothing
 * missing), at the first byte that starts no sequence. ModSecurity lets code points over U+10FFFF that start with F4
 * pass; this does not.
 */
export const validateUtf8Encoding: Operator = () => (value) => {
  high.lastIndex = 0
  while (high.test(value)) {
    const start = high.lastIndex - 1
    sequence.lastIndex = start
    if (!sequence.test(value)) return { start, end: start + 1, captures: none }
    high.lastIndex = sequence.lastIndex
  }
  return undefined
}
