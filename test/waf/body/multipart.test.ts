import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Multipart, type MultipartFlags, parseMultipart } from '../../../lib/waf/body/multipart.ts'
import { bytes } from './bytes.ts'

const type = 'multipart/form-data; boundary=X'
const form = 'Content-Disposition: form-data; '
const part = (headers: string, data = 'v', end = '\r\n'): string => `--X${end}${headers}${end}${end}${data}${end}`
const last = '--X--\r\n'
const field = `${form}name="a"`
const whole = part(field) + last

/** The flags that are set, `error`, and what was read: enough to tell two readings apart on one line. */
function summary(read: Multipart): string {
  const set = Object.entries(read.flags)
    .filter(([, value]) => value !== 0)
    .map(([name, value]) => (value === 1 ? name : `${name}=${value}`))
  const fields = read.arguments.map(({ name, value }) => `${name}=${value}`)
  const files = read.files.map(({ name, filename, content }) => `${name}:${filename}=${content}`)
  const error = read.error === undefined ? [] : [`!${read.error.replace('Multipart: ', '')}`]
  return [...fields, ...files, ...set.filter((name) => name !== 'strict_error'), ...error].join(' ')
}
const strict = (flags: MultipartFlags): boolean => flags.strict_error === 1

const dispositions: readonly (readonly [string, string])[] = [
  ['name="a"', 'a=v'],
  ['name=a', 'a=v'],
  ['name = "a"', 'a=v'],
  ['name="a";', 'a=v'],
  ['name="a;b"', 'a;b=v'],
  ['name=""', '=v'],
  ['name="\xe9"', '\xe9=v'],
  ["name='a'", 'a=v invalid_quoting'],
  ['name="a\'b"', "a'b=v"],
  ["name=a'b", "a'b=v invalid_quoting"],
  ['name="a\\"b"', 'a"b=v'],
  ['name="a\\\\b"', 'a\\b=v'],
  ['name="a\\nb"', 'a\\nb=v'],
  ['name="a\\\\"', 'a\\=v'],
  ['name="a"; filename="f"', 'a:f=v'],
  ['filename="f"; name="a"', 'a:f=v'],
  ['name="a"; filename=f.txt', 'a:f.txt=v'],
  ['name="a"; filename=""', 'a:=v'],
  ['name="a"; filename="C:\\x\\\\y"', 'a:C:\\x\\y=v'],
  ['name="a"; filename="f"; filename*=UTF-8\'\'g', 'a:f=v'],
  ['name="a"; filename*=UTF-8\'\'g', '!invalid Content-Disposition header (filename* without filename)'],
  ['name="a"; filename = "f"', '!invalid Content-Disposition header (filename)'],
  ['name="a', '!invalid Content-Disposition header (quote not closed)'],
  ['name="a\\', '!invalid Content-Disposition header (quote not closed)'],
  ['name="a\\"', '!invalid Content-Disposition header (quote not closed)'],
  ['filename="f"', '!Content-Disposition header missing name field'],
  ['name="a"; name="b"', '!invalid Content-Disposition header (duplicate name)'],
  ['name="a"; filename="f"; filename="g"', '!invalid Content-Disposition header (duplicate filename)'],
  ['name="a"; foo=bar', '!invalid Content-Disposition header (unknown parameter)'],
  ['Name="a"', '!invalid Content-Disposition header (unknown parameter)'],
  ['name="a"; ', '!invalid Content-Disposition header (parameter missing)'],
  ['name="a"x', 'invalid_quoting !invalid Content-Disposition header (semicolon missing)'],
  ['name="a" filename="f"', '!invalid Content-Disposition header (semicolon missing)'],
  ['name=a b', '!invalid Content-Disposition header (semicolon missing)'],
  ['name=\xe9', '!invalid Content-Disposition header (semicolon missing)'],
  ['name=', '!invalid Content-Disposition header (parameter value missing)'],
  ['name', '!invalid Content-Disposition header (equals sign missing)'],
  ['; name="a"', '!invalid Content-Disposition header (equals sign missing)'],
]

test('Content-Disposition', () => {
  let ran = 0
  for (const [parameters, expected] of dispositions) {
    const read = parseMultipart(part(form + parameters) + last, type)
    expect([parameters, summary(read)]).toEqual([parameters, expected])
    expect(strict(read.flags)).toBe(/invalid_quoting|!/.test(expected))
    ran++
  }
  expect(ran).toBe(38)
})

