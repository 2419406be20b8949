import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { backtracking, RegexBound } from '../../lib/regex/backtrack.ts'
import { isBounded } from '../../lib/regex/bounded.ts'
import { linear } from '../../lib/regex/linear.ts'
import { RegexError } from '../../lib/regex/regex-error.ts'
import { translate } from '../../lib/regex/translate.ts'
import { parseSecLang } from '../../lib/seclang/index.ts'
import { toBytes } from '../../lib/waf/body/bytes.ts'
import { readContentType } from '../../lib/waf/body/charset.ts'
import { parseCookies } from '../../lib/waf/body/cookies.ts'
import { decodeBody } from '../../lib/waf/body/decode.ts'
import { parseJson } from '../../lib/waf/body/json.ts'
import { parseMultipart } from '../../lib/waf/body/multipart.ts'
import { parseUrlencoded } from '../../lib/waf/body/urlencoded.ts'
import { parseXml } from '../../lib/waf/body/xml.ts'
import { detectSqli } from '../../lib/waf/detect/sqli.ts'
import { detectXss } from '../../lib/waf/detect/xss.ts'
import { transformations } from '../../lib/waf/transformations/index.ts'
import type { FuzzTarget } from './guided.ts'

const limits = { depth: 64, arguments: 200, names: 100_000 }
const disposition = 'Content-Disposition: form-data; name="a"'
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')
const bytes = ['\0', '\t', '\r\n', '\n', ' ', '\xc3', '\xa9', '\xff', '\xef\xbb\xbf']

