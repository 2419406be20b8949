import { base64Decode } from './base64-decode.ts'
import { base64DecodeExt } from './base64-decode-ext.ts'
import { base64Encode } from './base64-encode.ts'
import { cmdLine } from './cmd-line.ts'
import { compressWhitespace } from './compress-whitespace.ts'
import { cssDecode } from './css-decode.ts'
import { escapeSeqDecode } from './escape-seq-decode.ts'
import { hexDecode } from './hex-decode.ts'
import { hexEncode } from './hex-encode.ts'
import { htmlEntityDecode } from './html-entity-decode.ts'
import { jsDecode } from './js-decode.ts'
import { length } from './length.ts'
import { lowercase } from './lowercase.ts'
import { md5 } from './md5.ts'
import { normalizePath } from './normalize-path.ts'
import { normalizePathWin } from './normalize-path-win.ts'
import { parityEven7bit } from './parity-even-7bit.ts'
import { parityOdd7bit } from './parity-odd-7bit.ts'
import { parityZero7bit } from './parity-zero-7bit.ts'
import { removeComments } from './remove-comments.ts'
import { removeCommentsChar } from './remove-comments-char.ts'
import { removeNulls } from './remove-nulls.ts'
import { removeWhitespace } from './remove-whitespace.ts'
import { replaceComments } from './replace-comments.ts'
import { replaceNulls } from './replace-nulls.ts'
import { sha1 } from './sha1.ts'
import { sqlHexDecode } from './sql-hex-decode.ts'
import { trim } from './trim.ts'
import { trimLeft } from './trim-left.ts'
import { trimRight } from './trim-right.ts'
import { uppercase } from './uppercase.ts'
import { urlDecode } from './url-decode.ts'
import { urlDecodeUni } from './url-decode-uni.ts'
import { urlEncode } from './url-encode.ts'
import { utf8toUnicode } from './utf8-to-unicode.ts'

/**
 * The transformations of ModSecurity (reference manual, "Transformation functions") by their names in lower case. `none` is
 * none of them: it empties the list. Each gives back its argument when it changes nothing.
 */
export const transformations: Readonly<Record<string, (input: string) => string>> = Object.assign(Object.create(null), {
  base64decode: base64Decode,
  base64decodeext: base64DecodeExt,
  base64encode: base64Encode,
  cmdline: cmdLine,
  compresswhitespace: compressWhitespace,
  cssdecode: cssDecode,
  escapeseqdecode: escapeSeqDecode,
  hexdecode: hexDecode,
  hexencode: hexEncode,
  htmlentitydecode: htmlEntityDecode,
  jsdecode: jsDecode,
  length,
  lowercase,
  md5,
  normalisepath: normalizePath,
  normalisepathwin: normalizePathWin,
  normalizepath: normalizePath,
  normalizepathwin: normalizePathWin,
  parityeven7bit: parityEven7bit,
  parityodd7bit: parityOdd7bit,
  parityzero7bit: parityZero7bit,
  removecomments: removeComments,
  removecommentschar: removeCommentsChar,
  removenulls: removeNulls,
  removewhitespace: removeWhitespace,
  replacecomments: replaceComments,
  replacenulls: replaceNulls,
  sha1,
  sqlhexdecode: sqlHexDecode,
  trim,
  trimleft: trimLeft,
  trimright: trimRight,
  uppercase,
  urldecode: urlDecode,
  urldecodeuni: urlDecodeUni,
  urlencode: urlEncode,
  utf8tounicode: utf8toUnicode,
} satisfies Record<string, (input: string) => string>)
