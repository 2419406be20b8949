import { parseDictionary, Token } from 'structured-headers'
import { type CacheControl, type Directive, parseDeltaSeconds, toCacheControl } from './cache-control.ts'

const maxLength = 8192

/** A targeted field is a Dictionary (RFC 9213, section 2.1). Empty, or not one: `undefined`, as if it were not there. */
export function parseTargeted(text: string): CacheControl | undefined {
  if (text.length > maxLength) return undefined
  const members: Directive[] = []
  try {
    for (const [name, [value]] of parseDictionary(text)) {
      if (value === false) continue // `no-store=?0`
      members.push([name, directiveValue(value)])
    }
  } catch {
    return undefined
  }
  return members.length === 0 ? undefined : toCacheControl(members)
}

/**
 * A directive's value as Cache-Control would bear it. Of another type than RFC 9213 gives the directive it becomes a text that no
 * lifetime can be read from: the directive is there, and says nothing that could make an answer fresh.
 */
function directiveValue(value: unknown): string | undefined {
  if (value === true) return undefined
  if (typeof value === 'number' && Number.isInteger(value)) return String(value)
  if (typeof value === 'string') return parseDeltaSeconds(value) === undefined ? value : `"${value}"`
  return value instanceof Token ? value.toString() : 'unreadable'
}