/** Everything in the rules' way from text to meaning that reads what others wrote. */
export const targets: readonly FuzzTarget[] = [
  {
    name: 'form',
    files: '/lib/waf/body/',
    seeds: ['a=1&b=%41+c&&d=&e&%zz=%4'],
    words: ['&', '=', '%', '%41', '%u0041', '+', ';', '[]', ...bytes],
    run: (text) => parseUrlencoded(text, 200),
  },
  {
    name: 'cookies',
    files: '/lib/waf/body/',
    seeds: ['a=1; b="2;3"; =x;; c; $Path=/'],
    words: ['=', ';', '; ', '"', '$', '\\', '%41', ...bytes],
    run: (text) => parseCookies(text, 200),
  },
  {
    name: 'json',
    files: '/lib/waf/body/',
    seeds: [
      '{"a":{"b":[1,-2.5e+3,true,false,null,"x\\u0041\\ud83d\\ude00\\n\xc3\xa9"]},"a":[[{}],[]]}',
      '[{"k":"v"},{"k":"\\ud800"},"\\udc00\xe2\x82\xac\xf0\x9f\x98\x80"]',
    ],
    words: [
      ...['{', '}', '[', ']', ',', ':', '"', '\\', '\\u', '\\ud83d', '\\ude00', 'true', 'null', '1e5', '-0'],
      ...bytes,
    ],
    run: (text) => [parseJson(text, limits), parseJson(text, { ...limits, naming: '3' })],
  },
  {
    name: 'xml',
    files: '/lib/waf/body/',
    seeds: [
      '<?xml version="1.0" encoding="ISO-8859-1"?><a x="1&lt;&#65;">t<b/><![CDATA[c]]><!-- d --><?e f?>&#x20AC;</a>',
      '<!DOCTYPE a [<!ENTITY x "y"><!-- z --><?p?><!ATTLIST a b CDATA "d">]><a xmlns:p="u">\r\n&x;</a>',
    ],
    words: [
      ...['<', '>', '/>', '</', '<!--', '-->', '<![CDATA[', ']]>', '<?', '?>', '<!DOCTYPE a [', '<!ENTITY x "'],
      ...[']>', '&lt;', '&#', '&#x', 'xmlns:', 'encoding=', '="', "'", ...bytes],
    ],
    run: (text) => parseXml(text, { depth: 64, attributes: 200, elements: 500 }),
  },
  {
    name: 'multipart',
    files: '/lib/waf/body/',
    seeds: [
      `--X\r\n${disposition}\r\n\r\nv\r\n--X\r\n${disposition}; filename="f"; filename*=u''g\r\nA: b\r\n c\r\n\r\n\r\n--X--\r\n`,
      `pre\n--X\n${disposition}\n\n--Y\n-- X\n--X--`,
    ],
    words: ['--X', '--X--', '\r\n\r\n', '--', disposition, 'filename=', 'name=', '"', '\\', ';', "''", ...bytes],
    run: (text) => parseMultipart(text, 'multipart/form-data; boundary=X'),
  },
  {
    name: 'content-type',
    files: '/lib/waf/body/',
    seeds: ['multipart/form-data; boundary="X"; charset=utf-8; Charset="u\\"f"'],
    words: ['multipart/', 'boundary=', 'charset=', ';', '"', '\\', '/', ',', '*=', ...bytes],
    run: (text) => [
      readContentType(text),
      parseMultipart('--X\r\nContent-Disposition: form-data; name="a"\r\n\r\nv\r\n--X--\r\n', text),
    ],
  },
  {
    // The first byte says with which codings.
    name: 'content-coding',
    files: '/lib/waf/body/',
    seeds: [
      `0${latin1(gzipSync('hello hello hello'))}`,
      `1${latin1(deflateSync('x'.repeat(5000)))}`,
      `1${latin1(deflateRawSync('abcabcabc'))}`,
      `2${latin1(gzipSync(deflateSync('in two layers')))}`,
    ],
    words: ['\x1f\x8b\x08', '\x78\x9c', '\0\0\0\0', '\xff\xff', ...bytes],
    run: async (text) => {
      const coding = ['gzip', 'deflate', 'deflate, gzip', 'identity'][text.charCodeAt(0) & 3] ?? 'gzip'
      const decoded = await decodeBody(toBytes(text.slice(1)), coding, 1000)
      if ('bytes' in decoded && decoded.bytes.length > 1000) throw new Error('over the limit')
    },
  },
  {
    name: 'transformations',
    files: '/lib/waf/transformations/',
    seeds: [
      '%41%u0041&lt;&#65;&#x41;\\x41\\u0041\\101 /* c */ -- d\n# e ../a/./b//c',
      'YWJj ZGVm= 0x4142 \\41 <!-- f --> "c^md" ;a,b (x) \xe2\x82\xac\xc0\xaf',
    ],
    words: [
      ...['%', '%u', '%25', '&', '&#', '&#x', '&lt', ';', '\\', '\\x', '\\u', '\\0', '/*', '*/', '--', '#', '../'],
      ...['/./', '//', '0x', '=', '^', '"', "'", ...bytes],
    ],
    run: (text) => Object.values(transformations).map((transform) => transform(text)),
  },
  {
    name: 'sqli',
    files: '/lib/waf/detect/',
    seeds: [
      `1' OR 1=1 -- `,
      `x" union/**/select 1,2,@@version from t#`,
      `1;exec xp_cmdshell N'a' /*!50000 b*/ $$c$$ 0x41`,
    ],
    words: [
      ...[
        "'",
        '"',
        '`',
        '/*',
        '*/',
        '/*!',
        '--',
        '#',
        ';',
        '(',
        ')',
        ',',
        '@',
        '@@',
        '$$',
        '$a$',
        '0x',
        "x'",
        "q'[",
        'e1',
      ],
      ...[' or ', ' and ', 'union ', 'select ', 'null', 'case ', '||', '<=>', ':=', '{', '}', '[', ']', '\\', ...bytes],
    ],
    run: detectSqli,
  },
  {
    name: 'xss',
    files: '/lib/waf/detect/',
    seeds: [`<a href="java&#115;cript:x" onclick='y'>`, `'"><svg/onload=alert(1)><!-- [if IE]> <![CDATA[x]]>`],
    words: [
      ...['<', '>', '</', '/>', '<!--', '-->', '<!', '<?', '%>', '=', '"', "'", '`', '/', 'on', 'style', 'href'],
      ...['javascript:', 'data:', '&#', '&#x', ';', 'svg', 'script', ...bytes],
    ],
    run: detectXss,
  },
  {
    name: 'patterns',
    files: '/lib/regex/',
    seeds: [
      '(?i)\\b(\\w+)\\s*=\\s*[\'"]?\\1(?:a|b{2,3}?)*+(?>c|cd)[^\\x00-\\x1f[:alpha:]-]\\Q.*\\E$',
      '^(?<n>a(?=b)|(?!c).)(?<=x)\\k<n>\\x{41}\\012(?#c)(?s-i:d)\\z',
    ],
    words: [
      ...['(', ')', '[', ']', '{', '}', '|', '*', '+', '?', '.', '^', '$', '\\', '(?:', '(?=', '(?!', '(?<=', '(?<!'],
      ...[
        '(?>',
        '(?i)',
        '(?<a>',
        '\\1',
        '\\k<a>',
        '\\b',
        '\\d',
        '\\w',
        '\\Q',
        '\\E',
        '[^',
        '[[:space:]]',
        '{1,3}',
        '*+',
      ],
      ...['\\x{41}', '\\h', '\\R', '-', ',', 'a', 'b', ...bytes],
    ],
    run: searched,
  },
  {
    name: 'seclang',
    files: '/lib/seclang/',
    seeds: [
      'SecRule ARGS|!ARGS:a|&ARGS:/^b/ "@rx (a)\\"b" "id:1,phase:2,t:none,t:lowercase,chain,capture,msg:\'x %{MATCHED_VAR}\'"\nSecRule TX:0 "!@streq %{tx.a}" "setvar:tx.b=+1,skipAfter:END"\nSecMarker END\n',
      '# c\nSecAction "id:2,nolog,pass,initcol:ip=%{REMOTE_ADDR},ctl:ruleRemoveTargetById=1-3;ARGS:x"\nSecDefaultAction "phase:1,log,deny,status:403"\nSecRuleUpdateTargetById 1 "!ARGS:c"\nInclude *.conf\n',
    ],
    words: [
      ...[
        'SecRule ',
        'SecAction ',
        'SecMarker ',
        'Include ',
        'SecRuleRemoveById ',
        'SecRuleEngine ',
        '"',
        "'",
        '\\',
        '\\\n',
      ],
      ...[
        '|',
        '!',
        '&',
        ':',
        ',',
        '/',
        '@',
        '@rx ',
        '@pm ',
        'id:',
        'phase:',
        't:',
        'chain',
        'setvar:',
        'ctl:',
        '%{',
        '}',
      ],
      ...['ARGS', 'TX', 'REQUEST_HEADERS', 'XML:/*', '<', '>', '`', '-', '#', ...bytes],
    ],
    run: (text) =>
      parseSecLang(['a.conf'], {
        // A file that includes itself is read a thousand times: that bound has a test of its own.
        read: (path) => (path === 'a.conf' ? text : path === 'b.conf' ? 'SecAction "id:9"\n' : undefined),
        find: (pattern) => (pattern.includes('conf') ? ['b.conf'] : []),
      }),
  },
]

