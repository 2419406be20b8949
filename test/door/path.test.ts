import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalPath } from '../../lib/door/path.ts'
import type { RowId } from '../../lib/door/rows.ts'
import { tableTest } from '../support/table.ts'

const cases: readonly [raw: string, canonical: string, ...rows: RowId[]][] = [
  ['/', '/'],
  ['/a/b.css', '/a/b.css'],
  ['/a/', '/a/'],
  ['/...', '/...'],
  ['/.well-known/x', '/.well-known/x'],
  ['/a..b/.c', '/a..b/.c'],
  ["/!$&'()*+,=:@-._~", "/!$&'()*+,=:@-._~"],
  // dots
  ['/a/../b', '/b', 'dot-segment'],
  ['/./a', '/a', 'dot-segment'],
  ['/a/..', '/', 'dot-segment'],
  ['/a/b/..', '/a/', 'dot-segment'],
  ['/a/.', '/a/', 'dot-segment'],
  ['/a/%2e%2e/b', '/b', 'needless-escape', 'dot-segment'],
  ['/.%2E/b', '/b', 'needless-escape', 'dot-segment', 'above-root'],
  ['/../../etc/passwd', '/etc/passwd', 'dot-segment', 'above-root'],
  ['/a/../../b', '/b', 'dot-segment', 'above-root'],
  ['/static/..;/admin', '/static/..;/admin', 'path-parameter', 'dot-parameter'],
  ['/static/.;x/admin', '/static/.;x/admin', 'path-parameter', 'dot-parameter'],
  ['/static/..%3b/admin', '/static/..%3B/admin', 'path-parameter', 'needless-escape', 'dot-parameter'],
  // slashes
  ['//admin', '/admin', 'empty-segment'],
  ['/a//b', '/a/b', 'empty-segment'],
  ['///', '/', 'empty-segment'],
  ['/a\\b', '/a/b', 'backslash'],
  ['/a\\..\\b', '/b', 'backslash', 'dot-segment'],
  ['/a%2fb', '/a%2Fb', 'encoded-slash', 'needless-escape'],
  ['/@scope%2Fname', '/@scope%2Fname', 'encoded-slash'],
  ['/a%5cb', '/a%5Cb', 'encoded-backslash', 'needless-escape'],
  // escapes
  ['/%61dmin', '/admin', 'needless-escape'],
  ['/%7Euser', '/~user', 'needless-escape'],
  ['/caf%c3%a9', '/caf%C3%A9', 'needless-escape'],
  ['/caf%C3%A9', '/caf%C3%A9'],
  ['/café', '/caf%C3%A9', 'raw-text'],
  ['/caf%E9', '/caf%E9', 'not-utf8'],
  ['/%C0%AE%C0%AE/', '/%C0%AE%C0%AE/', 'overlong-utf8'],
  ['/%E0%80%AF', '/%E0%80%AF', 'overlong-utf8'],
  ['/%F0%80%80%AF', '/%F0%80%80%AF', 'overlong-utf8'],
  ['/a%00.png', '/a%00.png', 'encoded-nul'],
  ['/a%0d%0aX', '/a%0D%0AX', 'encoded-control', 'needless-escape'],
  ['/%7F', '/%7F', 'encoded-control'],
  ['/100%', '/100%25', 'bad-escape'],
  ['/%zz', '/%25zz', 'bad-escape'],
  ['/%u0041', '/%25u0041', 'bad-escape'],
  ['/%2561dmin', '/%2561dmin', 'double-encoding'],
  ['/%25%36%31', '/%2561', 'needless-escape', 'double-encoding'],
  ['/%252e%252e/', '/%252e%252e/', 'double-encoding'],
  ['/%25', '/%25'],
  ['/a%20b', '/a%20b'],
  ['/a;v=1/b', '/a;v=1/b', 'path-parameter'],
  // what RFC 3986 does not allow raw
  ['/a"b{c}d^e|f`g<h>', '/a%22b%7Bc%7Dd%5Ee%7Cf%60g%3Ch%3E', 'raw-text'],
  ['/a[1]', '/a%5B1%5D', 'raw-text'],
  ['/a b', '/a%20b', 'raw-control'],
  ['/a\tb', '/a%09b', 'raw-control'],
  ['/😀', '/%F0%9F%98%80', 'raw-text'],
  ['/\ud800', '/%EF%BF%BD', 'raw-text'],
]

tableTest('a raw path has one canonical form', 54, cases, ([raw, path, ...rows]) => {
  expect(canonicalPath(raw), raw).toEqual({ path, rows })
})

test('an empty segment may be kept', () => {
  expect(canonicalPath('/web//http://a/', true).path).toBe('/web//http://a/')
})

/** Paths with everything in them that a row speaks of. */
const anyPath = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '/',
        '//',
        '.',
        '..',
        '%2e',
        '%2F',
        '%5c',
        '\\',
        ';',
        '%3b',
        '%',
        '%25',
        '%00',
        '%c0%ae',
        '%zz',
        '%4',
        'a',
        'é',
        '"',
        '%e9',
        '%C3',
        '|',
        '[',
        '😀',
      ),
      fc.string({ maxLength: 3, unit: 'binary' }).filter((text) => !/[?#]/.test(text)),
    ),
    { maxLength: 12 },
  )
  .map((parts) => `/${parts.join('')}`)

test('the canonical form is a fixed point, of ours and of the platform’s parser', () => {
  fc.assert(
    fc.property(anyPath, (raw) => {
      const { path } = canonicalPath(raw)
      expect(canonicalPath(path).path).toBe(path)
      expect(new URL(`http://h${path}`).pathname).toBe(path)
      expect(path).toMatch(/^\/[A-Za-z0-9\-._~!$&'()*+,=:@/;%]*$/)
      expect(path).not.toMatch(/\/\.{1,2}(?:\/|$)/)
    }),
    { numRuns: 5000 },
  )
})

test('work grows with length, not faster', () => {
  for (const part of ['../', '%2e', '//', '%25', '\\..', '%C0%AE']) {
    const long = `/${part.repeat(100_000)}`
    expect(canonicalPath(long).path.length).toBeLessThanOrEqual(long.length * 3)
  }
})
