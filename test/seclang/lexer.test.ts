import { expect, test } from 'vitest'
import type { Diagnostic } from '../../lib/seclang/diagnostics.ts'
import { statements } from '../../lib/seclang/lexer.ts'
import { tableTest } from '../support/table.ts'

const lex = (text: string) => {
  const reports: Diagnostic[] = []
  const found = statements(text, 'f', (diagnostic) => void reports.push(diagnostic))
  return { found, reports }
}

const cut: readonly [text: string, words: readonly (readonly string[])[]][] = [
  ['', []],
  ['\n\n  \t\r\n', []],
  ['# a comment\nA b', [['A', 'b']]],
  ['  # indented comment "\nA b', [['A', 'b']]],
  ['A # no comment behind a word', [['A', '#', 'no', 'comment', 'behind', 'a', 'word']]],
  ['A b\\\nc', [['A', 'bc']]],
  ['A b \\\n  c', [['A', 'b', 'c']]],
  ['A b \\\r\n  c', [['A', 'b', 'c']]],
  ['A "b \\\n  c"', [['A', 'b   c']]],
  ['A "b\nc"', [['A', 'b\nc']]],
  ['A "b \\" c"', [['A', 'b " c']]],
  ["A 'b \\' \" c'", [['A', 'b \' " c']]],
  ['A "b \\\' c"', [['A', "b \\' c"]]],
  ['A "\\\\d \\d"', [['A', '\\d \\d']]],
  ['A "\\\\\\"x"', [['A', '\\"x']]],
  ['A "" b', [['A', '', 'b']]],
  ['A b"c d"', [['A', 'b"c', 'd"']]],
  ['A b\\', [['A', 'b\\']]],
  ['A\r\nB\r\n', [['A'], ['B']]],
  ['A \xff\x00', [['A', '\xff\x00']]],
]

tableTest('a file is cut into statements', 20, cut, ([text, words]) => {
  const { found, reports } = lex(text)
  expect(
    found.map((statement) => [statement.name, ...statement.words.map((word) => word.text)]),
    text,
  ).toEqual(words)
  expect(reports).toEqual([])
})

test('places count continuations, quotes and doubled backslashes', () => {
  const { found } = lex('\n  A "x\\\n\\\\yz" w')
  const [word, last] = found[0]?.words ?? []
  expect(word?.text).toBe('x\\yz')
  expect([0, 1, 2, 3].map((at) => word?.place(at))).toEqual([
    { file: 'f', line: 2, column: 6 },
    { file: 'f', line: 3, column: 2 },
    { file: 'f', line: 3, column: 3 },
    { file: 'f', line: 3, column: 4 },
  ])
  expect(last?.place(0)).toEqual({ file: 'f', line: 3, column: 7 })
  expect([word?.quoted, last?.quoted]).toEqual([true, false])
})

test('an unclosed quote is an error at its statement, and the next line is read', () => {
  const { found, reports } = lex('A x\n B "never\nC y\n')
  expect(reports).toEqual([
    { file: 'f', line: 2, column: 2, level: 'error', word: 'never\nC y\n', message: 'the closing quote is missing' },
  ])
  expect(found.map(({ name }) => name)).toEqual(['A', 'C'])
})

test('a statement of more than 1 MiB is an error, and reading it costs no more than its length', () => {
  const { found, reports } = lex(`${`${'a'.repeat(1000)} \\\n`.repeat(1200)}\nB c\n`)
  expect(reports.map(({ message }) => message)).toEqual(['a statement is longer than 1 MiB'])
  expect(found.map(({ name }) => name).at(-1)).toBe('B')
})
