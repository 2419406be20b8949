import type { InspectedRequest } from '../../../../lib/waf/message.ts'

export type Row = readonly [title: string, request: InspectedRequest]
type Fields = Readonly<Record<string, string>>

const bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

/** A request without a body, as a client of that kind sends it. */
export const ask = (title: string, method: string, target: string, fields: Fields = {}): Row =>
  send(title, method, target, undefined, '', fields)

export const get = (title: string, target: string, fields: Fields = {}): Row => ask(title, 'GET', target, fields)

export const send = (
  title: string,
  method: string,
  target: string,
  type: string | undefined,
  body: string,
  fields: Fields = {},
): Row => [
  title,
  {
    method,
    target: bytes(target),
    protocol: 'HTTP/1.1',
    headers: Object.entries({
      host: 'www.example',
      'user-agent': 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/129.0.0.0 Safari/537.36',
      accept: '*/*',
      ...(type === undefined ? {} : { 'content-type': type }),
      ...fields,
    }).map(([name, value]) => ({ name, value: bytes(value) })),
    ...(type === undefined ? {} : { body: bytes(body) }),
  },
]

export const json = (title: string, target: string, value: unknown, fields: Fields = {}, method = 'POST'): Row =>
  send(title, method, target, 'application/json', JSON.stringify(value), fields)

export const form = (title: string, target: string, values: Readonly<Record<string, string>>): Row =>
  send(title, 'POST', target, 'application/x-www-form-urlencoded', new URLSearchParams(values).toString())

export const xml = (title: string, method: string, target: string, body: string, fields: Fields = {}): Row =>
  send(title, method, target, 'application/xml; charset=utf-8', body, fields)

/** Bytes as compressed data has them: the same on every run. */
export function noise(length: number, seed = 7): string {
  let state = seed
  let bytes = ''
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    bytes += String.fromCharCode(state >>> 24)
  }
  return bytes
}
