import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { core } from '@sallyport/rules-core'
import { report, stopOnErrors, writeModule } from '../../bin/rules/commands.ts'
import { compileRules } from '../../bin/rules/compile.ts'
import type { CompiledRules } from '../../lib/waf/compiled.ts'
import type { AnyRules } from '../../lib/waf/options.ts'

/**
 * `core`, or the path of a compiled module: `rules` itself when it is a folder that `sallyport compile` wrote, else what its rules compile to, at
 * paranoia 1.
 */
/** `--rules core`: rules-core, which needs no compiling. */
export const ownRules = 'core'

export async function compiledModule(rules: string, setup: string | undefined): Promise<string> {
  if (rules === ownRules) return ownRules
  const given = resolve(rules, 'index.js')
  if (existsSync(given)) return given
  const compiled = await compileRules({ from: [rules], setup, level: 1 })
  report(compiled.diagnostics)
  stopOnErrors(compiled.diagnostics)
  const name = createHash('sha256').update(compiled.code).digest('hex').slice(0, 16)
  return resolve(writeModule(compiled, join('.sallyport', 'bench', name)))
}

export async function load(path: string): Promise<AnyRules> {
  if (path === ownRules) return core()
  const module = (await import(pathToFileURL(path).href)) as { readonly rules: CompiledRules }
  return module.rules
}
