/**
 * Longest argument or file of phrases, in bytes (the longest of the OWASP CRS has 72,000): a rule that brings more is
 * refused when it is compiled. An automaton takes four bytes for each of them and each different byte among them.
 */
export const maxPhraseBytes = 131_072

/** RangeError when it is longer than `maxPhraseBytes`. */
export function checkPhraseBytes(text: string): void {
  if (text.length > maxPhraseBytes) throw new RangeError(`${text.length} bytes of phrases, ${maxPhraseBytes} at most`)
}

/**
 * The phrases of a `@pm` argument: separated by blanks; `|41 42|` stands for bytes in hexadecimal, a backslash may stand
 * before `: ; \ "`, and quotes around the whole go. As in ModSecurity an argument with another escape is taken as it is.
 */
export function phrases(argument: string): readonly string[] {
  return (unescapePhrases(argument) ?? argument).split(/[\t-\r ]+/).filter((phrase) => phrase !== '')
}

/**
 * The phrases of a `@pmFromFile` file: one a line, blanks within kept, those around not; empty lines and lines that
 * start with `#` are none. Escapes as in `phrases`, line by line, as in 2.9: v3 knows none here, and keeps the blanks.
 */
export function phraseLines(content: string): readonly string[] {
  return content
    .split('\n')
    .map(trimBlanks)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => unescapePhrases(line) || line)
}

const hexadecimal = /\|([0-9A-Fa-f ]+)\|/y

/**
 * A `@pm` or `@strmatch` argument without its quotes, escapes and hexadecimal bytes; undefined when an escape is unknown.
 * Bars around anything else stay (`Ani-Shell | India`), where 2.9 would read the letters a to f behind them as bytes.
 */
export function unescapePhrases(argument: string): string | undefined {
  let text = trimStartBlanks(argument)
  if (text.length > 1 && text.startsWith('"') && text.endsWith('"')) text = text.slice(1, -1)
  if (!/[\\|]/.test(text)) return text
  let out = ''
  for (let i = 0, size = text.length; i < size; i++) {
    const char = text[i] as string
    if (char === '\\') {
      const next = text[i + 1]
      if (next === undefined || !':;\\"'.includes(next)) return undefined
      out += next
      i++
      continue
    }
    hexadecimal.lastIndex = i
    const bytes = char === '|' ? hexadecimal.exec(text)?.[1]?.replaceAll(' ', '') : undefined
    if (bytes === undefined || bytes.length % 2 === 1 || bytes === '') out += char
    else {
      for (let at = 0, length = bytes.length; at < length; at += 2)
        out += String.fromCharCode(Number.parseInt(bytes.slice(at, at + 2), 16))
      i = hexadecimal.lastIndex - 1
    }
  }
  return out
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
