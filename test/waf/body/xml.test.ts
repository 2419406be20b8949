import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseXml } from '../../../lib/waf/body/xml.ts'
import { bytes, utf8Bytes } from './bytes.ts'

const flat = (text: string): string => {
  const read = parseXml(text)
  return [read.text, ...read.attributes.map((value) => `@${value}`), ...(read.error === undefined ? [] : ['!'])].join(
    '',
  )
}

const good: readonly (readonly [string, string])[] = [
  ['<a/>', ''],
  ['<a>x</a>', 'x'],
  ['<a><b>1</b> <b>2</b></a>', '1 2'],
  ['<a><b/>t</a>', 't'],
  ['<a  b = "c" ></a >', '@c'],
  ['<a b="1" c=\'"2"\'/>', '@1@"2"'],
  ['<a xmlns="u" xmlns:p="v" p:b="c"/>', '@c'],
  ['<a:b/>', ''],
  ['<a>&lt;&amp;&gt;&quot;&apos;</a>', '<&>"\''],
  ['<a b="&lt;&#10;&#x9;"/>', '@<\n\t'],
  ['<a>&#65;&#x20AC;&#x1F600;</a>', `A${utf8Bytes('\u20ac\u{1f600}')}`],
  ['<a>\xc3\xa9</a>', '\xc3\xa9'],
  ['<\xc3\xa9/>', ''],
  ['<?xml version="1.0"?><a>\xc3\xa9</a>', '\xc3\xa9'],
  ["<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n<a/>", ''],
  [
    '<?xml version="1.0" encoding="ISO-8859-1"?><a b="\xe9">\xe9&#233;<![CDATA[\xe9]]></a>',
    '\xc3\xa9\xc3\xa9\xc3\xa9@\xc3\xa9',
  ],
  ['\xef\xbb\xbf<a>1</a>', '1'],
  ['<a><![CDATA[<x>&amp;]]]]></a>', '<x>&amp;]]'],
  ['<a>1<!-- - --><?p x?>2</a>', '12'],
  [' \n<!-- x --><?p?><a/> <!-- x --> <?p x?>\n', ''],
  ['<a>a\r\nb\rc</a>', 'a\nb\nc'],
  ['<a x="a\r\n\tb"/>', '@a  b'],
  ['<!DOCTYPE a><a>x</a>', 'x'],
  ['<!DOCTYPE a SYSTEM "http://h/x.dtd"><a>x</a>', 'x'],
  ['<!DOCTYPE a PUBLIC "x" \'y\' [ ]><a>x</a>', 'x'],
  ['<!DOCTYPE a [<!ELEMENT a (b)*><!ATTLIST a x CDATA "d>"><!-- > ] --><?x ]>?>]><a/>', ''],
]

test('well-formed', () => {
  let ran = 0
  for (const [text, expected] of good) {
    expect([text, flat(text)]).toEqual([text, expected])
    ran++
  }
  expect(ran).toBe(26)
})

const wrong = [
  ...[
    '',
    ' ',
    'x',
    '<',
    '<a',
    '<a>',
    '</a>',
    '<a></b>',
    '<a><b></a></b>',
    '<a/><b/>',
    '<a/>x',
    'x<a/>',
    '< a/>',
    '<1/>',
    '<a></a b>',
  ],
  ...['<a x=1/>', '<a x/>', '<a x="1" x="2"/>', '<a x="<"/>', '<a x="1"y="2"/>', '<a x="1/>', '<a / >', '<a b="&x;"/>'],
  ...[
    '<a>]]></a>',
    '<a>&nbsp;</a>',
    '<a>& b</a>',
    '<a>&</a>',
    '<a>&#;</a>',
    '<a>&#0;</a>',
    '<a>&#xD800;</a>',
    '<a>&#x110000;</a>',
    '<a>&#99999999999;</a>',
  ],
  ...[
    '<a>\x01</a>',
    '<a>\0</a>',
    '<a>\xff</a>',
    '<a>\xc0\x80</a>',
    '<a>\xed\xa0\x80</a>',
    '<a>\xef\xbf\xbe</a>',
    '<a>\xc3</a>',
  ],
  ...[
    '<a><!-- -- --></a>',
    '<a><!-- </a>',
    '<a><![CDATA[</a>',
    '<![CDATA[x]]><a/>',
    '<a><!x></a>',
    '<a><?xml version="1.0"?></a>',
    '<a><?p</a>',
    '<a><?p"?></a>',
  ],
  ...[
    ' <?xml version="1.0"?><a/>',
    '<?xml version="2.0"?><a/>',
    '<?xml encoding="UTF-8"?><a/>',
    '<?xml version="1.0" encoding="UTF-16"?><a/>',
    '<?xml version="1.0" encoding="UTF-7"?><a/>',
    '<?xml version="1.0" encoding="IBM037"?><a/>',
  ],
  ...['\xfe\xff\0<\0a\0/\0>', '\xff\xfe<\0a\0/\0>\0'],
  ...[
    '<!DOCTYPE a',
    '<!DOCTYPE a [',
    '<!DOCTYPE a [>]><a/>',
    '<!DOCTYPE a [<!ENTITY x "]><a/>',
    '<a/><!DOCTYPE a>',
    '<!doctype a><a/>',
    '<!DOCTYPE a <x>><a/>',
  ],
]

