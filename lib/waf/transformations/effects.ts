import { codeAt } from '../../text/code-at.ts'
import { oddBits } from './byte-map.ts'

/**
 * What a transformation may do to a value, told by bytes alone, for a prefilter that knows which bytes a value holds.
 * Sound, not exact: a value without any byte of `needs` comes back as it is; the result holds no bytes but those of the
 * value and of `adds`, and none of `removes` unless `adds` has them too.
 */
export interface Effect {
  /** It changes nothing unless one of these stands in the value. `any`: it may change every value, the empty one too. */
  readonly needs: string | 'any'
  /** Bytes that the result may hold though the value does not. */
  readonly adds: string | 'any'
  /** Bytes of the value that are gone. Nothing when absent. */
  readonly removes?: string
}

const digits = '0123456789'
const hexDigits = `${digits}abcdef`
const lower = 'abcdefghijklmnopqrstuvwxyz'
const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const blanks = '\t\n\v\f\r '
const notSpace = '\t\n\v\f\r\xa0'
const bytes: readonly string[] = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte))
const high = bytes.slice(128).join('')

const allBut = (kept: string): string => bytes.filter((byte) => !kept.includes(byte)).join('')

/** The effect of a map of single bytes. */
function mapped(of: (byte: number) => number): Effect {
  const changed = bytes.filter((_, byte) => of(byte) !== byte)
  const results = new Set(bytes.map((_, byte) => of(byte)))
  return {
    needs: changed.join(''),
    adds: [...new Set(changed.map((char) => bytes[of(codeAt(char, 0))] as string))].join(''),
    removes: bytes.filter((_, byte) => !results.has(byte)).join(''),
  }
}

/** The effect of a transformation that writes nothing but these bytes, whatever it reads. */
const rewrites = (alphabet: string): Effect => ({ needs: 'any', adds: alphabet, removes: allBut(alphabet) })

const normalizePath: Effect = { needs: './', adds: '' }
const normalizePathWin: Effect = { needs: './\\', adds: '/' }

/** The effect of every transformation in `transformations`, by the same names. */
export const effects: Readonly<Record<string, Effect>> = Object.assign(Object.create(null), {
  base64decode: { needs: 'any', adds: 'any' },
  base64decodeext: { needs: 'any', adds: 'any' },
  base64encode: rewrites(`${digits}${lower}${upper}+/=`),
  cmdline: {
    needs: `"'\\^,;\t\n\r ${upper}`,
    adds: ` ${lower}`,
    removes: `"'\\^,;\t\n\r${upper}`,
  },
  compresswhitespace: { needs: `${blanks}\xa0`, adds: ' ', removes: notSpace },
  cssdecode: { needs: '\\', adds: 'any' },
  escapeseqdecode: { needs: '\\', adds: 'any' },
  hexdecode: { needs: 'any', adds: 'any' },
  hexencode: rewrites(hexDigits),
  htmlentitydecode: { needs: '&', adds: 'any' },
  jsdecode: { needs: '\\', adds: 'any' },
  length: rewrites(digits),
  lowercase: { needs: upper, adds: lower, removes: upper },
  md5: { needs: 'any', adds: 'any' },
  normalisepath: normalizePath,
  normalisepathwin: normalizePathWin,
  normalizepath: normalizePath,
  normalizepathwin: normalizePathWin,
  parityeven7bit: mapped((byte) => (oddBits(byte) ? byte | 0x80 : byte & 0x7f)),
  parityodd7bit: mapped((byte) => (oddBits(byte) ? byte & 0x7f : byte | 0x80)),
  parityzero7bit: mapped((byte) => byte & 0x7f),
  removecomments: { needs: '*-#', adds: ' \0' },
  removecommentschar: { needs: '*-#', adds: '' },
  removenulls: { needs: '\0', adds: '', removes: '\0' },
  removewhitespace: { needs: `${blanks}\xa0`, adds: '', removes: `${blanks}\xa0` },
  replacecomments: { needs: '*', adds: ' ' },
  replacenulls: { needs: '\0', adds: ' ', removes: '\0' },
  sha1: { needs: 'any', adds: 'any' },
  sqlhexdecode: { needs: 'xX\0', adds: 'any', removes: '\0' },
  trim: { needs: blanks, adds: '' },
  trimleft: { needs: blanks, adds: '' },
  trimright: { needs: blanks, adds: '' },
  uppercase: { needs: lower, adds: upper, removes: lower },
  urldecode: { needs: '%+', adds: 'any' },
  urldecodeuni: { needs: '%+', adds: 'any' },
  urlencode: {
    needs: allBut(`${digits}${lower}${upper}*`),
    adds: `${hexDigits}%+`,
    removes: allBut(`${digits}${lower}${upper}*%+`),
  },
  utf8tounicode: { needs: `\0${high}`, adds: `%u${hexDigits}`, removes: '\0' },
} satisfies Record<string, Effect>)
