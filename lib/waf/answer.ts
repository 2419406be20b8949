import type { Context } from '../core/context.ts'
import type { Settings } from '../ir/rule.ts'
import type { Pair } from './message.ts'

/** Whether the body of an answer is one that rules may see: a listed type, whole, and no endless stream. */
export function inspectsBody(request: Request, response: Response, settings: Settings): boolean {
  if (request.method === 'HEAD' || response.body === null) return false
  if (response.status === 101 || response.status === 206) return false
  const type = (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  return type !== 'text/event-stream' && settings.responseBodyMimeTypes.includes(type)
}

/**
 * A request's fields, as they are sent on and, where that differs, as they came: neither what an origin gets nor what the door took out
 * goes by unseen.
 */
export function fieldsOf(request: Request, { received, fieldNames, fieldValues }: Context): Pair[] {
  const pairs: Pair[] = []
  // The platform's own request cannot be changed: it is as the door has read it.
  if (received === request) {
    for (let at = 0; at < fieldNames.length; at++)
      pairs.push({ name: fieldNames[at] as string, value: bytesOf(fieldValues[at] as string) })
    return pairs
  }
  // Kept here: each question to the platform's own Headers costs a microsecond.
  const forwarded = new Map<string, string>()
  request.headers.forEach((value, name) => {
    forwarded.set(name, value)
    pairs.push({ name, value: bytesOf(value) })
  })
  for (let at = 0; at < fieldNames.length; at++) {
    const name = fieldNames[at] as string
    const value = fieldValues[at] as string
    const sent = forwarded.get(name)
    // Cookie fields that the door has joined are the same cookies.
    if (sent !== value && !(name === 'cookie' && sent?.replaceAll('; ', ', ') === value.replaceAll('; ', ', ')))
      pairs.push({ name, value: bytesOf(value) })
  }
  return pairs
}

/** Fields as byte strings. Values beyond ASCII were UTF-8 on the wire: the platform decoded them. */
export function pairsOf(headers: Headers): Pair[] {
  const pairs: Pair[] = []
  headers.forEach((value, name) => {
    pairs.push({ name, value: bytesOf(value) })
  })
  return pairs
}

const beyondAscii = /[^\0-\x7f]/
const encoder = new TextEncoder()

export function bytesOf(text: string): string {
  if (!beyondAscii.test(text)) return text
  let out = ''
  for (const byte of encoder.encode(text)) out += String.fromCharCode(byte)
  return out
}
