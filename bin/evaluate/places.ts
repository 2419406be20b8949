import type { InspectedRequest, Pair } from '../../lib/waf/message.ts'
import type { Sample } from './sets.ts'

/** What a browser sends along. */
const usual: readonly Pair[] = [
  { name: 'Host', value: 'shop.example' },
  {
    name: 'User-Agent',
    value:
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36',
  },
  { name: 'Accept', value: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' },
  { name: 'Accept-Language', value: 'en-GB,en;q=0.8' },
]

const hex = (byte: number): string => byte.toString(16).padStart(2, '0')

/** All but letters, digits and `-._~` as `%hh`. */
export const percent = (text: string): string =>
  text.replace(/[^A-Za-z0-9\-._~]/g, (c) => `%${hex(c.charCodeAt(0)).toUpperCase()}`)

/** A text with escapes in it is what goes on the wire; only what cannot stand in a query is escaped in it. */
export const onTheWire = (text: string): string =>
  /%(?:[0-9a-fA-F]{2}|[uU][0-9a-fA-F]{4})/.test(text)
    ? text.replace(/[^\x21-\x7e]|[#&"<>]/g, (c) => (c === ' ' ? '%20' : `%${hex(c.charCodeAt(0))}`))
    : percent(text)

const post = (type: string, body: string): InspectedRequest => ({
  method: 'POST',
  target: '/p',
  protocol: 'HTTP/1.1',
  headers: [...usual, { name: 'Content-Type', value: type }, { name: 'Content-Length', value: String(body.length) }],
  body,
})
const get = (target: string, more: readonly Pair[] = []): InspectedRequest => ({
  method: 'GET',
  target,
  protocol: 'HTTP/1.1',
  headers: [...usual, ...more],
})

const jsonText = (text: string): string =>
  text.replace(/["\\]|[^\x20-\xff]|[\x7f]/g, (c) =>
    c === '"' || c === '\\' ? `\\${c}` : `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

/** Bytes that are no UTF-8 are sent as Latin-1 would be. */
const asUtf8 = (text: string): string => {
  const bytes = Buffer.from(text, 'latin1')
  return bytes.toString('utf8').includes('\ufffd') ? Buffer.from(text, 'utf8').toString('latin1') : text
}

/** Places that a text is put into. The first two are those that a rate is counted on. */
export const places: Readonly<Record<string, (text: string) => InspectedRequest>> = {
  query: (text) => get(`/?p=${onTheWire(text)}`),
  form: (text) => post('application/x-www-form-urlencoded', `p=${onTheWire(text)}`),
  json: (text) => post('application/json', `{"p":"${jsonText(asUtf8(text))}","n":1}`),
  multipart: (text) =>
    post(
      'multipart/form-data; boundary=----b7f1a0',
      `------b7f1a0\r\nContent-Disposition: form-data; name="p"\r\n\r\n${text}\r\n------b7f1a0--\r\n`,
    ),
  header: (text) => get('/', [{ name: 'X-Note', value: text.replace(/[\r\n\0]/g, ' ') }]),
  cookie: (text) => get('/', [{ name: 'Cookie', value: `sid=4f1c; p=${percent(text)}` }]),
  path: (text) => get(`/p/${onTheWire(text).replace(/\?/g, '%3f')}`),
}

/** How a text may be written so that only its reader sees it. */
export const encodings: Readonly<Record<string, (text: string) => string>> = {
  percent,
  'percent twice': (text) => percent(percent(text)),
  base64: (text) => Buffer.from(text, 'latin1').toString('base64'),
  'base64 unpadded': (text) => Buffer.from(text, 'latin1').toString('base64url'),
  'JS unicode': (text) => text.replace(/[^A-Za-z0-9 ]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
  'HTML entities': (text) => text.replace(/[^A-Za-z0-9 ]/g, (c) => `&#x${hex(c.charCodeAt(0))};`),
}

export function requestOf({ text, request }: Sample, place: string): InspectedRequest {
  if (!request) return (places[place] as (text: string) => InspectedRequest)(text)
  const { method, path, query } = request
  if (method === 'GET') return get(query === '' ? path : `${path}?${query}`)
  return { ...post('application/x-www-form-urlencoded', query), method, target: path }
}