const headers: readonly (readonly [string, string])[] = [
  ['content-disposition: form-data; name="a"', 'a=v'],
  ['Content-Disposition:form-data; name="a"', 'a=v'],
  [`${field}\r\nContent-Type: text/plain\r\nA: b`, 'a=v'],
  ['Content-Disposition: form-data;\r\n name="a"', 'a=v header_folding'],
  ['Content-Disposition: form-data;\r\n\tname="a"', 'a=v header_folding'],
  ['Content-Disposition: form-data;\r\n\vname="a"', 'a=v header_folding invalid_header_folding'],
  [`${field}\r\nA: x\nB: y`, 'a=v lf_line crlf_lf_lines'],
  ['Content-Type: text/plain', '!part missing Content-Disposition header'],
  ['Content-Disposition: form-data', '!Content-Disposition header missing name field'],
  ['Content-Disposition: attachment; name="a"', '!invalid Content-Disposition header (type)'],
  ['Content-Disposition: FORM-DATA; name="a"', '!invalid Content-Disposition header (type)'],
  [` x: y\r\n${field}`, 'header_folding !invalid part header (folding error)'],
  [`${field}\r\nnocolon`, '!invalid part header (colon missing)'],
  [`${field}\r\n: x`, '!invalid part header (header name missing)'],
  [`${field}\r\nA\x02: x`, '!invalid part header (contains invalid character)'],
  [`${field}\r\nA b: x`, '!invalid part header (contains invalid character)'],
  [`${field}\r\n\xe9: x`, '!invalid part header (contains invalid character)'],
  [`${field}\r\nA: x\0y`, '!NUL byte in part headers'],
  [`${field}\r\nA: x\r\na: y`, '!duplicate part header'],
  [`${field}\r\n${field.replace('"a"', '"b"')}`, '!duplicate part header'],
  [`${field}\r\nA: ${'x'.repeat(4090)}`, 'a=v'],
  [`${field}\r\nA: ${'x'.repeat(4091)}`, '!part header line too long'],
  [`${field}\r\nA: ${'x'.repeat(4000)}\r\n ${'x'.repeat(4000)}`, 'header_folding !part header too long'],
  [`${field}\r\n${Array.from({ length: 64 }, (_, index) => `A${index}: x`).join('\r\n')}`, '!too many part headers'],
  [`${field}\r\n--X\r\n${field}`, 'invalid_part !invalid part header (boundary)'],
]

test('part headers', () => {
  let ran = 0
  for (const [lines, expected] of headers) {
    const read = parseMultipart(part(lines) + last, type)
    expect([lines, summary(read)]).toEqual([lines, expected])
    expect(strict(read.flags)).toBe(expected !== 'a=v')
    ran++
  }
  expect(ran).toBe(25)
})

test('header lines are kept as they came, folded ones joined, also of a part that is refused', () => {
  const lines = (text: string): unknown => parseMultipart(part(text) + last, type).partHeaders
  expect(lines(`${field}\r\nContent-Type: text/plain;\r\n charset=utf-7`)).toEqual([
    { name: 'a', lines: [field, 'Content-Type: text/plain; charset=utf-7'] },
  ])
  expect(lines(`\x0e${field}\r\n${field}`)).toEqual([{ name: '', lines: [`\x0e${field}`] }])
  expect(lines('Content-Type: a/b')).toEqual([{ name: '', lines: ['Content-Type: a/b'] }])
})