const subjects = ['', 'ab=ab', 'aaaaaaaaaaaaaaaa!', 'x\n\0\xff-A1 b']

/** A pattern is refused, or translated to what V8 takes and both engines of our own agree on. */
function searched(pattern: string): void {
  let translated: ReturnType<typeof translate>
  try {
    translated = translate(pattern.slice(0, 300))
  } catch (error) {
    if (error instanceof RegexError) return
    throw error
  }
  const { source, flags } = translated
  // What is large takes its time to be made; that is bounded elsewhere.
  if (source.length > 1000 || /\d{3}/.test(source) || !isBounded(source, flags)) return
  const searchIn = backtracking(source, flags)
  let automaton: ReturnType<typeof linear> | undefined
  try {
    automaton = linear(source, flags)
  } catch (error) {
    if (!(error instanceof RegexError)) throw error
  }
  for (const subject of subjects) {
    let spans: readonly number[] | undefined
    try {
      spans = searchIn(subject)(0)
    } catch (error) {
      if (error instanceof RegexBound) continue
      throw error
    }
    const other = automaton?.spans(subject)
    if (automaton && (spans?.[0] !== other?.[0] || spans?.[1] !== other?.[1]))
      throw new Error(`${source} on ${JSON.stringify(subject)}: ${spans?.slice(0, 2)} and ${other?.slice(0, 2)}`)
  }
}
