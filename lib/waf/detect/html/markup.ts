import { codeAt } from '../../../text/code-at.ts'
import { lower } from '../../ascii.ts'
import { type Attribute, isInertBlock, loadingTags, nextAttribute, urlAttributes } from './attributes.ts'
import { decodeEntities } from './entities.ts'
import { readScript } from './script.ts'
import { scriptUrl } from './url.ts'

/** What a tag or an attribute would do, and where it ends. */
export interface Danger {
  readonly reason: string
  readonly start: number
  readonly end: number
  readonly confidence: number
}

/** A tag with more attributes than this is read no further: what is behind is looked at as tags of their own. */
const mostAttributes = 1000
const isLetter = (byte: number): boolean => {
  const c = byte | 0x20
  return c >= 0x61 && c <= 0x7a
}

/** Bodies of scripts and style sheets that are read; a value with more of these tags has no other reason to be. */
const mostBodies = 16
const longestBody = 2048

/**
 * Reads all tags of a text: once as a tokenizer does that starts in data, once with each `<` as a tag of its own, since it may
 * start in a comment, in RCDATA, in an attribute, or be parsed twice (mutations). Both linear.
 */
export function dangerousMarkup(text: string): Danger | undefined {
  let best: Danger | undefined
  let bodies = 0
  for (const plain of [false, true]) {
    let at = text.indexOf('<')
    while (at >= 0) {
      const tag = readTag(text, at, plain)
      if (tag.body && ++bodies > mostBodies)
        return { reason: 'more scripts than are read', start: at, end: tag.next, confidence: 1 }
      if (tag.danger && (best === undefined || tag.danger.confidence > best.confidence)) best = tag.danger
      if (best && best.confidence >= 0.9) return best
      at = text.indexOf('<', tag.next)
    }
  }
  return best
}

interface Tag {
  readonly next: number
  readonly danger?: Danger | undefined
  /** Its content was read, or what stands before it. */
  readonly body?: boolean
}

function readTag(text: string, start: number, plain: boolean): Tag {
  let at = start + 1
  const first = codeAt(text, at)
  if (first === 0x2f) {
    // `</script foo>`: closes what is around it. End tags have attributes that nobody runs, but some browsers took `</x onclick`.
    at++
  }
  if (!isLetter(codeAt(text, at)) && !(codeAt(text, at) === 0x3a || codeAt(text, at) >= 0x80)) {
    const odd = first === 0x21 || first === 0x3f ? oddTag(text, start) : undefined
    return { next: start + 1, danger: odd }
  }
  const nameAt = at
  while (at < text.length) {
    const byte = codeAt(text, at)
    if (byte === 0x20 || (byte >= 0x09 && byte <= 0x0d) || byte === 0x2f || byte === 0x3e || (plain && byte === 0x3c))
      break
    at++
  }
  const name = at - nameAt > 40 ? '' : lower(text.slice(nameAt, at)).replace(/^svg:|\0/g, '')
  return readAttributes(text, start, at, name, first === 0x2f, plain)
}

function readAttributes(
  text: string,
  start: number,
  from: number,
  name: string,
  closing: boolean,
  plain: boolean,
): Tag {
  const attribute: Attribute = { nameAt: 0, nameEnd: 0, valueAt: -1, valueEnd: 0, quote: 0 }
  const loads = closing ? undefined : loadingTags.get(name)
  let at = from
  let found: Danger | undefined
  let http = ''
  let worst = ''
  for (let count = 0; count < mostAttributes; count++) {
    const next = nextAttribute(text, at, attribute, plain)
    if (next < 0) {
      at = attribute.nameAt
      break
    }
    at = next
    const key = lower(text.slice(attribute.nameAt, Math.min(attribute.nameEnd, attribute.nameAt + 40))).replaceAll(
      '\0',
      '',
    )
    const value = attribute.valueAt < 0 ? '' : text.slice(attribute.valueAt, attribute.valueEnd)
    const danger = attributeDanger(name, key, value)
    if (danger && (found === undefined || danger.confidence > found.confidence))
      found = { ...danger, start, end: Math.max(at, attribute.valueEnd) }
    if (loads?.includes(key) && value.trim() !== '') worst = key
    if (key === 'http-equiv') http = lower(value)
    if (name === 'link' && key === 'rel' && /stylesheet|import|preload|prerender|manifest/i.test(value)) http = 'link'
    if (name === 'meta' && key === 'content' && http !== '' && /url|script|data:|unsafe|charset|=/i.test(value))
      worst = 'meta'
    if (name === 'link' && key === 'href' && value !== '') worst = http === '' ? worst : 'link'
    if (at >= text.length) break
  }
  const end = Math.min(text.length, at + 1)
  if (found && found.confidence >= 0.9) return { next: Math.max(end, start + 1), danger: found }
  const danger = tagDanger(text, start, end, name, closing, worst, loads, http) ?? found
  const body = name.includes('script') || name === 'style'
  return { next: Math.max(plain ? at : end, start + 1), danger, body }
}

/** What the tag does by being there. */
function tagDanger(
  text: string,
  start: number,
  end: number,
  name: string,
  closing: boolean,
  worst: string,
  loads: readonly string[] | undefined,
  http: string,
): Danger | undefined {
  const danger = (reason: string, confidence: number): Danger => ({ reason, start, end, confidence })
  if (closing) return name === 'script' ? leavesScript(text, start, end) : undefined
  if (name.includes('script') && name.length > 6 && name.replace('script', '') === 'script')
    return danger('a script, once a filter has taken one out', 1)
  if (name.startsWith('script') || name === 'noscript' || /^[a-z]+:script$/.test(name))
    return scriptTag(text, start, end, name)
  if (name === 'style') return styleTag(text, start, end)
  if (worst !== '') return danger('a tag that loads a document of its own', 1)
  if (http === 'refresh' || http === 'set-cookie' || http === 'content-security-policy')
    return danger('a META that acts as a header', 0.9)
  if (loads?.includes('')) return danger('a tag that loads a document of its own', 0.6)
  return undefined
}

