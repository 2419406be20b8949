/** Longest argument or file of phrases, in bytes: a rule that brings more is refused when it is compiled. */
export const maxPhraseBytes = 1_048_576

/**
 * The phrases of a `@pm` argument: separated by blanks; `|41 42|` stands for bytes in hexadecimal, a backslash may stand
 * before `: ; \ "`, and quotes around the whole go. As in ModSecurity an argument with another escape is taken as it is.
 * RangeError when it is longer than `maxPhraseBytes`.
 */
export function phrases(argument: string): readonly string[] {
  checkSize(argument)
  return (unescapePhrases(argument) ?? argument).split(/[\t-\r ]+/).filter((phrase) => phrase !== '')
}

/**
 * The phrases of a `@pmFromFile` file: one a line, blanks within kept, those around not; empty lines and lines that
 * start with `#` are none. Escapes as in `phrases`, line by line. RangeError when it is longer than `maxPhraseBytes`.
 */
export function phraseLines(content: string): readonly string[] {
  checkSize(content)
  return content
    .split('\n')
    .map(trimBlanks)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => unescapePhrases(line) || line)
}

/** A `@pm` or `@strmatch` argument without its quotes, escapes and hexadecimal bytes; undefined when an escape is unknown. */
export function unescapePhrases(argument: string): string | undefined {
  let text = trimStartBlanks(argument)
  if (text.length > 1 && text.startsWith('"') && text.endsWith('"')) text = text.slice(1, -1)
  if (!/[\\|]/.test(text)) return text
  let out = ''
  let binary = false
  let digit = ''
  let converted = false
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string
    if (char === '|') binary = !binary
    else if (char === '\\') {
      const next = text[++i]
      if (next === undefined) break
      if (!':;\\"'.includes(next)) return undefined
      out += next
      converted = true
    } else if (!binary) out += char
    else if (/[0-9A-Fa-f]/.test(char)) {
      if (digit === '') digit = char
      else {
        out += String.fromCharCode(Number.parseInt(digit + char, 16))
        digit = ''
        converted = true
      }
    }
  }
  // A bar that brings no byte is a bar.
  return converted ? out : text
}

function checkSize(text: string): void {
  if (text.length > maxPhraseBytes) throw new RangeError(`${text.length} bytes of phrases, ${maxPhraseBytes} at most`)
}

function trimStartBlanks(text: string): string {
  return text.replace(/^[\t-\r ]+/, '')
}

function trimBlanks(text: string): string {
  const start = trimStartBlanks(text)
  let end = start.length
  while (end > 0 && /[\t-\r ]/.test(start[end - 1] as string)) end--
  return start.slice(0, end)
}
