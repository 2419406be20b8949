import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { browser, type Job } from './job.ts'

/** Where wfuzz's package keeps its lists. */
const folderOfLists = '/usr/share/wfuzz/wordlist'
const head = [
  '-H',
  `User-Agent: ${browser.agent}`,
  '-H',
  `Accept: ${browser.accept}`,
  '-H',
  `Accept-Language: ${browser.languages}`,
]

interface Aim {
  readonly hole: string
  readonly target: string
  readonly list: string
  /** What an answer holds where the word did something; none: nothing of the list fits this hole. */
  readonly told?: string
  /** The body to send, and its type. */
  readonly body?: readonly [type: string, text: string]
}

const urlencoded = 'application/x-www-form-urlencoded'
const all = 'Injections/All_attack.txt'
const aims: readonly Aim[] = [
  {
    hole: 'sql-form',
    target: '/login',
    list: 'Injections/SQL.txt',
    told: 'Welcome back',
    body: [urlencoded, 'user=FUZZ&password=x'],
  },
  { hole: 'sql-form', target: '/login', list: all, told: 'Welcome back', body: [urlencoded, 'user=FUZZ&password=x'] },
  { hole: 'sql-number', target: '/product?id=FUZZ', list: 'vulns/sql_inj.txt' },
  { hole: 'sql-number', target: '/product?id=FUZZ', list: 'Injections/SQL.txt', told: 'number 9 ' },
  { hole: 'sql-search', target: '/search?q=FUZZ', list: 'Injections/bad_chars.txt', told: 'SQLException' },
  { hole: 'xss-text', target: '/greet?name=FUZZ', list: 'Injections/XSS.txt', told: 'Hello <' },
  { hole: 'xss-attribute', target: '/find?word=FUZZ', list: all, told: 'value="[^"]*"[^>]' },
  { hole: 'file', target: '/file?name=FUZZ', list: 'Injections/Traversal.txt', told: 'root:x:' },
  { hole: 'file', target: '/file?name=FUZZ', list: 'vulns/dirTraversal-nix.txt', told: 'root:x:' },
  { hole: 'file', target: '/file?name=FUZZ', list: 'vulns/dirTraversal-win.txt', told: 'boot loader' },
  { hole: 'command', target: '/ping?host=FUZZ', list: all, told: 'uid=' },
  { hole: 'template', target: '/card?text=FUZZ', list: all },
  { hole: 'xml', target: '/xml', list: 'Injections/XML.txt', body: ['text/xml', 'FUZZ'] },
]

const jobs = ({ hole, target, list, told, body }: Aim): readonly Job[] => {
  const shared = { hole, straight: told !== undefined }
  const sent = body ? ['-d', body[1], '-H', `Content-Type: ${body[0]}`] : []
  const shows = told ?? 'portcullis|drawbridge'
  return [
    {
      ...shared,
      tool: 'wfuzz',
      name: list,
      // It shows what it filters out as well, and wipes it off the screen.
      found: /Processed Requests: (\d+)\b[\s\S]*Filtered Requests: (?!\1\b)\d/,
      command: (base) => [
        'wfuzz',
        '-t',
        '2',
        '-z',
        `file,${folderOfLists}/${list},urlencode`,
        ...head,
        ...sent,
        '--ss',
        shows,
        `${base}${target}`,
      ],
    },
    {
      ...shared,
      tool: 'ffuf',
      name: list,
      found: /Status: \d/,
      command: (base, folder) => [
        ...[
          'ffuf',
          '-t',
          '2',
          '-w',
          words(list, folder, body?.[0] !== 'text/xml'),
          ...head,
          ...(body ? ['-X', 'POST'] : []),
          ...sent,
        ],
        ...['-mc', '599', '-mr', shows, '-u', `${base}${target}`],
      ],
    },
  ]
}

/** ffuf puts words in as they are: in a query or a form they are sent escaped. */
function words(list: string, folder: string, escaped: boolean): string {
  const from = join(folderOfLists, list)
  if (!existsSync(from)) return from
  const to = join(folder, list.replace(/\W+/g, '-'))
  const lines = readFileSync(from, 'latin1').split(/\r?\n/)
  writeFileSync(to, lines.map((line) => (escaped ? encodeURIComponent(line) : line)).join('\n'))
  return to
}

/** Lists of attacks as they are installed, put into one hole each. */
export const listJobs: readonly Job[] = aims.flatMap(jobs)
