import { report, stopOnErrors, writeModule } from '../rules/commands.ts'
import { compileRules } from '../rules/compile.ts'
import type { RuleOptions } from './options.ts'

/** Compiles the rules of this run. @throws CommandError when they have errors; each is shown with its place */
export async function compileInto({ folder, setup, paranoia }: RuleOptions, into: string): Promise<void> {
  const compiled = await compileRules({ from: [folder], setup, level: paranoia })
  report(compiled.diagnostics)
  stopOnErrors(compiled.diagnostics)
  writeModule(compiled, into)
}
