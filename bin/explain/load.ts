import { existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ruleAbi } from '../../lib/ir/rule.ts'
import type { CompiledRules } from '../../lib/waf/compiled.ts'
import { compiledRunner } from '../../lib/waf/compiled-runner.ts'
import { operators } from '../../lib/waf/operators/index.ts'
import type { AnyRules } from '../../lib/waf/options.ts'
import { transformations } from '../../lib/waf/transformations/index.ts'
import { CommandError, reason } from '../failure.ts'
import { report, stopOnErrors } from '../rules/commands.ts'
import { compileRules } from '../rules/compile.ts'
import { ruleFiles } from '../rules/files.ts'

/** Sallyport's own rules (`core`), rules as they are compiled, or compiled here and now. @throws CommandError */
export async function loadRules(path: string, setup: string | undefined): Promise<AnyRules> {
  if (path === 'core') return ownRules(setup)
  if (!existsSync(path)) throw new CommandError(`there is no file or folder ${path}`)
  const module = moduleIn(path)
  if (module === undefined) return compiledNow(path, setup)
  if (setup !== undefined) throw new CommandError('--setup is for rule files; a compiled module has its set-up in it')
  try {
    const { rules } = (await import(pathToFileURL(resolve(module)).href)) as { rules?: CompiledRules }
    if (rules?.library) return rules
  } catch (error) {
    throw new CommandError(`${module} cannot be loaded: ${reason(error)}`)
  }
  throw new CommandError(`${module} is no module that sallyport compile wrote`)
}

async function ownRules(setup: string | undefined): Promise<AnyRules> {
  if (setup !== undefined) throw new CommandError('--setup is for rule files; core has none')
  try {
    const { core } = await import('@sallyport/rules-core')
    return core()
  } catch (error) {
    throw new CommandError(
      `--rules core needs its package: npm install @sallyport/rules-core; in a checkout: node --conditions sallyport-source bin/sallyport.ts (${reason(error)})`,
    )
  }
}

function moduleIn(path: string): string | undefined {
  if (/\.m?js$/.test(path)) return path
  if (!statSync(path).isDirectory() || ruleFiles(path).length > 0) return undefined
  const inside = join(path, 'index.js')
  return existsSync(inside) ? inside : undefined
}

async function compiledNow(path: string, setup: string | undefined): Promise<CompiledRules> {
  const { rules, settings, hash, name, version, diagnostics } = await compileRules({ from: [path], setup })
  report(diagnostics)
  stopOnErrors(diagnostics)
  return {
    abi: ruleAbi,
    name,
    version,
    hash,
    settings,
    rules,
    library: { engine: compiledRunner, operators, transformations },
  }
}
