import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ParseOptions } from '../../lib/regex/parse.ts'

/** Starts and ends of groups 0 to 9 (-1: unset); `undefined` for no match; `'error'` where PCRE2 gave up. */
export type Spans = readonly number[] | undefined | 'error'

/** A pattern and the subjects to try it on. */
export interface Question {
  readonly pattern: string
  readonly options: ParseOptions
  readonly subjects: readonly string[]
}

/** PCRE2's answers, or the error it refuses the pattern with. */
export type Answer = { readonly spans: readonly Spans[] } | { readonly error: number; readonly offset: number }

const place = mkdtempSync(join(tmpdir(), 'sallyport-pcre2-'))
process.on('exit', () => rmSync(place, { recursive: true, force: true }))

/** Compiles the little C program; `undefined` where no compiler or no libpcre2-8 is. */
export function buildOracle(): string | undefined {
  const binary = join(place, 'pcre2')
  const source = fileURLToPath(new URL('pcre2.c', import.meta.url))
  const built = spawnSync('cc', ['-O2', '-o', binary, source, '-lpcre2-8'], { encoding: 'utf8' })
  return built.status === 0 ? binary : undefined
}

/** What PCRE2 says to each question. */
export function ask(binary: string, questions: readonly Question[]): Answer[] {
  const parts: Buffer[] = []
  const number = (value: number): void => {
    const buffer = Buffer.alloc(4)
    buffer.writeUInt32LE(value)
    parts.push(buffer)
  }
  const text = (value: string): void => {
    number(value.length)
    parts.push(Buffer.from(value, 'latin1'))
  }
  for (const { pattern, options, subjects } of questions) {
    number(
      (options.caseless ? 0x8 : 0) |
        (options.multiline ? 0x400 : 0) |
        (options.dotAll ? 0x20 : 0) |
        (options.dollarEndOnly ? 0x10 : 0),
    )
    text(pattern)
    number(subjects.length)
    for (const subject of subjects) text(subject)
  }
  const { stdout, status } = spawnSync(binary, { input: Buffer.concat(parts), maxBuffer: 2 ** 30 })
  if (status !== 0) throw new Error(`the oracle ended with ${status}`)
  let at = 0
  const next = (): number => {
    at += 4
    return stdout.readInt32LE(at - 4)
  }
  return questions.map(({ subjects }) => {
    const error = next()
    if (error !== 0) return { error, offset: next() }
    return {
      spans: subjects.map(() => {
        const spans = Array.from({ length: 20 }, next)
        return spans[0] === -2 ? undefined : spans[0] === -3 ? 'error' : spans
      }),
    }
  })
}
