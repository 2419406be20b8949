/** Methods that change nothing (RFC 9110, section 9.2.1), and so invalidate nothing. */
const safe: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND', 'REPORT', 'SEARCH', 'QUERY'])

export const isSafe = (method: string): boolean => safe.has(method)

interface Fields {
  get(name: string): string | null
}

/**
 * URLs whose stored answers an answer to an unsafe method makes invalid (RFC 9111, section 4.4): the target's, and those of Location and
 * Content-Location where they are on the same origin. None after an error.
 *
 * @param target canonical
 */
export function invalidated(method: string, target: URL, status: number, fields: Fields): readonly URL[] {
  if (isSafe(method) || status < 200 || status >= 400) return none
  const urls = [target]
  for (const name of ['location', 'content-location']) {
    const url = resolve(fields.get(name), target)
    if (url !== undefined && url.origin === target.origin) urls.push(url)
  }
  return urls
}

const none: readonly URL[] = []

export function resolve(text: string | null, base: URL): URL | undefined {
  if (text === null || text.length > 8192) return undefined
  try {
    return new URL(text, base)
  } catch {
    return undefined
  }
}
