import { codeAt } from '../../text/code-at.ts'
import { isLetter, isWord, skipBlanks } from './bytes.ts'
import { type Finding, pastBound, surer } from './finding.ts'
import { Fact, type Needs } from './needs.ts'

export const ldapNeeds: Needs = {
  all: Fact.paren,
  any: Fact.star | Fact.equals | Fact.ampersand | Fact.pipe,
  length: 3,
}

/** Most closing parentheses that are looked at: the work behind each is up to 256 steps. */
const most = 20_000

/**
 * Would this value, put into a search filter (RFC 4515), end an assertion and begin another? `*)(uid=*`, `)(|(cn=*`, `*))%00`. A whole
 * filter is what some programs send; broken out of an assertion is what none does.
 */
export function ldap(value: string): Finding | undefined {
  // `*(|(mail=*))`: any value, and a filter of its own behind it.
  let found = /^\*\s?\([|&!]\s?\(\s?[\w-]{1,64}\s?[~<>]?=/.test(value.slice(0, 80)) ? finding(0, 3, 0.85) : undefined
  let count = 0
  for (let at = value.indexOf(')'); at >= 0; at = value.indexOf(')', at + 1)) {
    if (++count > most) return surer(found, pastBound('ldap', at, value.length))
    found = surer(found, breakout(value, at))
    if (found && found.confidence >= 0.9) return found
  }
  return found
}

function breakout(value: string, close: number): Finding | undefined {
  let open = close
  while (open < value.length && open - close < 8 && (codeAt(value, open) === 41 || codeAt(value, open) === 32)) open++
  const star = codeAt(value, close - 1) === 42
  // `*)` or `*))` at the end, cut off by NUL: the rest of the filter is gone.
  if (star && codeAt(value, open) === 0) return finding(close - 1, open, 0.9)
  if (codeAt(value, open) !== 40) return undefined
  let inside = skipBlanks(value, open + 1)
  while (inside - open < 8 && codeAt(value, inside) === 40) inside++
  const code = codeAt(value, inside)
  const opened = balance(value, close)
  if (code === 38 || code === 124 || code === 33) {
    const next = codeAt(value, skipBlanks(value, inside + 1))
    // `)(|`, `)(&`, `)(!` before a further filter or at the end.
    return next === 40 || next === 41 || inside + 1 >= value.length || attributeEnd(value, inside + 1) > inside + 1
      ? finding(close, inside + 1, opened ? 0.5 : 0.9)
      : undefined
  }
  const attribute = attributeEnd(value, inside)
  if (attribute === inside) return undefined
  const asserts = /^\s?(?:[~<>]?=|:=|:[\w.]+:=)/.test(value.slice(attribute, attribute + 40))
  if (!asserts) return undefined
  return finding(
    close,
    attribute + 1,
    opened
      ? 0.5
      : star || close === 0 || /^[~<>]?=\*|^=[\w*]{0,64}\)?$/.test(value.slice(attribute, attribute + 72))
        ? 0.9
        : 0.8,
  )
}

const finding = (start: number, end: number, confidence: number): Finding => ({
  language: 'ldap',
  context: 'filter',
  reason: 'an assertion ended and another begun',
  span: [Math.max(0, start), Math.max(end, 1)],
  confidence,
})

/** Whether the assertion that ends here began in the value: then it is a filter as such, and broken out of nothing. */
function balance(value: string, close: number): boolean {
  let depth = 0
  for (let at = close - 1; at >= 0 && close - at < 256; at--) {
    const code = codeAt(value, at)
    if (code === 41) depth++
    else if (code === 40 && depth-- === 0) return true
  }
  return false
}

/** An attribute's name (RFC 4512, section 2.5): letters, digits, hyphens, options after `;`. */
function attributeEnd(value: string, start: number): number {
  if (!isLetter(codeAt(value, start))) return start
  let at = start
  while (at - start < 64 && (isWord(codeAt(value, at)) || codeAt(value, at) === 45 || codeAt(value, at) === 59)) at++
  return at
}
