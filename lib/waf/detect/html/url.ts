import { lower } from '../../ascii.ts'
import { decodeEntities } from './entities.ts'
import { readScript } from './script.ts'

/** Blanks and controls that URL parsers leave out, at the start and, for some, anywhere (URL Standard, 4.4). */
const junk = /[\0-\x20\x7f\xa0\xad]+/g
const longest = 512

/** Types of a `data:` URL that a browser runs or shows as a document. */
const documents =
  /^data:(?:text\/(?:html|xml|javascript|x-scriptlet|vbscript)|application\/(?:xhtml\+xml|xml|javascript|x-javascript|ecmascript)|image\/svg\+xml)/

/** Whether a URL runs a script when it is followed. @returns how sure: 0 to 1 */
export function scriptUrl(text: string): number {
  const head = text.slice(0, longest)
  const decoded = decodeEntities(head)
  const escaped = decoded.includes('%')
    ? decoded.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : decoded
  const url = lower(escaped.replace(junk, '').replace(/^[\x80-\xff`'"]+/, ''))
  const scheme = /^(?:javascript|vbscript|livescript|jscript|mocha):/.exec(url)
  if (scheme) return scriptOf(url.slice(scheme[0].length))
  // What a filter that takes `script` out once makes of it.
  if (/^(?:java|vb)s[script]*script[cript]*:/.test(url) && url.slice(0, 40).replace('script', '').includes('script:'))
    return 1
  if (documents.test(url)) return url.includes('svg') ? (/<script|\bon[a-z]{3,}=|;base64/.test(url) ? 0.9 : 0.3) : 1
  return 0
}

/** `javascript:void(0)` and `javascript:;` do nothing. */
function scriptOf(code: string): number {
  if (/^(?:void\(?0?\)?;?|;|\/\/|#|)$/.test(code)) return 0
  return 1
}

/**
 * A value that is a URL by itself, where it would be put behind `href=`. `javascript: the good parts` is none: what follows has to read as a
 * script.
 */
export function bareScriptUrl(value: string): number {
  const sure = scriptUrl(value)
  if (sure === 0) return 0
  const colon = colonOf(value)
  if (colon < 0 || /^[\s\0-\x20]*d\s*a\s*t\s*a/i.test(value)) return sure
  const rest = value.slice(colon, colon + 4096)
  const { sum, whole } = readScript(rest, 0, false)
  if (sum >= 0.3 || (whole && sum > 0)) return 1
  // Percent-encoded or entity-encoded code, or code behind a comment.
  return /^\s*(?:\/\/|%|&|<|\/\*|\\|"|'|`)/.test(rest) ? 0.9 : 0.3
}

function colonOf(value: string): number {
  const at = /:|&(?:colon|#0*58|#x0*3a);?|%3a/i.exec(value)
  return at ? at.index + at[0].length : -1
}
