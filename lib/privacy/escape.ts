// Letters, marks, numbers, punctuation and symbols may be shown. Controls, ANSI, bidi, zero-width, private-use and lone surrogates may not,
// nor the backslash, which would make the escapes ambiguous.
const unsafe = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]|\\/gu
// Printable ASCII without the backslash: nothing to do.
const plain = /^[\x20-\x5b\x5d-\x7e]*$/
const beyondAscii = /[^\x20-\x7e]/gu

/**
 * Text that may reach a terminal, a log or a page: what cannot be seen is written `\u{hex}`, and `maxLength` UTF-16 units of it are
 * kept, with `…` behind them where there were more. Every line that quotes a request goes through here.
 *
 * @param maxLength default 512
 */
export function escapeForTerminal(text: string, maxLength = 512): string {
  if (text.length <= maxLength && plain.test(text)) return text
  return bounded(text, maxLength, '…', (kept) => kept.replace(unsafe, escaped))
}

/** The same in printable ASCII, for header fields. */
export function escapeText(text: string, maxLength = 512): string {
  return bounded(text, maxLength, '...', (kept) => kept.replace(beyondAscii, escaped))
}

const escaped = (char: string): string => `\\u{${(char.codePointAt(0) as number).toString(16)}}`

const bounded = (text: string, maxLength: number, ellipsis: string, write: (kept: string) => string): string =>
  text.length > maxLength ? write(text.slice(0, maxLength)) + ellipsis : write(text)
