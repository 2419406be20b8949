import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Diagnostic, printDiagnostic } from '../../lib/seclang/diagnostics.ts'
import { CommandError, reason } from '../failure.ts'
import { type Compiled, type CompileRequest, compileRules, parseRules } from './compile.ts'

/** `sallyport compile DIR|FILES -o OUT`. @throws CommandError */
export async function compile(args: readonly string[]): Promise<void> {
  const { values, positionals } = parse(args, true)
  const out = values.out
  if (typeof out !== 'string') throw new CommandError('compile needs -o FOLDER: where the module is written')
  const compiled = await compileRules(requestOf(values, positionals))
  report(compiled.diagnostics)
  stopOnErrors(compiled.diagnostics)
  writeModule(compiled, resolve(out))
  const rules = compiled.rules.filter(({ id }) => id > 0).length
  console.log(`${rules} rules written to ${join(out, 'index.js')}, hash ${compiled.hash.slice(0, 16)}`)
}

/** `sallyport check DIR|FILES`: what is wrong, and nothing written. @throws CommandError */
export function check(args: readonly string[]): void {
  const { values, positionals } = parse(args, false)
  const { rules, diagnostics } = parseRules(requestOf(values, positionals))
  report(diagnostics, true)
  stopOnErrors(diagnostics)
  console.log(`${rules.filter(({ id }) => id > 0).length} rules can be compiled`)
}

export function writeModule({ code, types }: Compiled, folder: string): string {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'index.js'), code)
  writeFileSync(join(folder, 'index.d.ts'), types)
  return join(folder, 'index.js')
}

/** Notes are for `check`: a set-up that ran on Apache has dozens of them. */
export function report(diagnostics: readonly Diagnostic[], notes = false): void {
  for (const diagnostic of diagnostics)
    if (notes || diagnostic.level !== 'note') process.stderr.write(`${printDiagnostic(diagnostic)}\n`)
}

export function stopOnErrors(diagnostics: readonly Diagnostic[]): void {
  const errors = diagnostics.filter(({ level }) => level === 'error').length
  if (errors > 0) throw new CommandError(`${errors} error${errors === 1 ? '' : 's'}: nothing is compiled`)
}

type Values = Readonly<Record<string, string | readonly string[] | undefined>>

function parse(args: readonly string[], writes: boolean): { values: Values; positionals: readonly string[] } {
  const options = {
    setup: { type: 'string' },
    plugins: { type: 'string' },
    paranoia: { type: 'string' },
    without: { type: 'string', multiple: true },
  } as const
  const out = { out: { type: 'string', short: 'o' } } as const
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: writes ? { ...options, ...out } : options,
      allowPositionals: true,
    })
    if (positionals.length === 0) throw new CommandError('name the rule files, or the folder that holds them')
    return { values: values as Values, positionals }
  } catch (error) {
    throw error instanceof CommandError ? error : new CommandError(reason(error))
  }
}

function requestOf(values: Values, from: readonly string[]): CompileRequest {
  const { setup, plugins, paranoia, without } = values as { [name: string]: string | undefined } & {
    without?: string[]
  }
  if (paranoia !== undefined && !/^[1-4]$/.test(paranoia)) throw new CommandError('--paranoia is 1, 2, 3 or 4')
  return { from, setup, plugins, without: without ?? [], ...(paranoia && { paranoia: Number(paranoia) }) }
}
