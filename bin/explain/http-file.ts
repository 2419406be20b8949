import type { InspectedRequest, Pair } from '../../lib/waf/message.ts'
import { CommandError } from '../failure.ts'

/** A request of an .http file, and the line where it begins. */
export interface FileRequest {
  readonly line: number
  readonly request: InspectedRequest
}

/** TEST-NET-1 (RFC 5737): the visitor is nobody. */
const client = { address: '192.0.2.1', port: 50_000 }

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

/**
 * Raw HTTP requests, one or several between lines that begin with `###`, as editors' .http files have them. Lines end in CRLF or LF.
 * An absolute URL gives the Host where no field does. Content-Length cuts the body; without it, line ends behind the body are the
 * file's.
 *
 * @param text the file as a byte string
 * @throws CommandError with the line
 */
export function readHttpFile(text: string, name: string): readonly FileRequest[] {
  const found: FileRequest[] = []
  let line = 1
  for (const [piece, from] of pieces(text)) {
    const blanks = /^(?:[ \t]*\r?\n|#[^\n]*\n?|\/\/[^\n]*\n?)*/.exec(piece)?.[0] ?? ''
    line = from + blanks.split('\n').length - 1
    const rest = piece.slice(blanks.length)
    if (rest.trim() !== '') found.push({ line, request: readRequest(rest, name, line) })
  }
  if (found.length === 0) throw new CommandError(`${name} holds no request`)
  return found
}

function* pieces(text: string): Generator<readonly [piece: string, line: number]> {
  let line = 1
  let from = 0
  for (const separator of text.matchAll(/^###[^\n]*(?:\n|$)/gm)) {
    const piece = text.slice(from, separator.index)
    yield [piece, line]
    line += piece.split('\n').length
    from = separator.index + separator[0].length
  }
  yield [text.slice(from), line]
}

function readRequest(text: string, name: string, from: number): InspectedRequest {
  const fail = (line: number, message: string) => new CommandError(`${name}:${line}: ${message}`)
  const end = /\r?\n[ \t]*\r?\n|\r?\n$/.exec(text)
  const [requestLine = '', ...lines] = (end ? text.slice(0, end.index) : text).split(/\r?\n/)
  const words = requestLine.trim().split(/[ \t]+/)
  const [method = '', target, protocol = 'HTTP/1.1'] = words
  if (words.length > 3 || target === undefined || !token.test(method))
    throw fail(from, 'no request line: METHOD TARGET HTTP/1.1 is wanted')
  const headers: Pair[] = []
  lines.forEach((field, at) => {
    const colon = field.indexOf(':')
    if (!token.test(field.slice(0, Math.max(colon, 0))))
      throw fail(from + 1 + at, 'no header field: Name: value is wanted')
    headers.push({ name: field.slice(0, colon), value: field.slice(colon + 1).trim() })
  })
  const host = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/([^/?#]*)/.exec(target)?.[1]
  if (host && fieldOf(headers, 'host') === undefined) headers.unshift({ name: 'Host', value: host })
  const body = bodyOf(end ? text.slice(end.index + end[0].length) : '', headers)
  return { method, target, protocol, headers, client, id: 'explain', ...(body !== '' && { body }) }
}

const fieldOf = (headers: readonly Pair[], key: string): string | undefined =>
  headers.find(({ name }) => name.toLowerCase() === key)?.value

function bodyOf(rest: string, headers: readonly Pair[]): string {
  const length = fieldOf(headers, 'content-length')
  const multipart = fieldOf(headers, 'content-type')?.toLowerCase().startsWith('multipart/')
  // Editors save line feeds; parts are only told apart by CRLF (RFC 2046, section 5.1.1).
  const body = multipart && !rest.includes('\r') ? rest.replaceAll('\n', '\r\n') : rest
  if (length !== undefined && /^\d{1,9}$/.test(length)) return body.slice(0, Number(length))
  return multipart ? body : body.replace(/[\r\n]+$/, '')
}
