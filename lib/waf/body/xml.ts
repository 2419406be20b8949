import { XmlReader } from './xml-reader.ts'

/** How much of an XML body is read. */
export interface XmlLimits {
  /** Elements open at once. @default 256 (libxml2's own) */
  readonly depth?: number
  /** Attributes and namespace declarations of the whole document. @default 1000 */
  readonly attributes?: number
  /** Elements of the whole document. @default 100 000 */
  readonly elements?: number
}

/** What an XML body holds; with an error, what was read before it. */
export interface Xml {
  /** XML:/*, what the outermost element holds: its text and that of all below it, as UTF-8, without comments and instructions. */
  readonly text: string
  /** XML://@*, each attribute's value as UTF-8, in the order of the document; without namespace declarations, which are none in XPath. */
  readonly attributes: string[]
  /** The literals of entities that the document type declares. They are never put in anywhere, and a reference to one is an error. */
  readonly entities: string[]
  readonly elements: number
  /** What is not well-formed, or which limit was met; never holds bytes of the text. */
  readonly error?: string
  /** More depth, attributes or elements than the limits allow. Also an error. */
  readonly exceeded: boolean
}

/**
 * Reads an XML 1.0 document of bytes (UTF-8, ASCII or Latin-1, as its declaration says; UTF-8 without one). References: the five
 * predefined and numeric ones. A document type is passed over: nothing is fetched, nothing expanded, so entity bombs are a small error.
 * Not well-formed is an error. Never throws, no recursion; cost linear in `text`.
 */
export function parseXml(text: string, limits: XmlLimits = {}): Xml {
  return new XmlReader(text, { depth: 256, attributes: 1000, elements: 100_000, ...limits }).read()
}
