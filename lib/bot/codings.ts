import { codings } from './expectations.ts'
import type { Facts } from './facts.ts'

// What the hosted edge and wrangler's development server write over what the visitor sent.
const rewritten: ReadonlySet<string> = new Set(['br, gzip', 'gzip, br'])

/** Whether Accept-Encoding is what the browser sends. `undefined`: nobody knows what it sent, or it asked for sound, film or type, or for a part. */
export function codingsFit(facts: Facts): boolean | undefined {
  const { sighting, fields, special } = facts
  const field = sighting.acceptEncoding ?? fields['accept-encoding']
  const dest = fields['sec-fetch-dest']
  if (special || fields.range !== undefined || dest === 'video' || dest === 'audio' || dest === 'font') return undefined
  if (sighting.acceptEncoding === undefined && field !== undefined && rewritten.has(field)) return undefined
  if (field === undefined || !field.startsWith('gzip, deflate')) return facts.agent.embedded ? undefined : false
  for (const coding of codings(facts)) if (!field.includes(coding)) return facts.agent.embedded ? undefined : false
  // Safari has sent `br` over TLS since version 11, what is built on WebKit elsewhere may not: without it nobody can tell.
  if (facts.agent.family === 'webkit' && facts.secure && !field.includes('br')) return undefined
  return true
}
