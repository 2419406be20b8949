import type { UserAgent } from './user-agent.ts'

// Ranges of RFC 4647 with weights of RFC 9110, section 12.5.4. `C`, which Qt and WebKit send where nothing is set, is one by its form.
const list = /^\s*(?:[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,4}|\*)(?:\s*;\s*q=[01](?:\.\d{0,3})?)?\s*$/
const mostRanges = 32

/** Whether Accept-Language is a list of languages, at most 32 of which are looked at. */
export function isLanguageList(field: string): boolean {
  if (field === '*') return false
  let from = 0
  for (let ranges = 0; ranges < mostRanges; ranges++) {
    const comma = field.indexOf(',', from)
    if (!list.test(comma < 0 ? field.slice(from) : field.slice(from, comma))) return false
    if (comma < 0) return true
    from = comma + 1
  }
  return true
}

/** A Chromium's list of one language of one country: it would have added the language alone. */
export const isBare = ({ family, embedded }: UserAgent, field: string): boolean =>
  family === 'chromium' && !embedded && field.length === 5 && /^[a-z]{2}-[A-Z]{2}$/.test(field)
