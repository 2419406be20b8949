import { codeAt } from '../../text/code-at.ts'

// What may a byte begin or belong to in SQL?

// What begins at a byte.
export const BLANK = 0
export const LETTER = 1
export const DIGIT = 2
export const QUOTE = 3
export const SELF = 4
export const SINGLE = 5
export const DOUBLE = 6
export const HASH = 7
export const DASH = 8
export const SLASH = 9
export const MONEY = 10
export const AT = 11
export const TICK = 12
export const BRACKET = 13
export const ESCAPE = 14
export const OTHER = 15
export const B_LETTER = 16
export const E_LETTER = 17
export const N_LETTER = 18
export const Q_LETTER = 19
export const U_LETTER = 20
export const X_LETTER = 21

/** What begins at a byte, one of the kinds above. */
export const kinds: Uint8Array = new Uint8Array(256).fill(LETTER)
const kind = (value: number, bytes: string) => {
  for (let i = 0, size = bytes.length; i < size; i++) kinds[codeAt(bytes, i)] = value
}
for (let byte = 0; byte <= 32; byte++) kinds[byte] = BLANK
kind(BLANK, '\x7f\xa0')
kind(DIGIT, '0123456789.')
kind(QUOTE, '\'"')
kind(SELF, '(),;{}')
kind(SINGLE, '%+^~')
kind(DOUBLE, '!&*:<=>|')
kind(HASH, '#')
kind(DASH, '-')
kind(SLASH, '/')
kind(MONEY, '$')
kind(AT, '@')
kind(TICK, '`')
kind(BRACKET, '[')
kind(ESCAPE, '\\')
kind(OTHER, '?]')
kind(B_LETTER, 'bB')
kind(E_LETTER, 'eE')
kind(N_LETTER, 'nN')
kind(Q_LETTER, 'qQ')
kind(U_LETTER, 'uU')
kind(X_LETTER, 'xX')

// Classes of bytes inside tokens, one bit each.
export const WORD_END = 1
export const VARIABLE_END = 2
export const SPACE = 4
export const DECIMAL = 8
export const HEX = 16
export const BINARY = 32
export const ALPHA = 64
export const WORD_CUT = 128
/** The classes a byte is of. */
export const classes: Uint8Array = new Uint8Array(256)
const mark = (bit: number, bytes: string) => {
  for (let i = 0, size = bytes.length; i < size; i++) {
    const byte = codeAt(bytes, i)
    classes[byte] = (classes[byte] as number) | bit
  }
}
mark(WORD_END, ' []{}<>:\\?=@!#~+-*/&|^%(),\';\t\n\v\f\r"\xa0\0')
mark(VARIABLE_END, " <>:\\?=@!#~+-*/&|^%(),';\t\n\v\f\r'`\"\0")
mark(SPACE, ' \t\n\v\f\r\xa0\0')
mark(DECIMAL, '0123456789')
// libinjection counts NUL among these; a decimal number does not hold it.
mark(HEX, '\x000123456789abcdefABCDEF')
mark(BINARY, '\x0001')
mark(ALPHA, '\0abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ')
mark(WORD_CUT, '.`')

const PAIRS = '!! != !< !> %= &= *= += -= /= := :: << <= <> <@ >= >> @> ^= |/ |= ~*'
/** Types of the operators of two bytes (0: none), by 128 times the first plus the second. */
export const pairs: Uint8Array = new Uint8Array(128 * 128)
for (const pair of PAIRS.split(' ')) pairs[codeAt(pair, 0) * 128 + codeAt(pair, 1)] = 111
for (const pair of ['&&', '||']) pairs[codeAt(pair, 0) * 128 + codeAt(pair, 1)] = 38
