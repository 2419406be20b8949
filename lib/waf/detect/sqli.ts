// Does a value break out of an SQL statement? The answer of libinjection, from an implementation of our own.
import { codeAt } from '../../text/code-at.ts'
import { heldBytes } from '../held-bytes.ts'
import { isAttack } from './sql-fingerprints.ts'
import { fold } from './sql-fold.ts'
import {
  COMMENT,
  closeAt,
  dialectMatters,
  EVIL,
  lengthAt,
  NAME,
  NUMBER,
  open,
  openAt,
  startAt,
  tokensRead,
  typeAt,
} from './sql-tokens.ts'

const KEYWORD = 107
const UNION = 85

// A value of one word or number cannot match: no fingerprint of one token is an attack, and of `1U`, a number run into a
// word, two tokens are not.
const plain = new Uint8Array(256)
for (const byte of '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz') plain[codeAt(byte, 0)] = 1

/**
 * Tells SQL injection (`@detectSQLi`). `value` is a byte string; the text is read as it stands, then as if it began
 * inside single and inside double quotes, each where such a quote occurs. Linear in the value.
 * @returns the fingerprint, one to five characters of token types, or undefined when the value is no attack.
 */
export function detectSqli(value: string): string | undefined {
  const size = value.length
  const bytes = heldBytes(value)
  let i = 0
  while (i < size && plain[bytes[i] as number] === 1) i++
  if (i === size) return undefined

  let found = read(value, 0, false)
  if (found !== undefined) return found
  if (dialectMatters) {
    found = read(value, 0, true)
    if (found !== undefined) return found
  }
  if (value.includes("'")) {
    found = read(value, 39, false)
    if (found !== undefined) return found
    if (dialectMatters) {
      found = read(value, 39, true)
      if (found !== undefined) return found
    }
  }
  return value.includes('"') ? read(value, 34, true) : undefined
}

function read(value: string, quote: number, asMysql: boolean): string | undefined {
  open(value, quote, asMysql)
  const count = fold(value)
  const last = count - 1
  // PHP and MySQL: a backtick that opens nothing at the very end is a comment.
  if (count > 2 && typeAt[last] === NAME && openAt[last] === 96 && lengthAt[last] === 0 && closeAt[last] === 0) {
    typeAt[last] = COMMENT
  }
  for (let i = 0; i < count; i++) if (typeAt[i] === EVIL) return 'X'
  if (!isAttack(typeAt, count) || isHarmless(value, count)) return undefined
  let fingerprint = ''
  for (let i = 0; i < count; i++) fingerprint += String.fromCharCode(typeAt[i] as number)
  return fingerprint
}

/** What looks like an attack of two or three tokens and is ordinary text. */
function isHarmless(value: string, count: number): boolean {
  // SQL Server logs nothing of a statement that holds this word.
  if (count > 1 && typeAt[count - 1] === COMMENT && value.includes('sp_password')) return false
  if (count === 2) return isHarmlessPair(value)
  return count === 3 && isHarmlessTriple(value)
}

function isHarmlessPair(value: string): boolean {
  if (typeAt[1] === UNION) return tokensRead === 2
  const mark = lengthAt[1] === 0 ? 0 : codeAt(value, startAt[1] as number)
  if (mark === 35) return true
  if (typeAt[0] === NAME && typeAt[1] === COMMENT && mark !== 47) return true
  if (typeAt[0] === NUMBER && typeAt[1] === COMMENT) {
    if (mark === 47) return false
    if (tokensRead > 2) return false
    // Only a number that ends where it seems to: base64 and order numbers run on.
    const at = lengthAt[0] as number
    const byte = at < value.length ? codeAt(value, at) : 0
    if (byte <= 32 || byte >= 128) return false
    const after = codeAt(value, at + 1)
    return !((byte === 47 && after === 42) || (byte === 45 && after === 45))
  }
  return (lengthAt[1] as number) > 2 && mark === 45
}

function isHarmlessTriple(value: string): boolean {
  const first = typeAt[0]
  const second = typeAt[1]
  const third = typeAt[2]
  if (first === 115 && third === 115 && (second === 111 || second === 38)) {
    // foo' + 'bar: open at both ends, quoted alike in the middle.
    return !(openAt[0] === 0 && closeAt[2] === 0 && closeAt[0] === openAt[2])
  }
  if (
    second === 38 &&
    ((first === 115 && third === 110) ||
      (first === 110 && third === 49) ||
      (first === 49 && (third === 49 || third === 118 || third === 115)))
  ) {
    return tokensRead === 3
  }
  if (second === KEYWORD) return !startsWithInto(value)
  return false
}

/** INTO OUTFILE and INTO DUMPFILE. */
function startsWithInto(value: string): boolean {
  if ((lengthAt[1] as number) < 5) return false
  const at = startAt[1] as number
  for (let i = 0; i < 4; i++) if ((codeAt(value, at + i) & 0xdf) !== codeAt('INTO', i)) return false
  return true
}
