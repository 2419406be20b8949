import type { Finding } from '../finding.ts'
import type { Needs } from '../needs.ts'

export const uploadNameNeeds: Needs = { all: 0, any: 0, length: 2 }

/** Extensions that web servers run, as packages of Apache, nginx, IIS, Tomcat and ColdFusion set them up. */
const executed: ReadonlySet<string> = new Set(
  `php php3 php4 php5 php6 php7 php8 phtml phtm phar pht phps pgif shtml shtm stm asp aspx asa asax ascx ashx asmx cer cdx aspq axd cshtm
  cshtml vbhtml rem soap jsp jspx jspf jsw jsv jtml jhtml do cfm cfml cfc cgi fcgi war htaccess`.split(/\s+/),
)

/** Extensions that somebody runs at home, or that a browser reads as a page. Many sites take them on purpose. */
const runnable: ReadonlySet<string> = new Set(
  'exe dll bat cmd com scr pif msi vbs vbe js jse wsf wsh hta ps1 sh pl py rb lnk reg svg html htm xhtml swf jar'.split(
    ' ',
  ),
)

/** Files that change how a server reads the folder that they lie in. */
const settings: ReadonlySet<string> = new Set([
  '.htaccess',
  '.htpasswd',
  '.user.ini',
  'web.config',
  'php.ini',
  'crossdomain.xml',
  '.env',
  'authorized_keys',
])

/**
 * Is this file name one that a server runs, or one that lands elsewhere than it says? Double extensions, trailing dots, blanks and streams,
 * NUL, settings of servers, names of archive entries that climb (zip slip). @param value the name alone, as the client sent it
 */
export function uploadName(value: string): Finding | undefined {
  const slash = Math.max(value.lastIndexOf('/'), value.lastIndexOf('\\'))
  const climbs = /(?:^|[\\/])\.\.(?:[\\/]|$)/.test(value.slice(0, 4096)) || /^(?:[\\/]|[a-z]:[\\/])/i.test(value)
  if (climbs && slash < value.length - 1 && value.includes('..'))
    return finding('path', 'a file name that leaves its folder', value, 0.9)
  const name = value.slice(slash + 1, slash + 257).toLowerCase()
  if (settings.has(trimmed(name))) return finding('settings', 'a file that sets up the server', value, 0.9)
  const disguised = trimmed(name) !== name
  const parts = trimmed(name).split(/[.;%\0]|::\$/)
  const last = parts.length > 1 ? (parts.at(-1) as string) : ''
  if (executed.has(last))
    return finding(
      'extension',
      'an extension that servers run',
      value,
      disguised ? 0.95 : /^(?:do|rem|com|soap|war|cer|stm)$/.test(last) ? 0.5 : 0.9,
    )
  // Apache runs by any extension it knows: x.php.jpg; IIS cut x.asp;.jpg.
  const inner = parts.slice(1, -1).find((part) => executed.has(part) && part !== 'do' && part !== 'rem')
  if (inner !== undefined) return finding('extension', 'an extension that servers run, before another', value, 0.85)
  return runnable.has(last) ? finding('extension', 'an extension that runs or shows as a page', value, 0.5) : undefined
}

/** Without what file systems drop at the end: dots, blanks, the stream's name, NUL. */
function trimmed(name: string): string {
  return name.replace(/(?:::\$(?:data|index_allocation).{0,8}|[\s.\0]|%00|%20|\/){1,32}$/, '')
}

function finding(context: string, reason: string, value: string, confidence: number): Finding {
  return { language: 'upload', context, reason, span: [0, value.length], confidence }
}
