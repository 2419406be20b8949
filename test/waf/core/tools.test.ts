import { expect, test } from 'vitest'
import { type InspectedRequest, waf } from '../../../lib/waf/index.ts'
import { core } from '../../../rules/core/index.ts'

const guard = waf({ rules: core(), mode: 'block' })
const refused = async (over: Partial<InspectedRequest>): Promise<boolean> => {
  const headers = [{ name: 'Host', value: 'shop.example' }, ...(over.headers ?? [])]
  const { action } = await guard.inspect({ method: 'GET', target: '/', protocol: 'HTTP/1.1', ...over, headers })
  return action === 'refuse'
}
const inQuery = (value: string): Promise<boolean> => refused({ target: `/?p=${encodeURIComponent(value)}` })
const body = (text: string): Partial<InspectedRequest> => ({
  method: 'POST',
  headers: [{ name: 'Content-Type', value: 'application/json' }],
  body: text,
})
const basic = (text: string): Partial<InspectedRequest> => ({
  headers: [{ name: 'Authorization', value: `Basic ${btoa(text)}` }],
})

/** Each class of what scanners got past the rules, beside what honest people write that is built alike. */
const classes: Readonly<Record<string, { readonly attacks: readonly string[]; readonly ordinary: readonly string[] }>> =
  {
    'conditions that are always the same, bare': {
      attacks: [
        '1 or 1',
        '7 AND 7',
        '1||1=1',
        '1 or not false',
        '3 or true',
        '1/**/or/**/1',
        '1 xor 1 -- x',
        '1 and id is not null',
        '2 and id>0',
        '1 or id=id',
      ],
      ordinary: [
        '2 or 3',
        '5 and 6',
        '1|2',
        '10||20',
        'true or false',
        'x or 1',
        '3 | 12 and 4 | 12',
        'id is not null',
      ],
    },
    'conditions that are computed with': {
      attacks: ['5-(1=1)', '(6206=4529)*4529', '1-if(1=1,0,1)', 'IIF(1973=9065,1973,1/0)', '1;IIF(17=17,1,1/0)'],
      ordinary: [
        '5-(1+1)',
        '(2 = two)',
        'IF(A1=1,"x","y")',
        'if (1 == 1) { }',
        'if(a=b) or if (c=d)?',
        'a; count (3); b',
      ],
    },
    'what stands in ORDER BY': {
      attacks: [
        'price,if(1=1,1,2)',
        'price,(1=1)',
        'case when role=1 then id else price end',
        '(CASE WHEN 3294=8206 THEN 3294 ELSE NULL END)',
        '1,extractvalue(1,2)',
        '(CASE/**/WHEN/**/17=17/**/THEN/**/17/**/ELSE/**/NULL/**/END)',
        "1'\x01AND\x0217=17\x03AND\x01'a'='a",
        'if(ascii(substr(pw,1,1))>64,id,price)',
        'price OR 5=LIKE(CHAR(65,66),UPPER(HEX(RANDOMBLOB(500/2))))# x',
        "lamp,(CASE WHEN 1=1 THEN 'lamp' ELSE NULL END)",
      ],
      ordinary: [
        'price,name',
        'price desc, name',
        'in case when it rains then we end',
        'a, b (c)',
        'lamps, tables and (3) chairs',
      ],
    },
    'ends of searches, brackets and statements': {
      attacks: [
        "x' IN BOOLEAN MODE) AND 7519=7824#",
        "x' IN/**/BOOLEAN/**/MODE) AND ELT(4=4,4)#",
        "x' in natural language mode) or 3=3-- ",
        '1]-(SELECT 0 WHERE 2780=2780 AND 6737=2713)|[1',
        "1]-(SELECT 0 WHERE 2=2;WAITFOR DELAY '0:0:1')|[x",
        '1 AND 5044=6005\x16',
        "x' AND 5044=5044\x16",
      ],
      ordinary: [
        "the 'x' in boolean mode",
        '[a] and (b) in [c]',
        '- [x] and 5',
        'see [1] --',
        'items[]#',
        "[it's] or [that's]",
      ],
    },
    'statements where no grammar has them, as tools send them': {
      attacks: [
        "x (SELECT y WHERE 5=5 WAITFOR DELAY '0:0:1')",
        '1)(SELECT COUNT(*) FROM INFORMATION_SCHEMA.COLUMNS A, INFORMATION_SCHEMA.COLUMNS B)-- x',
        "x' WHERE 5=5 (SELECT COUNT(*) FROM INFORMATION_SCHEMA.COLUMNS A)-- x",
        'BEGIN IF (5=5) THEN DBMS_LOCK.SLEEP(1); ELSE DBMS_LOCK.SLEEP(0); END IF; END;',
        "x',(BEGIN IF (5=5) THEN DBMS_LOCK.SLEEP(1); END IF; END;)-- x",
      ],
      ordinary: ['5 (select 3)', 'Pick 2 (select from the list)', 'begin if (you like) then go', 'x (select one)'],
    },
    'programs cut in two': {
      attacks: [
        "';exit(md5('a'));//",
        '".print(md5(1))."',
        "a';f(1);#",
        'x";g();/*',
        'data:;base64,PD9waHAgZWNobyAxOyA/Pg==',
      ],
      ordinary: [
        'foo(1); // and so on',
        "it's (a); see //",
        'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk',
        'a; b(c)',
      ],
    },
    'commands and options': {
      attacks: [
        'shop.example\nid',
        'en\nenv;',
        'x\r\nwhoami',
        'a.html|id|',
        'x&whoami&',
        '-oProxyCommand=id',
        '--upload-pack=touch x',
        '--output=/tmp/x',
        '-exec id',
        '--use-compress-program=id',
        'ext::sh -c id',
      ],
      ordinary: [
        'name\nage',
        'ruby\npython',
        'name\nid\nprice',
        '|name|id|',
        'name|id|',
        'rock&roll',
        '--help',
        '-5',
        '-o x',
        '--output=json',
        'extra',
      ],
    },
    'names of files': {
      attacks: [
        'list::$DATA',
        'page.asp::$data',
        '/etc/x\0',
        'a.php\0',
        '../../package.json',
        '../../config.yml',
        '../users.db.php',
        '../settings.ini',
      ],
      ordinary: [
        'a::b',
        '../img/cat.png',
        '../../img/cat.png',
        '../../src/index.js',
        'config.yml',
        'see ../README',
        '::$x',
      ],
    },
    'lines, templates and look-ups': {
      attacks: [
        'http://a.example\r\nwapiti: 3.0.4 version',
        'http%3A//a.example%0D%0Ax%3A%20y',
        '*(|(mail=*))',
        'x\r\nX-Injection-Header: y',
        '{{config}}',
        '${self}',
        '{{ settings }}',
        '${dns:address|x.example}',
        '${script:javascript:7}',
        '${url:UTF-8:http://x.example}',
      ],
      ordinary: [
        'https://a.example/x\r\nhttps://b.example/y',
        'https://a.example/x\nand more',
        'time\nx-axis: seconds',
        '{{name}}',
        '${name}',
        'Dear {{request}} team',
        '${date:now}',
      ],
    },
    'scripts that the page goes on with': {
      attacks: [
        '"><script>"',
        "'><script>",
        '</title><script>',
        "<![CDATA[<]]>SCRIPT<![CDATA[>]]>alert('a');<![CDATA[<]]>/SCRIPT<![CDATA[>]]>",
      ],
      ordinary: ['how do I use the <script> tag', '<![CDATA[a < b]]>', '<b>"x"</b> and so'],
    },
    'addresses inside': {
      attacks: ['http:127.0.0.1/', 'https:\\10.0.0.1'],
      ordinary: ['http:example.com', 'http://localhost:3000/callback', 'note http:127.0.0.1/ down'],
    },
  }

