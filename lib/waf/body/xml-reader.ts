import { codeAt } from '../../text/code-at.ts'
import { fromLatin1, isUtf8 } from './utf8.ts'
import type { Xml, XmlLimits } from './xml.ts'
import { passDoctype } from './xml-doctype.ts'
import { attributeValue, characterData, type XmlText } from './xml-text.ts'

// Bytes beyond ASCII are taken for name characters: most of what UTF-8 makes of them is (XML 1.0, production 4).
const namePattern = /[A-Za-z_:\x80-\xff][-A-Za-z0-9._:\x80-\xff]*/y
// XML 1.0, production 2: no controls; in UTF-8 also no U+FFFE and U+FFFF. Surrogates are no UTF-8 at all.
const forbidden = /[\x00-\x08\x0b\x0c\x0e-\x1f]/
const forbiddenUtf8 = /\xef\xbf[\xbe\xbf]/
const declaration =
  /<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(?:"1\.\d{1,9}"|'1\.\d{1,9}')(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(?:"([A-Za-z][A-Za-z0-9._-]{0,40})"|'([A-Za-z][A-Za-z0-9._-]{0,40})'))?(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(?:"(?:yes|no)"|'(?:yes|no)'))?[ \t\r\n]*\?>/y
const utf8Names = /^(?:utf-?8|us-ascii|ascii)$/i
const latin1Names = /^(?:iso-8859-1|latin-?1|windows-1252)$/i

const isBlank = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09

/** One pass over one document; see `parseXml`. */
export class XmlReader {
  private readonly source: string
  private readonly limits: Required<XmlLimits>
  private readonly pieces: string[] = []
  private readonly attributes: string[] = []
  private readonly entities: string[] = []
  private readonly open: string[] = []
  private elements = 0
  private attributesSeen = 0
  private latin1 = false
  private exceeded = false
  private error: string | undefined
  private at = 0

  constructor(source: string, limits: Required<XmlLimits>) {
    this.source = source
    this.limits = limits
  }

  read(): Xml {
    this.start()
    if (this.error === undefined) this.content()
    const convert = this.latin1 ? fromLatin1 : (bytes: string): string => bytes
    return {
      text: this.pieces.join(''),
      attributes: this.attributes,
      entities: this.entities.map(convert),
      elements: this.elements,
      exceeded: this.exceeded,
      ...(this.error === undefined ? {} : { error: this.error }),
    }
  }

  private fail(error: string): false {
    this.error ??= error
    return false
  }

  /** The declaration, which tells the encoding; then whether the bytes are of it. */
  private start(): void {
    const { source } = this
    if (source.startsWith('\xef\xbb\xbf')) this.at = 3
    declaration.lastIndex = this.at
    const found = declaration.exec(source)
    if (found !== null) {
      this.at += found[0].length
      const encoding = found[1] ?? found[2] ?? 'utf-8'
      if (latin1Names.test(encoding)) this.latin1 = true
      else if (!utf8Names.test(encoding)) this.fail('encoding not supported')
    }
    if (forbidden.test(source)) this.fail('character not allowed')
    else if (!this.latin1) {
      if (!isUtf8(source)) this.fail('invalid UTF-8')
      else if (forbiddenUtf8.test(source)) this.fail('character not allowed')
    }
  }

  private content(): void {
    const { source, open } = this
    while (this.error === undefined) {
      const next = source.indexOf('<', this.at)
      const end = next < 0 ? source.length : next
      if (end > this.at) this.text(this.at, end)
      this.at = end
      if (next < 0) break
      const code = codeAt(source, next + 1)
      if (code === 0x2f) this.endTag()
      else if (code === 0x21) this.bang()
      else if (code === 0x3f) this.instruction()
      else this.startTag()
    }
    if (open.length > 0) this.fail('element not closed')
    else if (this.elements === 0) this.fail('no element')
  }

  private text(start: number, end: number): void {
    const { source } = this
    if (this.open.length === 0) {
      for (let at = start; at < end; at++) {
        if (!isBlank(codeAt(source, at))) {
          this.fail('text outside of the outermost element')
          return
        }
      }
      return
    }
    this.add(characterData(source.slice(start, end), this.latin1))
  }

