import { SallyportError } from '../core/errors.ts'
import type { CompiledRules } from './compiled.ts'
import { type Exclusion, exclude, typedFields } from './exclude.ts'
import { type AnyRules, isTyped, rulesOf, type WafOptions } from './options.ts'
import type { Runner } from './runner.ts'
import type { Bench } from './session.ts'
import { linkCustom } from './typed/custom.ts'
import { FieldPolicy } from './typed/fields.ts'
import { typedRunner } from './typed/runner.ts'

/** Brings a route's rule sets, exclusions, declarations and own rules together. @throws SallyportError ERR_OPTION */
export function benchOf(options: WafOptions): Bench {
  const exclusions = options.exclude ?? []
  const sets = [...rulesOf(options.rules), ...rulesOf(options.watch)]
  checkIds(exclusions, sets)
  const fields = new FieldPolicy(options.fields ?? {})
  const runner = (rules: AnyRules): Runner => runnerOf(rules, fields, exclusions)
  return {
    deciding: rulesOf(options.rules).map(runner),
    watched: rulesOf(options.watch).map(runner),
    custom: linkCustom(options.custom ?? []),
  }
}

/** What runs a rule set of either kind. */
export function runnerOf(
  rules: AnyRules,
  fields: FieldPolicy = new FieldPolicy({}),
  exclusions: readonly Exclusion[] = [],
): Runner {
  if (isTyped(rules)) return typedRunner(rules, { fields, blind: blindness(rules, exclusions) })
  const left: CompiledRules = { ...rules, rules: exclude(rules.rules, exclusions) }
  return rules.library.engine(left, rules)
}

/** A misspelt id would only be found when a visitor is refused. */
function checkIds(exclusions: readonly Exclusion[], sets: readonly AnyRules[]): void {
  if (exclusions.length === 0) return
  const ids = new Set(sets.flatMap(({ rules }) => rules.map(({ id }) => id)))
  const tags = new Set(sets.flatMap(({ rules }) => rules.flatMap(({ tags = [] }) => tags)))
  for (const { rules = [], tag } of exclusions) {
    for (const id of rules)
      if (!ids.has(id))
        throw new SallyportError('ERR_OPTION', `waf: exclude names rule ${id}, which no rule set of the route has`)
    if (tag !== undefined && !tags.has(tag))
      throw new SallyportError('ERR_OPTION', `waf: exclude names the tag "${tag}", which no rule of the route has`)
  }
}

/** What each rule does not look at: by id, fields as `query.q`, or `*`. */
function blindness(rules: AnyRules, exclusions: readonly Exclusion[]): ReadonlyMap<number, ReadonlySet<string>> {
  const blind = new Map<number, Set<string>>()
  for (const { rules: ids = [], tag, fields } of exclusions)
    for (const { id, tags = [] } of rules.rules) {
      if (!ids.includes(id) && !(tag !== undefined && (tags as readonly unknown[]).includes(tag))) continue
      const own = blind.get(id) ?? new Set<string>()
      for (const field of fields === undefined ? ['*'] : typedFields(fields)) own.add(field)
      blind.set(id, own)
    }
  return blind
}
