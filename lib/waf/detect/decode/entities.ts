import { codeAt } from '../../../text/code-at.ts'
import { utf8 } from '../../body/utf8.ts'
import { hexDigit } from '../../transformations/hex.ts'

/**
 * Named character references of HTML (living standard, section 13.5) that stand for ASCII: the ones that can make syntax.
 * Names are case-sensitive there, but for the four of SGML.
 */
const named: ReadonlyMap<string, string> = new Map(
  Object.entries({
    amp: '&',
    AMP: '&',
    lt: '<',
    LT: '<',
    gt: '>',
    GT: '>',
    quot: '"',
    QUOT: '"',
    apos: "'",
    nbsp: ' ',
    Tab: '\t',
    NewLine: '\n',
    excl: '!',
    num: '#',
    dollar: '$',
    percnt: '%',
    lpar: '(',
    rpar: ')',
    ast: '*',
    midast: '*',
    plus: '+',
    comma: ',',
    period: '.',
    sol: '/',
    colon: ':',
    semi: ';',
    equals: '=',
    quest: '?',
    commat: '@',
    lsqb: '[',
    lbrack: '[',
    bsol: '\\',
    rsqb: ']',
    rbrack: ']',
    Hat: '^',
    lowbar: '_',
    UnderBar: '_',
    grave: '`',
    DiacriticalGrave: '`',
    lcub: '{',
    lbrace: '{',
    verbar: '|',
    vert: '|',
    VerticalLine: '|',
    rcub: '}',
    rbrace: '}',
  }),
)
const longestName = 16

/** Largest number of leading zeros and digits read; HTML has no limit, longer ones are no character anyway but zeros. */
const longestNumber = 64

/**
 * `&#60;`, `&#x3c;`, `&lt;`: each as the UTF-8 of its character; the semicolon may lack after numbers and after the four names
 * of SGML. Other names stay. The same string where nothing changes.
 */
export function entityDecode(text: string): string {
  let at = text.indexOf('&')
  let out = ''
  let from = 0
  while (at >= 0) {
    const start = at + 1
    const read = codeAt(text, start) === 35 ? number(text, start + 1) : name(text, start)
    if (read === undefined) at = text.indexOf('&', start)
    else {
      out += text.slice(from, at) + read.char
      from = codeAt(text, read.end) === 59 ? read.end + 1 : read.end
      at = text.indexOf('&', from)
    }
  }
  return from === 0 ? text : out + text.slice(from)
}

interface Read {
  readonly char: string
  readonly end: number
}

function number(text: string, start: number): Read | undefined {
  const hex = (codeAt(text, start) | 32) === 120
  const first = hex ? start + 1 : start
  let end = first
  let point = 0
  while (end - first < longestNumber) {
    const digit = hexDigit(codeAt(text, end))
    if (digit < 0 || (!hex && digit > 9)) break
    point = Math.min(point * (hex ? 16 : 10) + digit, 0x110000)
    end++
  }
  return end === first || point > 0x10ffff ? undefined : { char: utf8(point), end }
}

function name(text: string, start: number): Read | undefined {
  let end = start
  while (end - start <= longestName && isLetter(codeAt(text, end))) end++
  const whole = text.slice(start, end)
  const char = named.get(whole)
  if (char !== undefined && (codeAt(text, end) === 59 || /^(?:amp|lt|gt|quot|nbsp)$/i.test(whole))) return { char, end }
  // "&ltscript": the reference ends where the name does, as browsers read it outside attributes.
  const short = /^(?:amp|lt|gt|quot)/i.exec(whole)?.[0]
  const begun = short === undefined ? undefined : named.get(short)
  return begun === undefined ? undefined : { char: begun, end: start + (short as string).length }
}

const isLetter = (code: number): boolean => (code | 32) >= 97 && (code | 32) <= 122 && code < 128