const bodies: readonly (readonly [string, string])[] = [
  ['', ''],
  [whole, 'a=v'],
  [whole.slice(0, -2), 'a=v'],
  [part(field) + part(field.replace('"a"', '"b"')) + last, 'a=v b=v'],
  [part(field, '') + last, 'a='],
  [part(field, '\r\n') + last, 'a=\r\n'],
  [part(field, 'a\r\nb') + last, 'a=a\r\nb'],
  [part(field, 'a\nb') + last, 'a=a\nb'],
  [part(field, '\0') + last, 'a=\0'],
  [part(field, 'x'.repeat(10_000)) + last, `a=${'x'.repeat(10_000)}`],
  [part(`${field}; filename="f"`, 'a\nb\0') + last, 'a:f=a\nb\0'],
  [part(field, 'v', '\n') + last.replace('\r', ''), 'a=v lf_line'],
  [`--X\r\n${field}\r\n\r\nv\n${last}`, 'a=v lf_line crlf_lf_lines'],
  [`x\r\n${whole}`, 'a=v data_before'],
  [`\r\n${whole}`, 'a=v data_before'],
  [`${whole}x`, 'a=v data_after'],
  [whole + whole, 'a=v data_after'],
  [`--X\r\n${field}\r\n\r\n${last}`, 'a= invalid_part'],
  [part(field, '--Y') + last, 'a=--Y unmatched_boundary=2'],
  [part(field, 'a--X b') + last, 'a=a--X b unmatched_boundary'],
  [`x--X\r\n${whole}`, 'a=v data_before unmatched_boundary'],
  [`--Y\r\n${whole}`, 'a=v data_before unmatched_boundary'],
  [part(field, '--Xb') + last, `a=--Xb\r\n${last} !invalid boundary`],
  [part(field, '-- X') + last, `a=-- X\r\n${last} !invalid boundary (whitespace)`],
  [`--X \r\n${field}\r\n\r\nv\r\n${last}`, '!invalid boundary'],
  [part(field), 'a=v\r\n !final boundary missing'],
  [whole.slice(0, -4), 'a=v\r\n--X !invalid boundary'],
  [`--X\r\n${field}\r\n\r\nv${last}`, `a=v${last} unmatched_boundary !final boundary missing`],
  [`--X\r\n${field}\r\n\r\nv\r${last}`, `a=v\r${last} unmatched_boundary !final boundary missing`],
  ['--X\r\n', '!final boundary missing'],
  ['--X--\r\n', ''],
  ['x', 'data_before !no boundaries found in payload'],
  [whole.replaceAll('X', 'Y'), 'data_before unmatched_boundary !no boundaries found in payload'],
  [`--X\r\n${last}`, 'invalid_part !invalid part header (boundary)'],
]

test('bodies', () => {
  let ran = 0
  for (const [body, expected] of bodies) {
    const read = parseMultipart(body, type)
    expect([body, summary(read)]).toEqual([body, expected])
    ran++
  }
  expect(ran).toBe(34)
})

const types: readonly (readonly [string, string])[] = [
  ['multipart/form-data; boundary=X', 'a=v'],
  ['multipart/form-data;boundary=X', 'a=v'],
  ['MULTIPART/Form-Data; boundary=X', 'a=v'],
  ['multipart/form-data; boundary=X; charset=utf-8', 'a=v'],
  ['multipart/form-data; boundary="X"', 'a=v boundary_quoted'],
  ['multipart/form-data; boundary =X', 'a=v boundary_whitespace'],
  ['multipart/form-data boundary=X', 'a=v semicolon_missing'],
  ['multipart/form-data; boundary= X', 'boundary_whitespace !invalid boundary in C-T (characters)'],
  ['multipart/form-data; boundary="X "', 'boundary_quoted !invalid boundary in C-T (characters)'],
  ['multipart/form-data; boundary="X', '!invalid boundary in C-T (quote)'],
  ['multipart/form-data; boundary=X"', '!invalid boundary in C-T (quote)'],
  ['multipart/form-data; boundary=', '!invalid boundary in C-T (empty)'],
  ['multipart/form-data; boundary=""', 'boundary_quoted !invalid boundary in C-T (empty)'],
  ['multipart/form-data; boundary', '!invalid boundary in C-T (malformed)'],
  ['multipart/form-data; boundary=\xe9', '!invalid boundary in C-T (characters)'],
  ['multipart/form-data; boundary=X\0', '!invalid boundary in C-T (characters)'],
  ['multipart/form-data; boundary=X; boundary=Y', '!multiple boundary parameters in C-T'],
  ['multipart/form-data; boundary=X; BOUNDARY=Y', '!multiple boundary parameters in C-T'],
  ['multipart/form-data; boundary=boundary=', '!multiple boundary parameters in C-T'],
  ['multipart/form-data; Boundary=X', '!invalid boundary in C-T (case sensitivity)'],
  ['multipart/form-data; charset=utf-8; boundary=X', '!invalid boundary in C-T (malformed)'],
  ['multipart/form-data;; boundary=X', '!invalid boundary in C-T (malformed)'],
  ['multipart/form-datax; boundary=X', '!invalid boundary in C-T (malformed)'],
  ['multipart/form-data; boundary*=X', '!invalid boundary in C-T (parameter name)'],
  ['multipart/form-data; boundary*0=X', '!invalid boundary in C-T (parameter name)'],
  ['multipart/form-data', '!boundary not found in C-T'],
  ['multipart/mixed; boundary=X', '!invalid MIME type'],
  ['', '!Content-Type header not available'],
  [`multipart/form-data; boundary=${'X'.repeat(71)}`, '!invalid boundary in C-T (length)'],
  [`multipart/form-data; boundary=X;${'x'.repeat(1024)}`, '!invalid boundary in C-T (length)'],
]

