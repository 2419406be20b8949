import { codeAt } from '../../text/code-at.ts'

/** What a Content-Type field says of its text. */
export interface ContentType {
  /** Type and subtype in lower case, '' where there is none. */
  readonly type: string
  /** The first `charset`, in lower case, without quotes. */
  readonly charset: string | undefined
  /** A parameter is there twice, in whichever case: readers differ in which one they take. */
  readonly duplicates: boolean
  /** Two charsets that are not the same. */
  readonly conflicting: boolean
}

const parameter = /;[ \t]*([^;=" \t]*)[ \t]*(?:=[ \t]*(?:"((?:[^"\\]|\\.)*)"?|([^;"]*)))?[^;]*/gs
const most = 16

/**
 * Reads a Content-Type field (RFC 9110, section 8.3.1) leniently, as any reader of it might, and tells what readers could disagree about.
 * Parameters behind the 16th count as duplicates. Never throws.
 */
export function readContentType(contentType: string): ContentType {
  const semicolon = contentType.indexOf(';')
  const type = lowered(trimmed(semicolon < 0 ? contentType : contentType.slice(0, semicolon)))
  const seen = new Set<string>()
  let charset: string | undefined
  let duplicates = false
  let conflicting = false
  let count = 0
  if (semicolon >= 0) {
    for (const [, rawName = '', quoted, bare] of contentType.slice(semicolon).matchAll(parameter)) {
      if (rawName === '') continue
      if (++count > most) return { type, charset, duplicates: true, conflicting }
      const name = lowered(rawName)
      if (seen.has(name)) duplicates = true
      seen.add(name)
      if (name !== 'charset') continue
      const value = lowered(quoted?.replace(/\\(.)/gs, '$1') ?? trimmed(bare ?? ''))
      if (charset !== undefined && charset !== value) conflicting = true
      charset ??= value
    }
  }
  return { type, charset, duplicates, conflicting }
}

/** The first charset of a Content-Type field, in lower case; undefined where it names none. See `readContentType` for what is odd about it. */
export const charsetOf = (contentType: string): string | undefined => readContentType(contentType).charset

// UTF-16 and UTF-32 in all their spellings, UTF-7, EBCDIC's code pages, and shifted ones: none holds ASCII where ASCII is looked for.
const wide = /^(?:utf-?(?:7|16|32)|ucs-?[24]|unicode|iso-10646|csunicode|csucs|hz|iso-2022)/
const ebcdic =
  /^(?:x-)?(?:ebcdic|(?:ibm|cp)-?(?:0?37|27[378]|28[045]|290|297|42[034]|500|87[01]|880|905|918|924|1026|1047|114\d)$)/

/** Whether rules that read bytes as ASCII are blind to text of this charset (`charsetOf`). */
export const isOpaqueCharset = (charset: string): boolean => wide.test(charset) || ebcdic.test(charset)

/** Without blanks at both ends; by hand, since a regex for the end is quadratic. */
function trimmed(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isBlank(codeAt(text, start))) start++
  while (end > start && isBlank(codeAt(text, end - 1))) end--
  return text.slice(start, end)
}

const isBlank = (code: number): boolean => code === 0x20 || code === 0x09
const lowered = (bytes: string): string => bytes.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
