import { codeAt } from '../../../text/code-at.ts'

/** Kinds of tokens that `SqlTokens.next` stops at. */
export const kinds = {
  end: 0,
  number: 1,
  text: 2,
  /** A string that nothing closes: the quote of the statement around it would. */
  open: 3,
  word: 4,
  /** `@x`, `@@x`, `:x`, `?`. */
  variable: 5,
  operator: 6,
  compare: 7,
  /** `+ - ! ~`: before an operand or between two. */
  sign: 8,
  star: 9,
  left: 10,
  right: 11,
  comma: 12,
  semicolon: 13,
  /** `--`, `#`, or a comment that nothing closes: the rest is not read. */
  comment: 14,
  /** `||` and `&&`: joins conditions in some dialects, strings in others. */
  double: 15,
  strange: 16,
} as const

/** Of a name in brackets: SQL Server's are shorter. */
const longestName = 130

const blank = 1
const letter = 2
const digit = 4

/** What a byte may be; letters are also `_`, `$` and everything beyond ASCII. */
const classes: Uint8Array = new Uint8Array(256).map((_, byte) => {
  // SQL Server takes every control character for a blank; 0x16 ends statements of Access.
  if ((byte <= 0x20 && byte !== 0x16) || byte === 0xa0) return blank
  if (byte >= 0x30 && byte <= 0x39) return digit
  const c = byte | 0x20
  return (c >= 0x61 && c <= 0x7a) || byte === 0x5f || byte === 0x24 || byte >= 0x80 ? letter : 0
})

/**
 * Reads SQL of all common dialects at once, from any place in a byte string. Where they differ, both readings that matter are told:
 * `#` begins a comment unless a name follows at once, `"` and `[` quote names or strings. Cost linear in the text.
 */
export class SqlTokens {
  readonly text: string
  kind: number = kinds.end
  /** Start and end of the token. */
  start = 0
  at = 0
  /** Comments between tokens so far: an evasion, seldom prose. */
  comments = 0
  /** Executable comments of MySQL so far: `/*!50000 … *​/`. */
  executed = 0
  /** The quote of the last `text` or `open`. */
  quote = 0
  /** A word with dots or quotes around it. */
  quoted = false

  constructor(text: string, at: number) {
    this.text = text
    this.at = at
  }

  next(): number {
    this.kind = this.#read()
    return this.kind
  }

  /** Reads on from here without moving. */
  ahead(): SqlTokens {
    const ahead = new SqlTokens(this.text, this.at)
    ahead.executed = this.executed
    return ahead
  }

  /** Whether `(` comes next, perhaps behind blanks or a comment. */
  callFollows(): boolean {
    const at = this.#afterBlanks(this.at)
    return codeAt(this.text, at) === 0x28
  }

  /** Whether anything but blanks and signs stands behind the token. */
  restIsEmpty(): boolean {
    for (let at = this.at; at < this.text.length; at++) {
      const byte = codeAt(this.text, at)
      if (((classes[byte] as number) & blank) === 0 && byte !== 0x2d && byte !== 0x2b && byte !== 0x2a && byte !== 0x2f)
        return false
    }
    return true
  }

  /** Whether the token, a string, begins or ends with a blank or holds several: a piece of a sentence between two apostrophes. */
  wordy(): boolean {
    const { text, start, at } = this
    return /^.\s|\s.$|\s\S+\s/.test(text.slice(start, Math.min(at, start + 64)))
  }

