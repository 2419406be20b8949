import type { Rule } from '../ir/rule.ts'

/** What rules look at themselves: where none does, the engine refuses a body that could not be read. */
export interface Guards {
  readonly body: boolean
  readonly multipart: boolean
}

/** @param rules as compiled, before a route's exclusions: leaving out the rule that refuses broken bodies is a choice, not having it is none */
export const guardsOf = (rules: readonly Rule[]): Guards => ({
  body: rules.some((rule) => looksAt(rule, 'REQBODY_ERROR', 'REQBODY_PROCESSOR_ERROR')),
  multipart: rules.some((rule) => looksAt(rule, 'MULTIPART_STRICT_ERROR')),
})

/** Before phase 2 there is no body to look at. */
function looksAt(rule: Rule, ...names: readonly string[]): boolean {
  if (rule.phase !== 2) return false
  for (let link: Rule | undefined = rule; link; link = link.chain)
    if (link.targets.some(({ name }) => names.includes(name))) return true
  return false
}
