/**
 * Whether a client would rather have HTML than JSON: `text/html` is named, and no JSON type outranks it (RFC 9110, section 12.5.1).
 * A header over 1 KiB or without `text/html` (`*\/*`, as tools send) means JSON.
 */
export function prefersHtml(accept: string | null): boolean {
  if (accept === null || accept.length > 1024) return false
  let html = 0
  let json = 0
  for (const range of accept.toLowerCase().split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim())
    const quality = weight(parameters)
    if (type === 'text/html' || type === 'application/xhtml+xml') html = Math.max(html, quality)
    if (type === 'application/json' || type.endsWith('+json')) json = Math.max(json, quality)
  }
  return html > 0 && html >= json
}

function weight(parameters: readonly string[]): number {
  const given = parameters.find((parameter) => parameter.startsWith('q='))
  if (given === undefined) return 1
  const quality = Number(given.slice(2))
  return quality >= 0 && quality <= 1 ? quality : 0
}