/** `</script>` ends the script around the value, where what stands before it reads as code or something stands behind it. */
function leavesScript(text: string, start: number, end: number): Danger | undefined {
  const behind = /^\s*<[a-z!]/i.test(text.slice(end, end + 40))
  const { sum, whole } = readScript(text.slice(Math.max(0, start - longestBody), start), 0, false)
  const before = whole && sum > 0
  return behind || before
    ? { reason: 'the end of the script around it', start, end, confidence: before ? 0.9 : 0.7 }
    : undefined
}

/** What a style sheet loads or runs; some browsers ran scripts of that type in it. */
function styleTag(text: string, start: number, end: number): Danger | undefined {
  const sheet = text.slice(end, end + longestBody)
  const danger = (confidence: number): Danger => ({
    reason: 'a style sheet that loads or runs',
    start,
    end,
    confidence,
  })
  if (/javascript/i.test(text.slice(start, end)) && readScript(sheet, 0, false).sum > 0) return danger(1)
  return /@import|expression\s*\(|javascript:|behavior\s*:|-moz-binding/i.test(sheet.replaceAll('\\', ''))
    ? danger(0.9)
    : undefined
}

/** `<script>` does something when it has a source, or is closed, or holds what reads as code. In prose it is a word. */
function scriptTag(text: string, start: number, end: number, name: string): Danger | undefined {
  if (name === 'noscript') return undefined
  const danger = (confidence: number): Danger => ({ reason: 'a script', start, end, confidence })
  const head = text.slice(start, end)
  if (/[\s/"'](?:src|href|xlink:href|data|type|language)\s*=\s*[^\s>]/i.test(head)) return danger(1)
  const body = text.slice(end, end + longestBody)
  const close = body.search(/<\s*\/\s*scr/i)
  const code = close < 0 ? body : body.slice(0, close)
  const { sum, whole } = readScript(decodeEntities(code), 0, false)
  if (sum >= 0.3) return danger(1)
  if (close >= 0 && /[(=`[.;]/.test(code)) return danger(whole ? 1 : 0.9)
  if (close >= 0 || !head.endsWith('>')) return danger(0.6)
  if (code.trim().length <= 2 && leavesAttribute(text, start)) return danger(0.95)
  return danger(code.trim() === '' ? 0.6 : 0.4)
}

/** `"><script>`, `</title><script>`: what is closed was opened around the value. */
function leavesAttribute(text: string, start: number): boolean {
  const before = text.slice(Math.max(0, start - 64), start)
  if (/<\/(?:title|textarea|style|noscript|xmp|iframe|noembed)\s{0,4}>\s{0,4}$/i.test(before))
    return before.indexOf('<') === before.lastIndexOf('</')
  return !before.includes('<') && /(?:["'`]\s{0,4}\/?|--)>\s{0,4}$/.test(before)
}

/** `<!ENTITY`, `<?xml-stylesheet`, `<!--[if …]>`: no elements, and still read by somebody. */
function oddTag(text: string, start: number): Danger | undefined {
  const head = text.slice(start, start + 300)
  if (/^<\?(?:xml-stylesheet\b|import\b|xml:namespace\b)[^>]*(?:href|implementation|ns)\s*=/i.test(head))
    return { reason: 'a processing instruction that loads', start, end: start + 20, confidence: 0.9 }
  return undefined
}

/** A URL's attribute may hold what a tag does not load: `<img src=http://…>` is a picture. */
function attributeDanger(tag: string, key: string, value: string): { reason: string; confidence: number } | undefined {
  const handler = /^(?:.*[^a-z])?on[a-z]{3,}$/.test(key)
  if (handler && key.length <= 40) {
    if (value.trim() === '') return undefined
    // JSX: as a script, a block that calls nothing, or one that ends in mid-parenthesis and does not parse.
    return { reason: 'an event handler', confidence: isInertBlock(value) ? 0.6 : 1 }
  }
  if (key === 'style') {
    const css = lower(
      decodeEntities(value)
        .replace(/\\0{0,4}([2-7][0-9a-f])\s?/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
        .replace(/\/\*.*?\*\/|\\/g, ''),
    )
    if (/expression\s*\(|(?:java|vb)script\s*:|behaviou?r\s*:|binding\s*:|-o-link|url\(\s*['"]?data:text/.test(css))
      return { reason: 'a style that runs a script', confidence: 1 }
    return undefined
  }
  if (key === 'srcdoc')
    return value.includes('<') || value.includes('&')
      ? { reason: 'a document in an attribute', confidence: 1 }
      : undefined
  if (
    urlAttributes.has(key) ||
    key.endsWith(':href') ||
    tag === 'animate' ||
    tag === 'set' ||
    key.startsWith('data-')
  ) {
    const sure = scriptUrl(value)
    if (sure > 0) return { reason: 'a URL that runs a script', confidence: sure }
    if (value.includes('(') && readScript(value, 0, false).sum >= 1)
      return { reason: 'a script where a URL belongs', confidence: 0.9 }
  }
  if (key === 'dataformatas' && /html/i.test(value)) return { reason: 'data shown as a document', confidence: 1 }
  if (key === 'attributename' && /^(?:href|xlink:href|on[a-z]+)$/i.test(value))
    return { reason: 'an animation of a link', confidence: 1 }
  return undefined
}