  /** Past blanks only; comments are `#read`'s. */
  #afterBlanks(from: number): number {
    const { text } = this
    let at = from
    while (at < text.length && ((classes[codeAt(text, at)] as number) & blank) !== 0) at++
    if (codeAt(text, at) === 0x2f && codeAt(text, at + 1) === 0x2a && codeAt(text, at + 2) !== 0x21) {
      const end = text.indexOf('*/', at + 2)
      if (end >= 0) return end + 2
    }
    return at
  }

  #read(): number {
    const { text } = this
    for (;;) {
      let at = this.at
      while (at < text.length && ((classes[codeAt(text, at)] as number) & blank) !== 0) at++
      this.start = at
      this.at = at
      if (at >= text.length) return kinds.end
      const byte = codeAt(text, at)
      const next = codeAt(text, at + 1)
      if (byte === 0x2f && next === 0x2a) {
        if (!this.#comment(at)) return kinds.comment
        continue
      }
      if ((byte === 0x23 || (byte === 0x2d && next === 0x2d)) && this.#commentLine(at)) continue
      // `::text`, PostgreSQL: a type behind an operand is no operand of its own.
      if (byte === 0x3a && next === 0x3a) {
        at += 2
        while (((classes[codeAt(text, at)] as number) & (letter | digit)) !== 0) at++
        this.at = at
        continue
      }
      // The end of an executable comment; whatever it held has been read.
      if (byte === 0x2a && next === 0x2f && this.executed > 0) {
        this.at = at + 2
        continue
      }
      if ((classes[byte] as number) & letter) return this.#word(at)
      if ((classes[byte] as number) & digit || (byte === 0x2e && (classes[next] as number) & digit))
        return this.#number(at)
      return this.#sign(at, byte, next)
    }
  }

  /** `#x` or `--x` up to the end of its line, with more of the statement on the next: a blank to MySQL. Markdown has blanks in it. */
  #commentLine(at: number): boolean {
    const { text } = this
    let end = at + 1
    if (codeAt(text, end) === 0x2d) end++
    const last = end + longestName
    while (end < last && ((classes[codeAt(text, end)] as number) & (letter | digit)) !== 0) end++
    if (codeAt(text, end) !== 0x0a) return false
    while (end < text.length && ((classes[codeAt(text, end)] as number) & blank) !== 0) end++
    if (end >= text.length) return false
    this.comments++
    this.at = end
    return true
  }

  /** @returns whether there is more to read behind it */
  #comment(at: number): boolean {
    const { text } = this
    if (codeAt(text, at + 2) === 0x21) {
      this.executed++
      let end = at + 3
      while (((classes[codeAt(text, end)] as number) & digit) !== 0) end++
      this.at = end
      return true
    }
    const end = text.indexOf('*/', at + 2)
    this.comments++
    this.at = end < 0 ? text.length : end + 2
    return end >= 0
  }

  #sign(at: number, byte: number, next: number): number {
    const take = (length: number, kind: number): number => {
      this.at = at + length
      return kind
    }
    switch (byte) {
      case 0x27:
      case 0x22:
      case 0x60:
        return this.#text(at, byte)
      // Access ends a statement there.
      case 0x16:
        return take(1, kinds.comment)
      case 0x5b:
        return this.#bracket(at)
      case 0x28:
        return take(1, kinds.left)
      case 0x29:
        return take(1, kinds.right)
      case 0x2c:
        return take(1, kinds.comma)
      case 0x3b:
        return take(1, kinds.semicolon)
      case 0x2a:
        return take(1, kinds.star)
      case 0x2d:
        // `->` and `->>` reach into JSON.
        if (next === 0x3e) return take(text3(this.text, at) === 0x3e ? 3 : 2, kinds.operator)
        return next === 0x2d ? take(2, kinds.comment) : take(1, kinds.sign)
      case 0x23:
        return take(1, kinds.comment)
      case 0x2b:
      case 0x7e:
        return take(1, kinds.sign)
      case 0x21:
        return next === 0x3d ? take(2, kinds.compare) : take(1, kinds.sign)
      case 0x3d:
        return take(next === 0x3d || next === 0x3e ? 2 : 1, kinds.compare)
      case 0x3c:
        if (next === 0x3d && text3(this.text, at) === 0x3e) return take(3, kinds.compare)
        return take(next === 0x3d || next === 0x3e || next === 0x3c || next === 0x40 ? 2 : 1, kinds.compare)
      case 0x3e:
        return take(next === 0x3d || next === 0x3e ? 2 : 1, kinds.compare)
      case 0x7c:
        return next === 0x7c ? take(2, kinds.double) : take(1, kinds.operator)
      case 0x26:
        return next === 0x26 ? take(2, kinds.double) : take(1, kinds.operator)
      case 0x2f:
      case 0x25:
      case 0x5e:
        return take(1, kinds.operator)
      case 0x3a:
        if (next === 0x3d) return take(2, kinds.compare)
        return take(1, kinds.strange)
      case 0x40:
        // `@>`, `@?` of PostgreSQL's JSON; `<@` above.
        if (next === 0x3e || next === 0x3f) return take(2, kinds.compare)
        return this.#variable(at)
      default:
        return take(1, kinds.strange)
    }
  }

  #variable(at: number): number {
    const { text } = this
    let end = at + 1
    if (codeAt(text, end) === 0x40) end++
    while (((classes[codeAt(text, end)] as number) & (letter | digit)) !== 0 || codeAt(text, end) === 0x2e) end++
    this.at = end
    return kinds.variable
  }

  #number(at: number): number {
    const { text } = this
    let end = at
    const second = codeAt(text, at + 1) | 0x20
    if (codeAt(text, at) === 0x30 && (second === 0x78 || second === 0x62)) end += 2
    const hex = end > at && second === 0x78
    for (;;) {
      const byte = codeAt(text, end)
      const c = byte | 0x20
      if (((classes[byte] as number) & digit) !== 0 || byte === 0x2e || (hex && c >= 0x61 && c <= 0x66)) end++
      else if (c === 0x65 && !hex && this.#exponent(end)) end += 2
      else break
    }
    this.at = end
    // `2nd`, `3D`, `10kg`: no dialect takes a number and a name in one, but MySQL lets a keyword follow at once (`1union`).
    return kinds.number
  }

  #exponent(at: number): boolean {
    const next = codeAt(this.text, at + 1)
    return ((classes[next] as number) & digit) !== 0 || next === 0x2b || next === 0x2d
  }

  #word(at: number): number {
    const { text } = this
    let end = at + 1
    this.quoted = false
    for (;;) {
      const byte = codeAt(text, end)
      if (((classes[byte] as number) & (letter | digit)) !== 0) end++
      else if (byte === 0x2e && ((classes[codeAt(text, end + 1)] as number) & letter) !== 0) end += 2
      else if (byte === 0x2e && (codeAt(text, end + 1) === 0x60 || codeAt(text, end + 1) === 0x2e)) end += 1
      else break
    }
    const byte = codeAt(text, end)
    // N'…', x'…', b'…', q'[…]', e'…', and PostgreSQL's dollar quotes.
    if (byte === 0x27 && end - at === 1 && 'nNxXbBqQeE'.includes(text[at] as string)) return this.#text(end, 0x27)
    if (codeAt(text, at) === 0x24 && codeAt(text, end - 1) === 0x24 && end - at >= 2) return this.#dollars(at, end)
    this.at = end
    return kinds.word
  }

  #dollars(at: number, end: number): number {
    const close = this.text.indexOf(this.text.slice(at, end), end)
    this.quote = 0x24
    this.at = close < 0 ? this.text.length : close + end - at
    return close < 0 ? kinds.open : kinds.text
  }

  #bracket(at: number): number {
    const last = Math.min(this.text.length, at + longestName)
    for (let end = at + 1; end < last; end++) {
      if (codeAt(this.text, end) !== 0x5d) continue
      this.at = end + 1
      this.quoted = true
      return kinds.word
    }
    this.at = at + 1
    return kinds.strange
  }

  /** A quoted string; a doubled quote and one behind a backslash do not end it. */
  #text(at: number, quote: number): number {
    const { text } = this
    this.quote = quote
    for (let end = at + 1, size = text.length; end < size; end++) {
      const byte = codeAt(text, end)
      if (byte === 0x5c && quote !== 0x60) end++
      else if (byte === quote) {
        if (codeAt(text, end + 1) === quote) end++
        else {
          this.at = end + 1
          return this.#afterText(quote)
        }
      }
    }
    this.at = text.length
    return kinds.open
  }

  /** Backticks hold names; what follows behind a dot is read as names of their own, which changes no structure. */
  #afterText(quote: number): number {
    if (quote !== 0x60) return kinds.text
    this.quoted = true
    const { text } = this
    for (;;) {
      if (codeAt(text, this.at) !== 0x2e) return kinds.word
      let end = this.at + 1
      if (codeAt(text, end) === 0x60) {
        const close = text.indexOf('`', end + 1)
        end = close < 0 ? text.length : close + 1
      } else while (((classes[codeAt(text, end)] as number) & (letter | digit)) !== 0) end++
      this.at = end
    }
  }
}

const text3 = (text: string, at: number): number => codeAt(text, at + 2)