test('not well-formed is an error', () => {
  let ran = 0
  for (const text of wrong) {
    expect([text, parseXml(text).error === undefined]).toEqual([text, false])
    ran++
  }
  expect(ran).toBe(62)
})

test('entities are listed, never expanded: bombs, files and addresses are a small error', () => {
  const bomb = `<!DOCTYPE a [<!ENTITY e0 "ha">${Array.from({ length: 30 }, (_, index) => `<!ENTITY e${index + 1} "&e${index};&e${index};">`).join('')}]><a>&e30;</a>`
  const read = parseXml(bomb)
  expect([read.error, read.text, read.entities.length, read.entities[0]]).toEqual([
    'reference not resolved',
    '&e30;',
    31,
    'ha',
  ])
  expect(parseXml('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>')).toMatchObject({
    text: '&x;',
    error: 'reference not resolved',
  })
  expect(parseXml('<!DOCTYPE a [<!ENTITY % p "v"> %p;]><a>ok</a>')).toMatchObject({ text: 'ok', entities: ['v'] })
  expect(parseXml(`<!DOCTYPE a [${'<!ENTITY x "y">'.repeat(5000)}]><a/>`).entities).toHaveLength(1000)
})

test('depth, elements and attributes have a limit', () => {
  const nested = (depth: number): string => '<a>'.repeat(depth) + '</a>'.repeat(depth)
  expect(parseXml(nested(256)).error).toBeUndefined()
  for (const depth of [257, 1000, 20_000])
    expect(parseXml(nested(depth))).toMatchObject({ exceeded: true, error: 'depth limit exceeded' })
  expect(parseXml(nested(20_000), { depth: 20_000 }).error).toBeUndefined()
  const wide = (count: number): string => `<a>${'<b c="d"/>'.repeat(count)}</a>`
  expect(parseXml(wide(1000)).attributes).toHaveLength(1000)
  expect(parseXml(wide(1001))).toMatchObject({
    exceeded: true,
    error: 'too many attributes',
    attributes: { length: 1000 },
  })
  expect(parseXml(`<a>${'<b/>'.repeat(100_000)}</a>`)).toMatchObject({ exceeded: true, error: 'too many elements' })
  // Namespace declarations are no attributes, but not free either.
  const declared = Array.from({ length: 2000 }, (_, index) => ` xmlns:n${index}="u"`).join('')
  expect(parseXml(`<a${declared}/>`)).toMatchObject({ exceeded: true, attributes: [] })
})

interface Element {
  readonly name: string
  readonly attributes: readonly (readonly [string, string])[]
  readonly children: readonly (Element | string)[]
}
const names = fc.constantFrom('a', 'b', 'c:d', '_x', '\xc3\xa9')
const text = fc.string({ unit: fc.constantFrom(...'ab<>&"\' \n]', '\u00e9', '\u20ac'), maxLength: 10 })
const { element } = fc.letrec<{ element: Element }>((tie) => ({
  element: fc.record({
    name: names,
    attributes: fc.uniqueArray(fc.tuple(names, text), { selector: ([name]) => name, maxLength: 4 }),
    children: fc.array(fc.oneof({ depthSize: 'small' }, text, tie('element')), { maxLength: 4 }),
  }),
}))
const escaped = (value: string): string => utf8Bytes(value).replace(/[<>&"\n]/g, (char) => `&#${char.charCodeAt(0)};`)
const written = ({ name, attributes, children }: Element): string => {
  const head = attributes.map(([key, value]) => ` ${key}="${escaped(value)}"`).join('')
  const inside = children.map((child) => (typeof child === 'string' ? escaped(child) : written(child))).join('')
  return inside === '' ? `<${name}${head}/>` : `<${name}${head}>${inside}</${name}>`
}
const content = ({ children }: Element): string =>
  children.map((child) => (typeof child === 'string' ? utf8Bytes(child) : content(child))).join('')
const values = ({ attributes, children }: Element): readonly string[] => [
  ...attributes.map(([, value]) => utf8Bytes(value)),
  ...children.flatMap((child) => (typeof child === 'string' ? [] : values(child))),
]

test('what is written comes back', () => {
  fc.assert(
    fc.property(element, (root) => {
      const read = parseXml(written(root))
      expect([read.error, read.text, read.attributes]).toEqual([undefined, content(root), values(root)])
    }),
    { numRuns: 500 },
  )
})

test('never throws', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '<a',
      '>',
      '/>',
      '</a>',
      '<a>',
      ' b="',
      '"',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?',
      '?>',
      '<!DOCTYPE ',
      '[',
      ']',
      '<!ENTITY x ',
      '&#',
      ';',
      '&',
      '<?xml version="1.0"',
    ),
    bytes(4),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
      parseXml(pieces.join(''), { depth: 3, attributes: 3, elements: 5 })
    }),
    { numRuns: 5000 },
  )
})
