import { codeAt } from '../../text/code-at.ts'
import { isBlank } from './bytes.ts'
import { type Finding, surer } from './finding.ts'
import { Fact, type Needs } from './needs.ts'
import { isProse, proseOf } from './prose.ts'

export const crlfNeeds: Needs = { all: Fact.newline, any: Fact.colon | Fact.slash | Fact.angle, length: 5 }

/** Fields of answers that change what a browser or cache does (RFC 9110, 6265, 9111; Fetch). */
const response: ReadonlySet<string> = new Set(
  `set-cookie location content-type content-length content-encoding content-disposition transfer-encoding refresh link status
  access-control-allow-origin access-control-allow-credentials content-security-policy x-xss-protection cache-control connection
  host x-forwarded-for x-forwarded-host x-original-url authorization cookie expires last-modified server`.split(/\s+/),
)

/** Fields of mails that change where they go and how they read (RFC 5322, 2045). */
const mail: ReadonlySet<string> = new Set(
  'bcc cc to from subject reply-to sender mime-version content-transfer-encoding return-path x-mailer received'.split(
    ' ',
  ),
)

/** SMTP commands (RFC 5321) and IMAP's that follow a broken line. */
const commands =
  /^(?:MAIL FROM:|RCPT TO:|DATA\r?$|QUIT\r?$|EHLO |HELO |RSET\r?$|\w{1,4} (?:FETCH|CREATE|DELETE|SELECT|LOGOUT|CAPABILITY)\b)/i

/**
 * Would this value, put into a header, begin another line of it? A line end and a field's name, a status line, an empty line and a body;
 * for mail the fields and commands of mail. Text of several lines is ordinary, and so are lines with a colon: only known names count.
 */
export function crlf(value: string): Finding | undefined {
  let found: Finding | undefined
  let prose: boolean | undefined
  let url: boolean | undefined
  for (let at = 0, size = value.length; at < size; at++) {
    const code = codeAt(value, at)
    if (code !== 10 && code !== 13) continue
    let next = at + 1
    let breaks = code === 10 ? 1 : codeAt(value, at + 1) === 10 ? 0 : 1
    while (next < value.length && isBlank(codeAt(value, next))) {
      if (codeAt(value, next) === 10) breaks++
      next++
    }
    url ??= /^(?:https?:)?\/\/[^\s"'<>]{1,512}[\r\n]/i.test(value)
    const says = line(value, at, next, breaks) ?? (url ? broken(value, at, next) : undefined)
    if (says) {
      prose ??= isProse(proseOf(value))
      const free = isToken(value, at) && !prose && !(says.confidence < 0.85 && isRecord(value))
      found = surer(found, { ...says, confidence: Math.min(says.confidence, free ? 1 : 0.55) })
    }
    at = next - 1
    if (found && found.confidence >= 0.9) return found
  }
  return found
}

/** Whether lines with names are what the value is made of from its first on: a card, a calendar, a block of metadata. */
const isRecord = (value: string): boolean => /^[\w-]{1,32}[:;](?!\/\/)/.test(value)

/** Whether the first line is what stands in a header's place: one token, an address, nothing. Letters and notes begin with words. */
function isToken(value: string, end: number): boolean {
  const first = firstBreak(value, end)
  let words = 0
  let at = 0
  while (at < first) {
    while (at < first && isBlank(codeAt(value, at))) at++
    if (at < first) words++
    while (at < first && !isBlank(codeAt(value, at))) at++
    if (words > 3) return false
  }
  return words <= 3
}

function firstBreak(value: string, end: number): number {
  for (let at = 0; at < end && at < 512; at++) if (codeAt(value, at) === 10 || codeAt(value, at) === 13) return at
  return Math.min(end, 512)
}

function line(value: string, at: number, start: number, breaks: number): Finding | undefined {
  const text = value.slice(start, start + 64)
  if (/^HTTP\/[\d.]{1,3}\s+\d{3}/.test(text)) return finding('status line', at, start + 8, 0.95)
  if (breaks > 1 && /^<(?:html|script|svg|img|body|!doctype|h1)\b/i.test(text))
    return finding('body', at, start + 1, 0.85)
  if (commands.test(text.split('\n', 1)[0] as string)) return finding('mail command', at, start + 4, 0.85)
  const name = /^([a-z][a-z\d-]{1,40})[ \t]{0,4}:/i.exec(text)
  if (!name) return undefined
  const field = (name[1] as string).toLowerCase()
  const end = start + (name[1] as string).length
  if (response.has(field) || /^x-[a-z]+-[a-z]/.test(field))
    return finding(
      'header',
      at,
      end,
      /^(?:server|host|location|link|status|expires|connection|refresh|cookie)$/.test(field) ? 0.82 : 0.9,
    )
  if (!mail.has(field)) return undefined
  // "Subject:" begins many a note; "Bcc:" or an address behind a name none.
  const addressed = /^[^\n]{0,60}@/.test(text.slice(name[0].length))
  return finding(
    'mail header',
    at,
    end,
    field === 'bcc' || field === 'mime-version' || field === 'content-transfer-encoding' ? 0.9 : addressed ? 0.82 : 0.6,
  )
}

/** An address that a line of its own follows, with whichever name: no list of addresses, and no text, goes on so. */
function broken(value: string, at: number, start: number): Finding | undefined {
  const name = /^[a-z][\w-]{0,40}:(?!\/\/)/i.exec(value.slice(start, start + 48))
  return name ? finding('header', at, start + name[0].length, 0.85) : undefined
}

function finding(context: string, start: number, end: number, confidence: number): Finding {
  return {
    language: 'header',
    context,
    reason: 'a line that ends a header and begins another',
    span: [start, end],
    confidence,
  }
}
