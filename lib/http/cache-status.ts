/** The parameters of one member of Cache-Status (RFC 9211, section 2). */
export interface CacheStatus {
  readonly hit: boolean
  readonly fwd?: string | undefined
  readonly fwdStatus?: number | undefined
  readonly ttl?: number | undefined
  readonly stored?: boolean | undefined
  readonly collapsed?: boolean | undefined
  readonly key?: string | undefined
  readonly detail?: string | undefined
}

/** What a String of structured fields may hold (RFC 9651, section 3.3.3), and how much of it is printed. */
const unprintable = /[^\x20-\x7e]/g
const maxStringLength = 2048

const quote = (text: string): string =>
  `"${text.slice(0, maxStringLength).replace(unprintable, '?').replace(/[\\"]/g, '\\$&')}"`

/**
 * One member of Cache-Status. `detail` is a word of ours and goes out as a token.
 *
 * @param name of the cache: a token of structured fields
 */
export function formatCacheStatus(name: string, status: CacheStatus): string {
  const { hit, fwd, fwdStatus, ttl, stored, collapsed, key, detail } = status
  let text = name
  if (hit) text += '; hit'
  if (fwd !== undefined) text += `; fwd=${fwd}`
  if (fwdStatus !== undefined) text += `; fwd-status=${fwdStatus}`
  if (ttl !== undefined) text += `; ttl=${ttl}`
  if (stored) text += '; stored'
  if (collapsed) text += '; collapsed'
  if (key !== undefined) text += `; key=${quote(key)}`
  if (detail !== undefined) text += `; detail=${detail}`
  return text
}
