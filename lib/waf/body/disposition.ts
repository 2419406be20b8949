/** The parameters of a part's Content-Disposition. With an error, those read before it. */
export interface Disposition {
  readonly name: string | undefined
  readonly filename: string | undefined
  /** The value of `filename*` (RFC 8187), as it is written. */
  readonly extendedFilename: string | undefined
  /** Single quotes around a value, or in one that is not in double quotes: some readers take them for quotes. */
  readonly invalidQuoting: boolean
  readonly error: string | undefined
}

const blanks = /[^ \t]|$/g
const parameterName = /[^=\t ]*/y
// RFC 9110, section 5.6.2.
const token = /[!#$%&'*+\-.0-9A-Z^_`a-z|~]*/y

/**
 * Reads a Content-Disposition value (RFC 7578, section 4.2) as ModSecurity does: `form-data`, then `name`, `filename` and `filename*`, each
 * at most once, and nothing else; `filename*` only beside `filename`. In quotes `\"` and `\\` are one character; any
 * other backslash stays, since browsers send paths. Never throws.
 */
export function readDisposition(value: string): Disposition {
  let name: string | undefined
  let filename: string | undefined
  let extendedFilename: string | undefined
  let invalidQuoting = false
  const result = (reason?: string): Disposition => ({
    name,
    filename,
    extendedFilename,
    invalidQuoting,
    error: reason === undefined ? undefined : `Multipart: invalid Content-Disposition header (${reason})`,
  })
  const skip = (at: number): number => {
    blanks.lastIndex = at
    return blanks.exec(value)?.index ?? value.length
  }

  if (!value.startsWith('form-data')) return result('type')
  let at = skip(9)
  if (at === value.length) return result()
  if (value.charAt(at) !== ';') return result('semicolon missing')
  for (at++; ; ) {
    at = skip(at)
    if (at === value.length) return result('parameter missing')
    parameterName.lastIndex = at
    const parameter = parameterName.exec(value)?.[0] ?? ''
    at = skip(at + parameter.length)
    if (value.charAt(at) !== '=') return result('equals sign missing')
    at = skip(at + 1)
    if (at === value.length) return result('parameter value missing')

    let read: string
    const quote = value.charAt(at)
    if (quote === '"' || quote === "'") {
      if (quote === "'") invalidQuoting = true
      const end = quotedEnd(value, at + 1, quote)
      if (end < 0) return result('quote not closed')
      read = unescaped(value.slice(at + 1, end))
      at = end + 1
    } else {
      token.lastIndex = at
      read = token.exec(value)?.[0] ?? ''
      at += read.length
      if (read.includes("'") && parameter !== 'filename*') invalidQuoting = true
    }

    if (parameter === 'name') {
      if (name !== undefined) return result('duplicate name')
      name = read
    } else if (parameter === 'filename') {
      if (filename !== undefined) return result('duplicate filename')
      filename = read
    } else if (parameter === 'filename*') {
      if (extendedFilename !== undefined) return result('duplicate filename*')
      extendedFilename = read
    } else return result('unknown parameter')

    at = skip(at)
    if (at === value.length) break
    if (value.charAt(at) !== ';') {
      const last = value.charAt(at - 1)
      if (last === '"' || last === "'") invalidQuoting = true
      return result('semicolon missing')
    }
    at++
    if (at === value.length) break
  }
  // For readers that look for these very bytes there is no file here.
  if (filename !== undefined && !value.includes('filename=')) return result('filename')
  // Whoever does not know `filename*` takes such a part for a field, whoever knows it for a file.
  return extendedFilename !== undefined && filename === undefined ? result('filename* without filename') : result()
}

/** Where the closing quote stands; -1 without one. */
function quotedEnd(value: string, at: number, quote: string): number {
  for (; at < value.length; at++) {
    const char = value.charAt(at)
    if (char === quote) return at
    if (char === '\\') {
      const next = value.charAt(at + 1)
      if (next === '') return -1
      if (next === '"' || next === '\\') at++
    }
  }
  return -1
}

const unescaped = (text: string): string => (text.includes('\\') ? text.replace(/\\(["\\])/g, '$1') : text)
