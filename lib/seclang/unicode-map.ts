import { WordError } from './diagnostics.ts'

/**
 * A code page out of ModSecurity's unicode.mapping: a line with the code page's number, then lines of `code point:byte` pairs
 * in hexadecimal. Reference manual, "SecUnicodeMapFile".
 */
export function parseUnicodeMap(text: string, codePage: string): Readonly<Record<number, number>> {
  const map: Record<number, number> = {}
  let inside = false
  let found = false
  for (const raw of text.split('\n')) {
    const line = raw.trim()
    const head = /^(\d+)\s*\(/.exec(line)
    if (head) {
      inside = head[1] === codePage
      found ||= inside
    } else if (inside)
      for (const pair of line.matchAll(/([0-9a-f]{1,6}):([0-9a-f]{2})/gi))
        map[Number.parseInt(pair[1] as string, 16)] = Number.parseInt(pair[2] as string, 16)
  }
  if (!found) throw new WordError(codePage, 0, 'the map file has no such code page')
  return map
}
