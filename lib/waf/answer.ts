import type { Settings } from '../ir/rule.ts'
import type { Pair } from './message.ts'

/** Whether the body of an answer is one that rules may see: a listed type, whole, and no endless stream. */
export function inspectsBody(request: Request, response: Response, settings: Settings): boolean {
  if (request.method === 'HEAD' || response.body === null) return false
  if (response.status === 101 || response.status === 206) return false
  const type = (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  return type !== 'text/event-stream' && settings.responseBodyMimeTypes.includes(type)
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
