import { lower } from './ascii.ts'
import { toByteString } from './body/bytes.ts'
import { decodeBody } from './body/decode.ts'

/** A body ready for the rules, or why there is none. */
export type Content =
  | { readonly kind: 'text'; readonly text: string; readonly cut: boolean }
  | { readonly kind: 'unread' }
  | { readonly kind: 'refused'; readonly status: 400 | 413 | 415 }

/**
 * Takes the content coding off. Never silently less than there is: what is over the limit is refused, or cut and said to be.
 * @param coding the Content-Encoding field
 */
export async function contentOf(
  bytes: Uint8Array,
  complete: boolean,
  coding: string | undefined,
  limit: number,
  over: 'refuse' | 'head',
  unknown: 'refuse' | 'pass',
): Promise<Content> {
  if (!complete && over === 'refuse') return { kind: 'refused', status: 413 }
  const name = lower(coding ?? '').trim()
  if (name === '' || name === 'identity') return { kind: 'text', text: toByteString(bytes), cut: !complete }
  // Part of a coded body cannot be told from a broken one.
  if (!complete) return unknown === 'pass' ? { kind: 'unread' } : { kind: 'refused', status: 413 }
  const decoded = await decodeBody(bytes, name, limit)
  if ('error' in decoded) {
    if (decoded.error === 'unknown' || decoded.error === 'layers')
      return unknown === 'pass' ? { kind: 'unread' } : { kind: 'refused', status: 415 }
    return { kind: 'refused', status: 400 }
  }
  if (decoded.exceeded && over === 'refuse') return { kind: 'refused', status: 413 }
  return { kind: 'text', text: toByteString(decoded.bytes), cut: decoded.exceeded }
}
