import { codeAt } from '../../text/code-at.ts'

const entity = /<!ENTITY[ \t\r\n]+(?:%[ \t\r\n]+)?[A-Za-z_:\x80-\xff][-A-Za-z0-9._:\x80-\xff]*[ \t\r\n]+(?=["'])/y
const most = 1000

/**
 * Passes over the document type declaration that begins at `at` (XML 1.0, section 2.8), quotes, comments and instructions minded, and puts
 * the literals of its first 1000 entities into `entities`. Nothing is declared by it, nothing expanded.
 *
 * @returns behind its `>`, or -1 where it does not end
 */
export function passDoctype(source: string, at: number, entities: string[]): number {
  let inSubset = false
  let inMarkup = 0
  for (at += 9; at < source.length; ) {
    const code = codeAt(source, at)
    if (code === 0x22 || code === 0x27) {
      const end = source.indexOf(code === 0x22 ? '"' : "'", at + 1)
      if (end < 0) return -1
      at = end + 1
    } else if (code === 0x3c) {
      if (!inSubset) return -1
      if (source.startsWith('<!--', at)) at = behind(source, '-->', at + 4)
      else if (source.startsWith('<?', at)) at = behind(source, '?>', at + 2)
      else {
        entity.lastIndex = at
        const head = entity.exec(source)?.[0]
        if (head !== undefined && entities.length < most) {
          const start = at + head.length
          const end = source.indexOf(source.charAt(start), start + 1)
          if (end < 0) return -1
          entities.push(source.slice(start + 1, end))
        }
        if (++inMarkup > 1) return -1
        at += head?.length ?? 1
      }
      if (at < 0) return -1
    } else {
      at++
      if (code === 0x5b && !inSubset) inSubset = true
      else if (code === 0x5d && inSubset && inMarkup === 0) inSubset = false
      else if (code === 0x3e) {
        if (inMarkup > 0) inMarkup = 0
        else if (inSubset) return -1
        else return at
      }
    }
  }
  return -1
}

function behind(source: string, what: string, at: number): number {
  const found = source.indexOf(what, at)
  return found < 0 ? -1 : found + what.length
}