test('what scanners got past the rules is refused', async () => {
  const missed: string[] = []
  for (const [name, { attacks }] of Object.entries(classes))
    for (const value of attacks) if (!(await inQuery(value))) missed.push(`${name}: ${value}`)
  expect(missed).toEqual([])
})

test('what is built alike and means nothing passes', async () => {
  const blocked: string[] = []
  for (const [name, { ordinary }] of Object.entries(classes))
    for (const value of ordinary) if (await inQuery(value)) blocked.push(`${name}: ${value}`)
  expect(blocked).toEqual([])
})

test('a field that is fetched from is told by its name', async () => {
  const addresses = [
    'http://localhost:8080/',
    'http://10.0.0.5:9200/',
    'http://192.168.1.1:8080/admin',
    'localhost:6379',
  ]
  for (const value of addresses) {
    const text = encodeURIComponent(value)
    for (const name of ['url', 'image_url', 'imageUrl', 'feed', 'webhook[url]', 'src'])
      expect([name, value, await refused({ target: `/?${name}=${text}` })]).toEqual([name, value, true])
    for (const name of ['redirect_uri', 'return_url', 'callbackUrl', 'note', 'q', 'curl'])
      expect([name, value, await refused({ target: `/?${name}=${text}` })]).toEqual([name, value, false])
  }
  expect(await refused({ target: '/?image_url=https%3A%2F%2Fpictures.example%3A8443%2Fa.png' })).toBe(false)
})

test('keys of what is empty, and names and passwords of the Basic scheme, are looked at', async () => {
  for (const text of ['{"user":"a","pass":{"$nin":[]}}', '{"pass":{"$ne":{}}}', '[{"a":{"$where":[]}}]'])
    expect([text, await refused(body(text))]).toEqual([text, true])
  for (const text of ['{}', '[]', '{"a":[],"b":{},"c":[{}]}', '{"tags":[],"pass":""}'])
    expect([text, await refused(body(text))]).toEqual([text, false])
  for (const text of ["admin' or 1=1-- :x", "bob:' union select 1,2-- "])
    expect([text, await refused(basic(text))]).toEqual([text, true])
  for (const text of ["o'brien:p@ss:w0rd", 'bob:correct horse'])
    expect([text, await refused(basic(text))]).toEqual([text, false])
})
