import { codeAt } from '../../../text/code-at.ts'

/** Kinds of tokens that `ScriptTokens.next` stops at. */
export const kinds = {
  end: 0,
  word: 1,
  number: 2,
  text: 3,
  /** A string or template that nothing closes. */
  open: 4,
  /** An operator that stands between two operands only. */
  binary: 5,
  /** `+ - ! ~`: before an operand, or between two. */
  sign: 6,
  /** `=`, `+=`, …. */
  assigns: 7,
  left: 8,
  right: 9,
  bracket: 10,
  closeBracket: 11,
  brace: 12,
  closeBrace: 13,
  comma: 14,
  /** `;` and, where a statement may end, a line break. */
  ends: 15,
  dot: 16,
  arrow: 17,
  question: 18,
  colon: 19,
  /** `//`, `<!--`. */
  comment: 20,
  strange: 21,
  template: 22,
} as const

const isWord = (byte: number): boolean => {
  const c = byte | 0x20
  return (c >= 0x61 && c <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte === 0x5f || byte === 0x24 || byte >= 0x80
}
const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39

/** Reads JavaScript from any place in a byte string. Whether `/` begins an expression, the caller says. Cost linear in the text. */
export class ScriptTokens {
  readonly text: string
  kind: number = kinds.end
  start = 0
  at: number
  /** The quote of the last `text` or `open`. */
  quote = 0
  /** A line ended before the token. */
  brokeLine = false
  /** Blanks or comments stood before the token. */
  spaced = false

  constructor(text: string, at: number) {
    this.text = text
    this.at = at
  }

  /** @param expecting an operand is due: `/` begins a regular expression */
  next(expecting: boolean): number {
    this.kind = this.#read(expecting)
    return this.kind
  }

  #read(expecting: boolean): number {
    const { text } = this
    this.brokeLine = false
    this.spaced = false
    for (;;) {
      let at = this.at
      for (; at < text.length; at++) {
        const byte = codeAt(text, at)
        if (byte === 0x0a || byte === 0x0d) this.brokeLine = true
        else if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0b && byte !== 0x0c && byte !== 0xa0) break
      }
      if (at > this.at) this.spaced = true
      this.start = at
      this.at = at
      if (at >= text.length) return kinds.end
      const byte = codeAt(text, at)
      const next = codeAt(text, at + 1)
      if (byte === 0x2f && next === 0x2a) {
        const close = text.indexOf('*/', at + 2)
        if (close < 0) return kinds.comment
        this.at = close + 2
        this.spaced = true
        continue
      }
      if (byte === 0x2f && next === 0x2f) {
        const line = lineEnd(text, at)
        if (line >= text.length) return kinds.comment
        this.at = line
        continue
      }
      if (byte === 0x5c && (next | 0x20) === 0x75) return this.#word(at)
      if (isDigit(byte)) return this.#number(at)
      if (isWord(byte)) return this.#word(at)
      return this.#sign(at, byte, next, expecting)
    }
  }

  /** The word of the last token, with its escapes read: `al\u0065rt`. */
  word(): string {
    const { text, start, at } = this
    if (at - start > 64) return ''
    const word = text.slice(start, at)
    if (!word.includes('\\')) return word
    return word.replace(/\\u\{?0*([0-9a-fA-F]{2,4})\}?/g, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    )
  }

  #word(from: number): number {
    const { text } = this
    let at = from
    for (;;) {
      if (isWord(codeAt(text, at))) at++
      else if (codeAt(text, at) === 0x5c && (codeAt(text, at + 1) | 0x20) === 0x75) {
        at += 2
        if (codeAt(text, at) === 0x7b) {
          const last = Math.min(text.length, at + 12)
          while (at < last && codeAt(text, at) !== 0x7d) at++
          at++
        }
      } else break
    }
    this.at = Math.min(at, text.length)
    return kinds.word
  }

  #number(from: number): number {
    const { text } = this
    let at = from
    while (isWord(codeAt(text, at)) || (codeAt(text, at) === 0x2e && isDigit(codeAt(text, at + 1)))) at++
    this.at = at
    return kinds.number
  }

  #sign(at: number, byte: number, next: number, expecting: boolean): number {
    const take = (length: number, kind: number): number => {
      this.at = at + length
      return kind
    }
    switch (byte) {
      case 0x22:
      case 0x27:
        return this.#text(at, byte)
      case 0x60:
        return this.#text(at, byte) === kinds.text ? kinds.template : kinds.open
      case 0x28:
        return take(1, kinds.left)
      case 0x29:
        return take(1, kinds.right)
      case 0x5b:
        return take(1, kinds.bracket)
      case 0x5d:
        return take(1, kinds.closeBracket)
      case 0x7b:
        return take(1, kinds.brace)
      case 0x7d:
        return take(1, kinds.closeBrace)
      case 0x2c:
        return take(1, kinds.comma)
      case 0x3b:
        return take(1, kinds.ends)
      case 0x3a:
        return take(1, kinds.colon)
      case 0x3f:
        if (next === 0x2e) return take(2, kinds.dot)
        return next === 0x3f ? take(2, kinds.binary) : take(1, kinds.question)
      case 0x2e:
        if (next === 0x2e && codeAt(this.text, at + 2) === 0x2e) return take(3, kinds.sign)
        return isDigit(next) ? this.#number(at) : take(1, kinds.dot)
      case 0x3d:
        if (next === 0x3e) return take(2, kinds.arrow)
        if (next === 0x3d) return take(codeAt(this.text, at + 2) === 0x3d ? 3 : 2, kinds.binary)
        return take(1, kinds.assigns)
      case 0x2b:
      case 0x2d:
        if (next === byte) return take(2, kinds.sign)
        return next === 0x3d ? take(2, kinds.assigns) : take(1, kinds.sign)
      case 0x21:
        return next === 0x3d ? take(codeAt(this.text, at + 2) === 0x3d ? 3 : 2, kinds.binary) : take(1, kinds.sign)
      case 0x7e:
        return take(1, kinds.sign)
      case 0x2f:
        return expecting
          ? this.#expression(at)
          : take(next === 0x3d ? 2 : 1, next === 0x3d ? kinds.assigns : kinds.binary)
      case 0x3c:
        if (this.text.startsWith('<!--', at)) return take(4, kinds.comment)
        return take(next === 0x3d || next === 0x3c ? 2 : 1, kinds.binary)
      case 0x2a:
      case 0x25:
      case 0x26:
      case 0x7c:
      case 0x5e:
      case 0x3e:
        if (next === byte || next === 0x3d)
          return take(2, next === 0x3d && byte !== 0x3e ? kinds.assigns : kinds.binary)
        return take(1, kinds.binary)
      default:
        return take(1, kinds.strange)
    }
  }

  #text(at: number, quote: number): number {
    const { text } = this
    this.quote = quote
    // `''x''`: as a statement of SQL would have it, from where it is printed into the page.
    if (codeAt(text, at + 1) === quote && isWord(codeAt(text, at + 2)) && quote !== 0x60)
      return this.#doubled(at, quote)
    for (let end = at + 1, size = text.length; end < size; end++) {
      const byte = codeAt(text, end)
      if (byte === 0x5c) end++
      else if (byte === quote) {
        this.at = end + 1
        return kinds.text
      }
    }
    this.at = text.length
    return kinds.open
  }

  #doubled(at: number, quote: number): number {
    const close = this.text.indexOf(String.fromCharCode(quote, quote), at + 2)
    this.at = close < 0 ? at + 2 : close + 2
    return kinds.text
  }

  /** `/…/flags`; on one line. */
  #expression(at: number): number {
    const { text } = this
    let set = false
    for (let end = at + 1, length = text.length; end < length; end++) {
      const byte = codeAt(text, end)
      if (byte === 0x0a) break
      if (byte === 0x5c) end++
      else if (byte === 0x5b) set = true
      else if (byte === 0x5d) set = false
      else if (byte === 0x2f && !set) {
        while (isWord(codeAt(text, end + 1))) end++
        this.at = end + 1
        return kinds.text
      }
    }
    this.at = at + 1
    return kinds.strange
  }
}

function lineEnd(text: string, from: number): number {
  let at = from
  while (at < text.length && codeAt(text, at) !== 0x0a && codeAt(text, at) !== 0x0d) at++
  return at
}
