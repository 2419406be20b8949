/**
 * Whether the request has been through `id` before (RFC 8586, section 2). `CDN-Loop` is a list of ids with parameters; ids compare
 * without case. A quoted parameter value may hold commas, so those are read over; where a quote never ends, every comma counts: that
 * finds an id too many rather than one too few.
 */
export function loops(cdnLoop: string | null, id: string): boolean {
  if (cdnLoop === null) return false
  const own = id.toLowerCase()
  // Takes a string that never ends as well, or it would be read again from each of its escaped quotes.
  const unquoted = cdnLoop.replace(/"(?:[^"\\]|\\.)*("?)/g, (text, end) => (end ? '""' : text))
  return unquoted.split(',').some((member) => member.split(';', 1)[0]?.trim().toLowerCase() === own)
}

/** Adds this hop to `CDN-Loop`. What others wrote stays as it is (section 2). */
export const appendCdnLoop = (cdnLoop: string | null, id: string): string => (cdnLoop ? `${cdnLoop}, ${id}` : id)
