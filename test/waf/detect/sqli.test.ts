import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detectSqli } from '../../../lib/waf/detect/index.ts'

// Each row was put to libinjection 3.9.2 through libmodsecurity.
const ROWS: readonly (readonly [string, string | undefined])[] = [
  ["1' OR '1'='1", 's&sos'],
  ["' OR 1=1-- -", 's&1c'],
  ['" OR 1=1#', 's&1c'],
  ['1 UNION SELECT 1,2', '1UE1'],
  ['-1 union', '1U'],
  ['1 union', undefined],
  ['1--', '1c'],
  ['1-- foo', '1c'],
  ['12345-abc--', '1c'],
  ['1/*', '1c'],
  ['foo--', undefined],
  ['foo/*', 'nc'],
  ['x/*!or*/1', 'X'],
  ['1 /* a /* b */', 'X'],
  ['1 or 1', undefined],
  ['sexy and 17', undefined],
  ['sexy and 17<18', 'n&1'],
  ["foo' + 'bar", 'sos'],
  ["a' or 'b", 's&s'],
  ["'''", undefined],
  ['x\\', undefined],
  ['select 1 into outfile', undefined],
  ['1 into outfile', undefined],
  ['1 into x', undefined],
  ['1 from x', undefined],
  ['1; if(1,2)', '1;T(1'],
  ['1 or user(', undefined],
  ['1 or @x', undefined],
  ['$$a$$ or 1=1', 's&1'],
  ["q'(a)' or 1=1", 's&1'],
  ["1 or x'1f'=1", '1&1'],
  ['1 or 0x1f=1', '1&1'],
  ["1' like (1) --", 'sf(1)'],
  ['1 not in (select 1)', '1o(E1'],
  ['1 collate latin1_bin or 1', undefined],
  ['{``.x or 1', 'X'],
  ['1 or \\N', undefined],
  ['1 or a.b.c=1', undefined],
  ['1 or `a`=`b`', undefined],
  ['1,-1 union select 1', '1UE1'],
  ['1 or !!!1', '1&1'],
  ['sp_password--', 'nc'],
  ['1 x--sp_password', undefined],
  ["e'a' or 1=1", 's&1'],
  ["u&'a' or 1=1", 's&1'],
  ["n'a' or 1=1", 's&1'],
  ['1::int or 1=1', '1&1'],
  ['1 or 1::int=1', '1&1'],
  ['1e5 or 1.5=.5', '1&1'],
  ['1.e or 1', undefined],
  ['1d union select 2', '1UE1'],
  ['1fUNION select 2', '1UE1'],
  ['[a] or 1=1', 'n&1'],
  ["' or \xa01=1 --", 's&1c'],
  ['a or b', undefined],
  ['or 1=1', undefined],
  ['1 #', undefined],
  ['#', undefined],
  ['--', undefined],
  ['/**/', undefined],
  ['(((1) or (1)))=1', '1)&(1'],
  ['@@version or 1', 'v&1'],
  ['@`a` or 1=1', 'v&1'],
  ['hello, world', undefined],
  ['It\'s "quoted" -- really', undefined],
  ['1 or 1 group by 1', '1&1B1'],
  ['1;drop table x', '1;Tnn'],
  ['1 or (select 1)', '1&(E1'],
  ['1 natural left outer join x on 1', undefined],
  ['insert into x values (1)', undefined],
  ['exec xp_cmdshell', undefined],
  ["waitfor delay '0:0:5'", undefined],
]

describe('detectSqli', () => {
  it.each(ROWS)('%j is %j', (value, fingerprint) => {
    expect(detectSqli(value)).toBe(fingerprint)
  })

  it.each(['', 'a', '1', 'select', 'UNION', '1fUNION', '0x1f', 'a_b_1', 'word'.repeat(1000)])(
    '%j is plain',
    (value) => {
      expect(detectSqli(value)).toBeUndefined()
    },
  )

  it('keeps nothing of the value before', () => {
    expect(detectSqli("1' or 1=1-- ")).toBe('s&1c')
    expect(detectSqli('hello world')).toBeUndefined()
    expect(detectSqli("1' or 1=1-- ")).toBe('s&1c')
  })

  it('never throws, and its fingerprint has one to five types', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const fingerprint = detectSqli(String.fromCharCode(...bytes))
        if (fingerprint !== undefined) expect(fingerprint).toMatch(/^[1&(),.:;?ABEFKNOSTUVXcfknostv\\{}]{1,5}$/)
      }),
      { numRuns: 2000 },
    )
  })

  it('never throws on the pieces of SQL in any order', () => {
    const piece = fc.constantFrom(
      ...`' " \` -- # /* */ /*! ( ) (( , ; { } {\`\` [ ] . :: : := @ @@ @\` $ $$ $a$ $1. \\ \\N + - ! !! ~ * <=> || && = ? 0x 0b 1 1.e+ 1d `.split(
        ' ',
      ),
      ..."b'0 x'f e' n' q'( u&' SELECT UNION ALL OR NOT LIKE IN COLLATE a_b INTO IF USER INT".split(' '),
      ' ',
      '\0',
      '\xff',
      '\xa0',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => void detectSqli(pieces.join(''))),
      {
        numRuns: 3000,
      },
    )
  })
})
