import type { Finding } from '../finding.ts'

/**
 * Schemes by which a file name becomes something else: PHP's wrappers (manual, "Supported Protocols and Wrappers"), Java's `jar:` and
 * `netdoc:`, and `file:`. How sure each is at the head of a value.
 */
const schemes: ReadonlyMap<string, number> = new Map([
  ['php', 0.95],
  ['phar', 0.95],
  ['expect', 0.95],
  ['zip', 0.85],
  ['rar', 0.85],
  ['ogg', 0.85],
  ['glob', 0.9],
  ['data', 0.85],
  ['compress.zlib', 0.95],
  ['compress.bzip2', 0.95],
  ['ssh2.sftp', 0.9],
  ['ssh2.exec', 0.95],
  ['netdoc', 0.95],
  ['jar', 0.85],
  ['file', 0.7],
])

const longestScheme = 14

/**
 * A wrapper at the head of a path. @param start where the path begins in the value @param end where it ends
 * @param alone whether the path is the whole value
 */
export function wrapper(value: string, start: number, end: number, alone: boolean): Finding | undefined {
  const colon = start + value.slice(start, Math.min(end, start + longestScheme + 1)).indexOf(':')
  if (colon <= start || colon + 2 >= end) return undefined
  const scheme = value.slice(start, colon).toLowerCase()
  const sure = schemes.get(scheme)
  if (sure === undefined) return undefined
  const slashes = value.startsWith('//', colon + 1)
  // `zlib:` and `jar:http:` have no slashes; a word and a colon in prose have neither a slash nor a URL behind them.
  if (!slashes && !(scheme === 'jar' || scheme === 'netdoc' || (scheme === 'file' && value[colon + 1] === '/')))
    return undefined
  if (scheme === 'jar' && !/^(?:https?|file|ftp):/i.test(value.slice(colon + 1, colon + 8))) return undefined
  // Text asks about php://input; nobody but an attacker spells a filter chain or PHP's own form of data URLs.
  const rest = value.slice(colon + 3, colon + 10).toLowerCase()
  const spelt = (scheme === 'php' && rest.startsWith('filter/')) || (scheme === 'data' && rest.startsWith('text/'))
  const confidence = alone || spelt ? sure : sure - 0.35
  return {
    language: 'path',
    context: 'wrapper',
    reason: `a ${scheme}: wrapper for a file name`,
    span: [start, end],
    confidence,
  }
}

/** `data:;base64,…`: with no type it is no picture, and PHP includes it as it is. */
export function untypedData(value: string): Finding | undefined {
  const match = /^\s{0,8}data\s{0,4}:\s{0,4};\s{0,4}base64,/i.exec(value)
  if (!match) return undefined
  const reason = 'data in place of a file'
  return { language: 'path', context: 'wrapper', reason, span: [0, match[0].length], confidence: 0.85 }
}
