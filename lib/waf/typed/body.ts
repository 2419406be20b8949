import type { Settings } from '../../ir/rule.ts'
import { lower } from '../ascii.ts'
import type { Argument } from '../body/argument.ts'
import { type RequestBody, readBody } from '../request-body.ts'

/** A body read as its type says, or as it looks where no type says anything. */
export interface TypedBody extends RequestBody {
  readonly processor: string
  /** What no arguments were made of: rules look at it as it is. */
  readonly raw: string
}

/** Lines of NDJSON that are read one by one. */
const mostLines = 10_000

const json = /[/+](?:json|csp-report|reports|problem\+json|json5)\b|[/+]json\b/
const lines = /(?:ndjson|json-?lines|json-seq|x-json-stream)\b/
const xml = /[/+]xml\b/

/** @param contentType the field as it was sent; empty where there is none */
export function typedBody(body: string, contentType: string, settings: Settings): TypedBody {
  const type = lower(contentType)
  if (body === '') return { ...nothing, processor: '', raw: '' }
  if (type.startsWith('application/x-www-form-urlencoded')) return read('URLENCODED', body, contentType, settings, '')
  if (type.startsWith('multipart/form-data')) return read('MULTIPART', body, contentType, settings, '')
  if (lines.test(type)) return jsonLines(body, settings)
  if (json.test(type)) return read('JSON', withoutMark(body), contentType, settings, '')
  if (xml.test(type)) return read('XML', body, contentType, settings, body)
  return unknown(body, type, settings)
}

const nothing: RequestBody = { length: 0, arguments: [], invalidEncoding: false, bounds: [] }
/** RFC 8259 forbids the mark and lets readers ignore it; most do. */
const withoutMark = (body: string): string => (body.startsWith('\xef\xbb\xbf') ? body.slice(3) : body)

const read = (processor: string, body: string, contentType: string, settings: Settings, raw: string): TypedBody => ({
  ...readBody(body, processor, contentType, settings, true),
  processor,
  raw,
})

/**
 * Files, archives, pieces of uploads (tus, S3, registries) and git's packs: bytes that are stored. What is in them by chance reads as
 * any language sooner or later: 60 KB of noise hold a command. Messages that carry strings to interpret (protobuf, CBOR) are not here.
 */
const opaque =
  /^application\/(?:(?:[\w.-]+\+)?octet-stream|(?:x-)?(?:zip|gzip|tar|bzip2?|xz|zstd)|(?:x-)?zip-compressed|x-7z-compressed|vnd\.rar|x-rar-compressed|pdf|wasm|msword|java-archive|epub\+zip|x-git-(?:upload|receive)-pack-request|vnd\.(?:openxmlformats|oasis|ms-|android|docker|oci|apple)[\w.+-]*)\s*(?:;|$)/
/** Bytes that no text has, where text begins (WHATWG MIME Sniffing, section 3, "binary data byte", and 7.1: look at the first 1445; fewer do). */
const binary = /[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]/
const binaryWithin = 512
/** UTF-16 has such bytes, and is text: with its mark, or two characters of ASCII. */
const utf16 = /^(?:\xff\xfe|\xfe\xff|[\t-~]\0[\t-~]\0|\0[\t-~]\0[\t-~])/
/** First bytes by which formats are told; behind them 1 in 50 pieces of 512 bytes of noise reads as a template. */
const magic = 32

/** Nobody says what it is. An origin that guesses would take it for JSON or a form: so it is looked at as these too. */
function unknown(body: string, type: string, settings: Settings): TypedBody {
  const plain = { ...nothing, length: body.length, processor: '', raw: body }
  const first = /^[\s\xef\xbb\xbf]*([{[])/.exec(body)
  if (first) {
    const parsed = readBody(withoutMark(body).trim(), 'JSON', type, settings, true)
    if (parsed.error === undefined) return { ...parsed, processor: 'JSON', raw: '' }
  }
  // Binary content is no text that anybody interprets; archives and scripts are told by their first bytes.
  const media = /^(?:image|audio|video|font)\//.test(type)
  if (media || opaque.test(type)) {
    const head = body.slice(0, binaryWithin)
    if (binary.test(head) && !utf16.test(head)) return { ...plain, raw: head.slice(0, magic) }
    if (media) return { ...plain, raw: head }
  }
  if (type === '' && /^[\w.[\]%+-]{1,128}=/.test(body)) {
    const parsed = readBody(body, 'URLENCODED', type, settings)
    if (parsed.error === undefined) return { ...parsed, processor: 'URLENCODED', raw: body }
  }
  return plain
}

function jsonLines(body: string, settings: Settings): TypedBody {
  const all: Argument[] = []
  let count = 0
  let from = 0
  while (from < body.length) {
    let end = body.indexOf('\n', from)
    if (end < 0) end = body.length
    const line = body.slice(from, end).replace(/^\x1e/, '').trim()
    from = end + 1
    if (line === '') continue
    if (++count > mostLines)
      return {
        ...nothing,
        length: body.length,
        error: 'too many lines',
        bounds: ['arguments'],
        processor: 'JSON',
        raw: '',
      }
    const parsed = readBody(line, 'JSON', '', settings, true)
    if (parsed.error !== undefined) return { ...parsed, arguments: all, processor: 'JSON', raw: body }
    for (const argument of parsed.arguments) all.push(argument)
    if (all.length > settings.argumentsLimit)
      return {
        ...parsed,
        arguments: all,
        error: 'SecArgumentsLimit exceeded',
        bounds: ['arguments'],
        processor: 'JSON',
        raw: '',
      }
  }
  return { ...nothing, length: body.length, arguments: all, processor: 'JSON', raw: '' }
}
