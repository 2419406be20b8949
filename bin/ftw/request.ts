import type { Pair } from '../../lib/waf/message.ts'
import type { Input } from './tests.ts'

/** What goes over the wire for a test, and the same taken apart. */
export interface Sent {
  readonly method: string
  readonly target: string
  readonly protocol: string
  readonly headers: readonly Pair[]
  readonly body: string
}

const has = (headers: readonly Pair[], name: string) => headers.find((header) => header.name.toLowerCase() === name)

/** Completes a test's request as go-ftw does. */
export function requestOf(input: Input): Sent {
  if (input.raw !== undefined) return taken(input.raw)
  const headers = [...input.headers]
  let body = input.data
  if (body !== '' && input.complete) {
    if (!has(headers, 'content-type'))
      headers.push({ name: 'Content-Type', value: 'application/x-www-form-urlencoded' })
    if (has(headers, 'content-type')?.value === 'application/x-www-form-urlencoded') body = encodedForm(body)
  }
  if (has(headers, 'content-type')?.value.includes('multipart/form-data;')) body = body.replace(/\r?\n/g, '\r\n')
  if (input.complete) {
    if (!has(headers, 'connection')) headers.push({ name: 'Connection', value: 'close' })
    if (
      !has(headers, 'content-length') &&
      (body !== '' || (input.announceEmpty && /^(?:POST|PUT|PATCH|DELETE)$/.test(input.method)))
    )
      headers.push({ name: 'Content-Length', value: String(body.length) })
  }
  return { method: input.method, target: input.uri, protocol: input.version, headers, body }
}

/** The bytes on the wire. */
export const wire = ({ method, target, protocol, headers, body }: Sent): string =>
  `${method} ${target} ${protocol}\r\n${headers.map(({ name, value }) => `${name}: ${value}\r\n`).join('')}\r\n${body}`

function taken(raw: string): Sent {
  const end = /\r?\n\r?\n/.exec(raw)
  const head = end ? raw.slice(0, end.index) : raw
  const [line = '', ...lines] = head.split(/\r?\n/)
  const [method = '', target = '', protocol = 'HTTP/0.9'] = line.split(' ')
  const headers: Pair[] = []
  for (const text of lines) {
    const colon = text.indexOf(':')
    if (colon > 0) headers.push({ name: text.slice(0, colon), value: text.slice(colon + 1).trim() })
  }
  return { method, target, protocol, headers, body: end ? raw.slice(end.index + end[0].length) : '' }
}

/** A form that holds no escapes yet gets them; one that does stays. */
function encodedForm(data: string): string {
  let unescaped: string
  try {
    unescaped = queryUnescape(data)
  } catch {
    return data // go-ftw sends what it cannot read as it is
  }
  if (unescaped !== data) return data
  return data
    .split('&')
    .map((token, at, all) => (token === '' && at === all.length - 1 ? undefined : token.split(/=(.*)/s).slice(0, 2)))
    .filter((pair) => pair !== undefined)
    .map((pair) => pair.map(queryEscape).join('='))
    .join('&')
}

function queryUnescape(text: string): string {
  return text.replace(/\+|%(.{0,2})/gs, (all, hex) => {
    if (all === '+') return ' '
    if (!/^[0-9a-f]{2}$/i.test(hex)) throw new URIError(all)
    return String.fromCharCode(Number.parseInt(hex, 16))
  })
}

const queryEscape = (text: string): string =>
  text.replace(/[^A-Za-z0-9\-_.~]/g, (c) =>
    c === ' ' ? '+' : `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )
