import { maskOf } from '../../../regex/byte-classes.ts'
import { codeAt } from '../../../text/code-at.ts'
import { lower } from '../../ascii.ts'
import type { Finding } from '../finding.ts'
import { Fact, type Needs } from '../needs.ts'
import { type Attribute, isInertBlock, nextAttribute, urlAttributes } from './attributes.ts'
import { dangerousMarkup } from './markup.ts'
import { readScript } from './script.ts'
import { bareScriptUrl, scriptUrl } from './url.ts'

export const htmlNeeds: Needs = {
  all: 0,
  any: Fact.angle | Fact.equals | Fact.colon | Fact.paren | Fact.backtick | Fact.bracket,
  length: 5,
}

const angle = maskOf('<')
const quotes = maskOf('"\'`')
const equals = maskOf('=')
const colon = maskOf(':')
const opens = maskOf('(`[')
const lineEnd = maskOf('\n')
/** Without one of these nothing can be run: a tag, an attribute, a URL, a call, a template. */
const telling = angle | equals | colon | opens
/** Closing quotes that are tried as the end of the string or attribute around the value. */
const mostOpenings = 3
const mostAttributes = 200

/**
 * Whether a value, put into a page, adds a script to it: in text, in an attribute quoted three ways, as a URL, in a string of a script, or as
 * a script itself. Markup that runs nothing, such as `<b>`, is none. Cost linear in the value.
 */
export function html(value: string): Finding | undefined {
  const mask = maskOf(value)
  if ((mask & telling) === 0 || value.length < 5) return undefined
  let best: Finding | undefined
  const offer = (context: string, reason: string, start: number, end: number, confidence: number): boolean => {
    if (confidence >= least && (best === undefined || confidence > best.confidence))
      best = {
        language: 'html',
        context,
        reason,
        span: [start, Math.min(end, value.length)],
        confidence: Math.min(1, confidence),
      }
    return confidence >= 0.9
  }
  if ((mask & angle) !== 0) {
    const danger = dangerousMarkup(value)
    if (danger && offer('text', danger.reason, danger.start, danger.end, danger.confidence)) return best
    // Whoever reads the value as XML first makes text of these.
    const sections = value.includes('<![CDATA[') ? dangerousMarkup(value.replace(/<!\[CDATA\[|\]\]>/g, '')) : undefined
    if (sections && offer('text', sections.reason, 0, value.length, sections.confidence)) return best
  }
  if ((mask & colon) !== 0 || value.includes('&')) {
    const sure = bareScriptUrl(value)
    if (sure > 0 && offer('URL', 'a URL that runs a script', 0, value.length, sure)) return best
    const linked = (mask & colon) === 0 ? -1 : linkedScript(value)
    if (linked >= 0 && offer('link', 'a URL that runs a script', linked, value.length, 1)) return best
  }
  if ((mask & equals) !== 0 && attributes(value, mask, offer)) return best
  if ((mask & (opens | equals)) !== 0) scripts(value, mask, offer)
  return best
}

const least = 0.3
type Offer = (context: string, reason: string, start: number, end: number, confidence: number) => boolean

/** `[text](javascript:…)`, `url=javascript:…`: behind what a link's address stands behind. */
function linkedScript(value: string): number {
  const scheme = /[('"=,;|>]\s*(?:java|vb|live)script\s*:/gi
  for (let tried = 0; tried < 8; tried++) {
    const match = scheme.exec(value)
    if (!match) return -1
    if (readScript(value, match.index + match[0].length, false).sum >= 0.9) return match.index
  }
  return -1
}

/** The value closes the attribute that it stands in, or is one without quotes; its own attributes follow. */
function attributes(value: string, mask: number, offer: Offer): boolean {
  for (const quote of ['"', "'", '`']) {
    const at = (mask & quotes) === 0 ? -1 : value.indexOf(quote)
    if (at >= 0 && ownAttributes(value, at + 1, `attribute in ${quote}`, offer)) return true
  }
  const blank = value.search(/[\s/+]/)
  return (
    ownAttributes(value, 0, 'attribute', offer) ||
    (blank >= 0 && ownAttributes(value, blank + 1, 'attribute without quotes', offer))
  )
}

function ownAttributes(value: string, from: number, context: string, offer: Offer): boolean {
  const attribute: Attribute = { nameAt: 0, nameEnd: 0, valueAt: -1, valueEnd: 0, quote: 0 }
  let at = from
  for (let count = 0; count < mostAttributes; count++) {
    const next = nextAttribute(value, at, attribute, false)
    if (next < 0) return false
    at = next
    if (attribute.valueAt < 0 || attribute.nameEnd - attribute.nameAt > 40) continue
    const name = lower(value.slice(attribute.nameAt, attribute.nameEnd)).replace(/^[^a-z]+|\0/g, '')
    const handler = /^on[a-z]{3,}$/.test(name)
    if (!handler && !urlAttributes.has(name) && name !== 'style' && name !== 'srcdoc') continue
    const text = value.slice(attribute.valueAt, attribute.valueEnd)
    if (handler) {
      if (attribute.quote === 0 && isInertBlock(text)) continue
      // Without quotes the value ends at a blank; a script that is cut off there is one all the same.
      const { sum } = readScript(
        attribute.quote === 0 ? value : text,
        attribute.quote === 0 ? attribute.valueAt : 0,
        false,
        0,
      )
      if (sum > 0 && offer(context, 'an event handler', attribute.nameAt, attribute.valueEnd, Math.min(1, 0.6 + sum)))
        return true
    } else if (name === 'style' ? /expression\s*\(|script\s*:|binding\s*:\s*url/i.test(text) : scriptUrl(text) > 0)
      if (offer(context, 'a URL that runs a script', attribute.nameAt, attribute.valueEnd, 1)) return true
  }
  return false
}

/** In a string of a script: its quote is closed, and code follows. Or the value is code by itself. */
function scripts(value: string, mask: number, offer: Offer): void {
  const bare = readScript(value, 0, false)
  if (bare.sum >= 0.9 && (bare.whole || bare.sum >= 1.5) && offer('script', 'code', 0, bare.end, bare.sum)) return
  if (bare.sum > 0 && bare.whole) offer('script', 'code', 0, bare.end, Math.min(0.6, bare.sum * 0.6))
  for (const quote of ["'", '"', '`']) {
    if ((mask & maskOf(quote)) === 0) continue
    let at = -1
    for (let tried = 0; tried < mostOpenings; tried++) {
      at = value.indexOf(quote, at + 1)
      if (at < 0) break
      const { sum, end } = readScript(value, at + 1, true, codeAt(quote, 0))
      if (sum > 0 && offer(`script string in ${quote}`, 'code behind a string', at, end, sum)) return
    }
  }
  // A statement of its own behind what cannot be told: `);alert(1);//`, `};alert(1);{`, a line of its own.
  if ((mask & lineEnd) !== 0 || /^[\s})\]\\;,]/.test(value)) {
    const start = value.search(/[^\s})\]\\;,]/)
    if (start > 0) {
      const { sum, end, whole } = readScript(value, start, false)
      if (sum >= 0.9 && whole) offer('script', 'code', start, end, sum)
    }
  }
  const expression = /\bexpression\s*\(/i.exec(value)
  if (expression && readScript(value, expression.index, false).sum >= 1)
    offer('style', 'a style that runs a script', expression.index, value.length, 0.9)
  const template = value.indexOf('${')
  if (template >= 0) {
    const { sum, end } = readScript(value, template + 2, false)
    if (sum >= 0.9) offer('script template', 'code in a template', template, end, sum)
  }
}
