import type { Rule } from '../../lib/ir/rule.ts'
import type { Diagnostic } from '../../lib/seclang/diagnostics.ts'
import { operators } from '../../lib/waf/operators/index.ts'

/**
 * Arguments that their operator cannot use, such as `@ipMatch 10.0.0.300`: found here, or else by the first visitor whose request gets that
 * far. Arguments with macros are known then only.
 */
export function badArguments(rules: readonly Rule[]): readonly Diagnostic[] {
  const found: Diagnostic[] = []
  for (const rule of rules)
    for (let link: Rule | undefined = rule; link; link = link.chain) {
      const { operator } = link
      if (!operator || operator.regex || typeof operator.argument !== 'string') continue
      try {
        operators[operator.name]?.(operator.lines ?? operator.argument)
      } catch (error) {
        const [file, line] = link.at
        const message = error instanceof Error ? error.message : String(error)
        found.push({ file, line, column: 1, level: 'error', word: operator.name, message })
      }
    }
  return found
}
