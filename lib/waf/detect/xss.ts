// Would a value run script when a page shows it? The answer of libinjection, from an implementation of our own.
import { codeAt } from '../../text/code-at.ts'
import {
  ADDRESS,
  attributeKind,
  DANGEROUS,
  HARMLESS,
  INDIRECT,
  isDangerousAddress,
  isDangerousTag,
} from './html-dangers.ts'
import {
  ATTRIBUTE_NAME,
  ATTRIBUTE_VALUE,
  DOCTYPE,
  END,
  IN_BACKTICK,
  IN_DATA,
  IN_DOUBLE,
  IN_SINGLE,
  IN_TAG,
  nextPiece,
  openHtml,
  pieceEnd,
  pieceFrom,
  TAG_COMMENT,
  TAG_NAME,
} from './html-tokens.ts'

/**
 * Tells cross-site scripting (`@detectXSS`). `value` is a byte string; it is read as content of a page, as attributes
 * inside a tag, and as the rest of an attribute value in each of the three quotes. Linear in the value.
 */
export function detectXss(value: string): boolean {
  // Tags, comments and doctypes start with `<`; outside them only an attribute's value tells, which follows `=`.
  const opens = value.includes('<')
  const assigns = value.includes('=')
  if (!opens && !assigns) return false
  return (
    (opens && holdsScript(value, IN_DATA)) ||
    holdsScript(value, IN_TAG) ||
    (value.includes("'") && holdsScript(value, IN_SINGLE)) ||
    (value.includes('"') && holdsScript(value, IN_DOUBLE)) ||
    (value.includes('`') && holdsScript(value, IN_BACKTICK))
  )
}

function holdsScript(value: string, context: number): boolean {
  openHtml(value, context)
  let attribute = HARMLESS
  for (;;) {
    const kind = nextPiece()
    switch (kind) {
      case END:
        return false
      case DOCTYPE:
        return true
      case TAG_NAME:
        if (isDangerousTag(value, pieceFrom, pieceEnd)) return true
        break
      case ATTRIBUTE_NAME:
        attribute = attributeKind(value, pieceFrom, pieceEnd)
        continue
      case ATTRIBUTE_VALUE:
        if (attribute === DANGEROUS) return true
        if (attribute === ADDRESS && isDangerousAddress(value, pieceFrom, pieceEnd)) return true
        if (attribute === INDIRECT && attributeKind(value, pieceFrom, pieceEnd) !== HARMLESS) return true
        break
      case TAG_COMMENT:
        if (isDangerousComment(value)) return true
    }
    attribute = HARMLESS
  }
}

/** Comments that old Internet Explorers or XML parsers act on. */
function isDangerousComment(value: string): boolean {
  const length = pieceEnd - pieceFrom
  for (let at = pieceFrom; at < pieceEnd; at++) if (codeAt(value, at) === 96) return true
  if (length > 3 && (beginsWith(value, '[IF') || beginsWith(value, 'XML'))) return true
  return length > 5 && (beginsWith(value, 'IMPORT') || beginsWith(value, 'ENTITY'))
}

function beginsWith(value: string, upper: string): boolean {
  let at = pieceFrom
  for (let i = 0, size = upper.length; i < size; i++, at++) {
    const byte = at < pieceEnd ? codeAt(value, at) : 0
    if ((byte >= 97 && byte <= 122 ? byte - 32 : byte) !== codeAt(upper, i)) return false
  }
  return true
}
