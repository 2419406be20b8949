// Patterns that V8 would be left alone with are named when rules are compiled.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseRules } from '../../bin/rules/compile.ts'

test.each([
  ['(\\w+)=\\1', true],
  ['^(?:(?>a|ab)*c)*$', true],
  ['(?=ab)x*y*x*', true],
  ['(a)\\1', false], // no loop
  ['\\s*+;\\s*+[^;]+x', false],
  ['(?<!abc)d', false],
  ['(\\w+)=(\\w+)', false],
])('%s: %s', (pattern, warned) => {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-limits-'))
  try {
    const file = join(folder, 'a.conf')
    writeFileSync(file, `SecRule ARGS "@rx ${pattern}" "id:7,phase:2,pass"\n`)
    const warnings = parseRules({ from: [file] }).diagnostics.filter(({ level }) => level === 'warning')
    expect(warnings.map(({ line, word }) => [line, word])).toEqual(warned ? [[1, pattern]] : [])
    for (const { message } of warnings) expect(message).toContain('rule 7')
  } finally {
    rmSync(folder, { recursive: true })
  }
})
