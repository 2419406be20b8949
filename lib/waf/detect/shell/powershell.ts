import { codeAt } from '../../../text/code-at.ts'
import { decodeLetters } from '../../transformations/base64-decode.ts'
import type { Finding } from '../finding.ts'

/** Calls of PowerShell and .NET by which scripts fetch and run others. How sure each is outside prose. */
const calls: readonly (readonly [text: string, confidence: number])[] = [
  ['downloadstring(', 0.9],
  ['downloadfile(', 0.85],
  ['frombase64string(', 0.8],
  ['invoke-expression', 0.8],
  ['invoke-mimikatz', 0.95],
  ['new-object net.webclient', 0.9],
  ['new-object system.net.webclient', 0.9],
  ['new-object system.net.sockets.tcpclient', 0.95],
  ['start-process ', 0.8],
  ['-executionpolicy bypass', 0.85],
  ['-ep bypass', 0.85],
  ['-windowstyle hidden', 0.85],
  ['%comspec%', 0.85],
  ['wscript.shell', 0.85],
]

/** What each of `calls` and the flag for encoded scripts has in it, names cut by backticks and carets too. */
const worth = /\s-e|string\(|file\(|invoke|object|process|bypass|hidden|comspec|wscript|[`^]\w/i

const longest = 4096

/** Encoded and fetched PowerShell. Backticks and carets within names are taken out first. */
export function powershell(value: string): Finding | undefined {
  if (!worth.test(value)) return undefined
  const head = value.length > longest ? value.slice(0, longest) : value
  const text = head.toLowerCase().replaceAll('`', '').replaceAll('^', '')
  for (const [call, confidence] of calls) {
    if (!text.includes(call)) continue
    const sure = call.endsWith('(') || /[;|&(]|powershell|iex/.test(text) ? confidence : 0.55
    return {
      language: 'shell',
      context: 'powershell',
      reason: 'a script that fetches or runs another',
      span: [0, value.length],
      confidence: sure,
    }
  }
  return encoded(value, text)
}

/** `-enc JABj...`: base64 of UTF-16. */
function encoded(value: string, text: string): Finding | undefined {
  const flag = text.search(/-e(?:c|nc?|ncod\w{0,12})?\s/)
  if (flag < 0) return undefined
  const start = value.indexOf(' ', flag) + 1
  let end = start
  while (end < value.length && end - start < 16 && /[A-Za-z0-9+/]/.test(value[end] as string)) end++
  if (start === 0 || end - start < 8) return undefined
  const bytes = decodeLetters(value.slice(start, end - ((end - start) % 4)))
  if (codeAt(bytes, 1) !== 0 || codeAt(bytes, 3) !== 0) return undefined
  return { language: 'shell', context: 'powershell', reason: 'an encoded script', span: [flag, end], confidence: 0.9 }
}
