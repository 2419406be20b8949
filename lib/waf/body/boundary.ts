/** The boundary of a multipart/form-data body as its Content-Type tells it, or why there is none to go by. */
export interface Boundary {
  /** Without the two dashes; '' with an error. */
  readonly boundary: string
  readonly quoted: boolean
  readonly whitespace: boolean
  readonly semicolonMissing: boolean
  readonly error: string | undefined
}

const longestContentType = 1024
const type = /^multipart\/form-data/i
const blank = /^[ \t\n\v\f\r]*$/
// RFC 2046, section 5.1.1, without the blank, which ModSecurity refuses.
const allowed = /^[0-9A-Za-z'()+_,\-./:=?]*$/
// RFC 2046, section 5.1.1.
const longestBoundary = 70

/**
 * Reads the boundary out of a Content-Type, as strictly as ModSecurity: one `boundary` parameter, in lower case, first behind the type. Two
 * readers that could see two boundaries would read two bodies. Never throws.
 */
export function boundaryOf(contentType: string): Boundary {
  let quoted = false
  let whitespace = false
  let semicolonMissing = false
  const result = (boundary: string, reason?: string): Boundary => ({
    boundary,
    quoted,
    whitespace,
    semicolonMissing,
    error: reason === undefined ? undefined : `Multipart: ${reason}`,
  })
  const invalid = (what: string): Boundary => result('', `invalid boundary in C-T (${what})`)

  if (contentType === '') return result('', 'Content-Type header not available')
  if (contentType.length > longestContentType) return invalid('length')
  const matched = type.exec(contentType)
  if (matched === null) return result('', 'invalid MIME type')
  if (countBoundaries(contentType) > 1) return result('', 'multiple boundary parameters in C-T')
  const start = contentType.indexOf('boundary')
  if (start < 0) {
    return countBoundaries(contentType) > 0 ? invalid('case sensitivity') : result('', 'boundary not found in C-T')
  }

  const before = contentType.slice(matched[0].length, start)
  const semicolon = before.indexOf(';')
  if (!blank.test(semicolon < 0 ? before : before.slice(0, semicolon) + before.slice(semicolon + 1))) {
    return invalid('malformed')
  }
  semicolonMissing = semicolon < 0

  const equals = contentType.indexOf('=', start)
  if (equals < 0) return invalid('malformed')
  const between = contentType.slice(start + 'boundary'.length, equals)
  if (!blank.test(between)) return invalid('parameter name')
  // Parameters behind the boundary are none of its business.
  const end = contentType.indexOf(';', equals)
  let value = contentType.slice(equals + 1, end < 0 ? undefined : end)
  whitespace = between !== '' || (value !== '' && blank.test(value.charAt(0)))
  if (value.length >= 2 && value.startsWith('"') && value.endsWith('"')) {
    quoted = true
    value = value.slice(1, -1)
  } else if (value.startsWith('"') || value.endsWith('"')) return invalid('quote')
  if (countBoundaries(value) > 0) return invalid('content')
  if (!allowed.test(value)) return invalid('characters')
  if (value === '') return invalid('empty')
  if (value.length > longestBoundary) return invalid('length')
  return result(value)
}

/** How often the word is there, in any case, with an equals sign somewhere behind it. */
function countBoundaries(text: string): number {
  const lastEquals = text.lastIndexOf('=')
  let count = 0
  for (const { index } of text.matchAll(/boundary/gi)) if (index + 'boundary'.length <= lastEquals) count++
  return count
}