test('Content-Type', () => {
  let ran = 0
  for (const [contentType, expected] of types) {
    const read = parseMultipart(whole, contentType)
    expect([contentType, summary(read)]).toEqual([contentType, expected])
    expect(strict(read.flags)).toBe(expected !== 'a=v')
    ran++
  }
  expect(ran).toBe(30)
})

test('an attempt to quote the boundary in the body as well', () => {
  const read = parseMultipart(part(field, '--"X"') + last, 'multipart/form-data; boundary="X"')
  expect(read.error).toBe('Multipart: invalid boundary (quotes)')
})

test('fields, files and parts have a limit', () => {
  const many = (count: number, more = ''): string =>
    Array.from({ length: count }, (_, index) => part(`${form}name="n${index}"${more}`)).join('') + last
  expect(parseMultipart(many(1000), type)).toMatchObject({ exceeded: false, arguments: { length: 1000 } })
  expect(parseMultipart(many(1001), type)).toMatchObject({ exceeded: true, arguments: { length: 1000 } })
  expect(parseMultipart(many(100, '; filename="f"'), type).flags.file_limit_exceeded).toBe(0)
  const over = parseMultipart(many(101, '; filename="f"'), type)
  expect([over.flags.file_limit_exceeded, over.flags.strict_error, over.files.length]).toEqual([1, 1, 101])
  expect(over.combinedSize).toBe(101)
  expect(parseMultipart(many(5000, '; filename="f"'), type)).toMatchObject({ exceeded: true, files: { length: 1100 } })
})

test('what is written comes back', () => {
  const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`
  const line = fc.string({ unit: fc.constantFrom(...'ab"\\;= \'\xe9-'), maxLength: 8 })
  // Data that begins a line with the boundary is not this body's; everything else is.
  const data = bytes(60).map((text) => text.replaceAll('--', '-+'))
  fc.assert(
    fc.property(fc.array(fc.tuple(line, fc.option(line), data), { minLength: 1, maxLength: 8 }), (parts) => {
      const body = parts.map(([name, filename, text]) =>
        part(`${form}name=${quoted(name)}${filename === null ? '' : `; filename=${quoted(filename)}`}`, text),
      )
      const read = parseMultipart(body.join('') + last, type)
      expect([read.error, read.flags.strict_error]).toEqual([undefined, 0])
      expect(read.arguments.map(({ name, value }) => [name, value])).toEqual(
        parts.filter(([, filename]) => filename === null).map(([name, , text]) => [name, text]),
      )
      expect(read.files.map(({ name, filename, content }) => [name, filename, content])).toEqual(
        parts.filter(([, filename]) => filename !== null),
      )
    }),
    { numRuns: 1000 },
  )
})

test('never throws; whatever lies between boundaries is read or refused', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '--X',
      '--X\r\n',
      '--X--',
      '--',
      '\r\n',
      '\n',
      '\r\n\r\n',
      field,
      form,
      'name="a"',
      ';',
      '"',
      ' ',
      ':',
      'A: b',
      '\0',
    ),
    bytes(4),
  )
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 14 }),
      fc.constantFrom(type, `${type};`, 'multipart/form-data; boundary="X"'),
      (pieces, by) => {
        const body = pieces.join('')
        const read = parseMultipart(body, by)
        const size = read.arguments.reduce((sum, { value }) => sum + value.length, read.combinedSize)
        expect(size).toBeLessThanOrEqual(body.length)
        if (read.error === undefined && body !== '') expect(body).toMatch(/--X--(?:\r?\n|$)/)
      },
    ),
    { numRuns: 5000 },
  )
})
