import { codeAt } from '../../../text/code-at.ts'

/** Names of attributes that hold a URL which is followed or loaded. */
export const urlAttributes: ReadonlySet<string> = new Set(
  'href src action formaction data poster background dynsrc lowsrc xlink:href code codebase archive cite classid longdesc profile usemap manifest ping from to values value by folder content url handler srcset'.split(
    ' ',
  ),
)

/** What a tag does besides what its attributes do. */
export const loadingTags: ReadonlyMap<string, readonly string[]> = new Map([
  ['iframe', ['src', 'srcdoc', 'onload', 'name', 'data-src', '']],
  ['frame', ['src', '']],
  ['frameset', ['']],
  ['object', ['data', 'type', 'classid', 'codebase', '']],
  ['embed', ['src', 'code', 'type', '']],
  ['applet', ['code', 'archive', 'object', '']],
  ['base', ['href']],
  ['portal', ['src']],
  ['layer', ['src']],
  ['ilayer', ['src']],
  ['bgsound', ['src']],
  ['import', ['implementation', '']],
  ['xml', ['src', 'id']],
])

const isBlank = (byte: number): boolean => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d) || byte === 0

/** One attribute: places of its name and its value. `valueAt` is -1 where there is no `=`. */
export interface Attribute {
  nameAt: number
  nameEnd: number
  valueAt: number
  valueEnd: number
  quote: number
}

/**
 * Reads the next attribute as a browser does (HTML Standard, 13.2.5.32 and following), from behind a tag's name or another attribute.
 * @param plain a quote does not hide `>`: for texts of which nobody knows in which state the tokenizer is
 * @returns where to go on; -1 at the end of the tag or the text
 */
export function nextAttribute(text: string, from: number, into: Attribute, plain: boolean): number {
  let at = from
  while (at < text.length && (isBlank(codeAt(text, at)) || codeAt(text, at) === 0x2f)) at++
  const first = codeAt(text, at)
  if (at >= text.length || first === 0x3e || (plain && first === 0x3c)) {
    into.nameAt = at
    return -1
  }
  into.nameAt = at
  at++
  for (; at < text.length; at++) {
    const byte = codeAt(text, at)
    if (byte === 0x3d || byte === 0x3e || byte === 0x2f || isBlank(byte) || (plain && byte === 0x3c)) break
    // In the plain reading a quote ends whatever was before it.
    if (plain && (byte === 0x22 || byte === 0x27 || byte === 0x60)) {
      into.nameEnd = at
      into.valueAt = -1
      into.valueEnd = at
      return at + 1
    }
  }
  into.nameEnd = at
  let equals = at
  while (equals < text.length && isBlank(codeAt(text, equals))) equals++
  if (codeAt(text, equals) !== 0x3d) {
    into.valueAt = -1
    into.valueEnd = at
    return at
  }
  at = equals + 1
  while (at < text.length && isBlank(codeAt(text, at))) at++
  const quote = codeAt(text, at)
  // Old browsers quoted with backticks as well.
  if (quote === 0x22 || quote === 0x27 || (plain && quote === 0x60)) {
    const close = endOfQuoted(text, at + 1, quote, plain)
    into.quote = quote
    into.valueAt = at + 1
    into.valueEnd = close
    return codeAt(text, close) === quote ? close + 1 : close
  }
  into.quote = 0
  into.valueAt = at
  for (; at < text.length; at++) {
    const byte = codeAt(text, at)
    if (byte === 0x3e || isBlank(byte)) break
  }
  into.valueEnd = at
  return at
}

function endOfQuoted(text: string, from: number, quote: number, plain: boolean): number {
  let at = from
  for (; at < text.length; at++) {
    const byte = codeAt(text, at)
    if (byte === quote || (plain && byte === 0x3c)) break
  }
  return at
}

const inert = /^\{(?:[\w.]{1,64}\}|\w{1,32}|\(\w{0,32}\)=?)$/

/** `{save}`, `{this.save}`, and what JSX's `{() => save()}`, `{e => save(e)}` come to without quotes: the value ends at the blank or `>`. */
export const isInertBlock = (value: string): boolean => inert.test(value)