  private add(read: XmlText): void {
    this.pieces.push(read.text)
    if (read.error !== undefined) this.fail(read.error)
  }

  private name(): string | undefined {
    namePattern.lastIndex = this.at
    const found = namePattern.exec(this.source)?.[0]
    if (found === undefined) this.fail('name expected')
    else this.at += found.length
    return found
  }

  private blanks(): boolean {
    const start = this.at
    while (isBlank(codeAt(this.source, this.at))) this.at++
    return this.at > start
  }

  private startTag(): void {
    const { source, open, limits } = this
    if (open.length === 0 && this.elements > 0) {
      this.fail('more than one outermost element')
      return
    }
    this.at++
    const name = this.name()
    if (name === undefined) return
    if (++this.elements > limits.elements || open.length >= limits.depth) {
      this.exceeded = true
      this.fail(open.length >= limits.depth ? 'depth limit exceeded' : 'too many elements')
      return
    }
    let seen: Set<string> | undefined
    for (;;) {
      const apart = this.blanks()
      const code = codeAt(source, this.at)
      if (code === 0x3e) {
        this.at++
        open.push(name)
        return
      }
      if (code === 0x2f) {
        if (codeAt(source, this.at + 1) !== 0x3e) this.fail('tag not closed')
        this.at += 2
        return
      }
      if (!apart) {
        this.fail('tag not closed')
        return
      }
      const attribute = this.name()
      if (attribute === undefined) return
      seen ??= new Set()
      if (seen.has(attribute)) this.fail('duplicate attribute')
      seen.add(attribute)
      if (!this.attribute(attribute)) return
    }
  }

  private attribute(name: string): boolean {
    const { source } = this
    this.blanks()
    if (codeAt(source, this.at) !== 0x3d) return this.fail('attribute without value')
    this.at++
    this.blanks()
    const quote = source.charAt(this.at)
    if (quote !== '"' && quote !== "'") return this.fail('attribute value not quoted')
    const end = source.indexOf(quote, this.at + 1)
    if (end < 0) return this.fail('attribute value not closed')
    const read = attributeValue(source.slice(this.at + 1, end), this.latin1)
    this.at = end + 1
    if (++this.attributesSeen > this.limits.attributes) {
      this.exceeded = true
      return this.fail('too many attributes')
    }
    if (name !== 'xmlns' && !name.startsWith('xmlns:')) this.attributes.push(read.text)
    return this.error === undefined && (read.error === undefined || this.fail(read.error))
  }

  private endTag(): void {
    this.at += 2
    const name = this.name()
    if (name === undefined) return
    if (this.open.pop() !== name) {
      this.fail('end tag without start')
      return
    }
    this.blanks()
    if (codeAt(this.source, this.at) !== 0x3e) this.fail('tag not closed')
    this.at++
  }

  private bang(): void {
    const { source, at } = this
    if (source.startsWith('<!--', at)) {
      const end = source.indexOf('--', at + 4)
      if (end < 0 || codeAt(source, end + 2) !== 0x3e) this.fail('comment not closed')
      this.at = end + 3
    } else if (source.startsWith('<![CDATA[', at)) {
      const end = source.indexOf(']]>', at + 9)
      if (end < 0 || this.open.length === 0) this.fail('CDATA not closed, or outside of the outermost element')
      else {
        const text = source.slice(at + 9, end).replace(/\r\n?/g, '\n')
        this.pieces.push(this.latin1 ? fromLatin1(text) : text)
      }
      this.at = end + 3
    } else if (source.startsWith('<!DOCTYPE', at) && this.elements === 0) {
      const end = passDoctype(source, at, this.entities)
      if (end < 0) this.fail('document type not well-formed')
      this.at = end
    } else this.fail('markup not known')
  }

  private instruction(): void {
    this.at += 2
    const name = this.name()
    const end = this.source.indexOf('?>', this.at)
    if (end < 0) this.fail('instruction not closed')
    else if (name !== undefined && /^xml$/i.test(name)) this.fail('declaration not at the start, or not well-formed')
    else if (end > this.at && !isBlank(codeAt(this.source, this.at))) this.fail('name expected')
    this.at = end + 2
  }
}
