import fc from 'fast-check'

/** The bytes and pieces that transformations look for. */
export const pieces: readonly string[] = [
  ...['%', '%u', '%41', '%uff41', '+', '\\', '\\u', '\\x', '\\uff41', '\\101', '\\ff41', '\\x41', '0x', '0x41'],
  ...['&', '&#', '&#x', '&lt', ';', '/*', '*/', '--', '-->', '<!--', '#', '/', '//', '/..', '/.', '..', '.', 'a', 'F'],
  ...['A', '1', '9', '=', 'QUJD', ' ', '  ', '\t', '\n', '\r', '\v', '\f', '\xa0', '\0', '"', "'", '^', ',', '(', '?'],
  ...['\xc3\xa9', '\xe2\x82\xac', '\xf0\x9f\x98\x80', '\xc0\xaf', '\xed\xa0\x80', '\xf5', '\xc3', '\x80', '\xff'],
]

/** Byte strings: any bytes, and strings of such pieces. */
export const hostileBytes: fc.Arbitrary<string> = fc.oneof(
  fc.uint8Array({ maxLength: 60 }).map((bytes) => String.fromCharCode(...bytes)),
  fc.array(fc.constantFrom(...pieces), { maxLength: 16 }).map((parts) => parts.join('')),
)
