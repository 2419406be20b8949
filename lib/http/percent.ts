const ascii: readonly string[] = Array.from(
  { length: 128 },
  (_, code) => `%${code.toString(16).toUpperCase().padStart(2, '0')}`,
)

/** One character as percent-encoded UTF-8 (RFC 3986, section 2.1); half a surrogate pair as U+FFFD, as a UTF-8 encoder writes it. */
export function percentEncode(char: string): string {
  const code = char.codePointAt(0) as number
  if (code < 128) return ascii[code] as string
  return code >= 0xd800 && code <= 0xdfff ? '%EF%BF%BD' : encodeURIComponent(char)
}
