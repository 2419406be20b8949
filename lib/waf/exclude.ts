import type { Rule, Selector, Target } from '../ir/rule.ts'
import { lower } from './ascii.ts'

/**
 * What a route leaves out, as narrow as it can be said: a rule, a tag, or of these only certain fields. Fields are variables with
 * their member: `ARGS:note`, `REQUEST_HEADERS:Referer`, `REQUEST_COOKIES`.
 */
export interface Exclusion {
  /** Rule ids. One of `rules` and `tag` is needed. */
  readonly rules?: readonly number[]
  /** Rules with this tag. */
  readonly tag?: string
  /** Only these fields. @default the whole rule */
  readonly fields?: readonly string[]
}

/** Rules without what is excluded. A rule that loses all its fields stays, and matches nothing. */
export function exclude(rules: readonly Rule[], exclusions: readonly Exclusion[]): readonly Rule[] {
  if (exclusions.length === 0) return rules
  const kept: Rule[] = []
  for (const rule of rules) {
    let left: Rule | undefined = rule
    for (const exclusion of exclusions) if (left && concerns(exclusion, rule)) left = without(left, exclusion)
    if (left) kept.push(left)
  }
  return kept
}

const concerns = ({ rules, tag }: Exclusion, rule: Rule): boolean =>
  (rules?.includes(rule.id) ?? false) || (tag !== undefined && rule.tags.includes(tag))

function without(rule: Rule, { fields }: Exclusion): Rule | undefined {
  if (!fields) return undefined
  const wanted = fields.map(parseField)
  const targets = rule.targets.flatMap((target) => {
    const own = wanted.filter(({ name }) => name === target.name)
    if (own.some(({ selector }) => !selector)) return []
    return [
      own.length === 0
        ? target
        : except(
            target,
            own.map(({ selector }) => selector as Selector),
          ),
    ]
  })
  return { ...rule, targets: targets.length > 0 ? targets : [nothing] }
}

/** A target that is never there: a rule without targets would match always. */
const nothing: Target = { name: 'PATH_INFO', written: 'PATH_INFO' }

const except = (target: Target, more: readonly Selector[]): Target => ({
  ...target,
  except: [...(target.except ?? []), ...more],
})

function parseField(field: string): { name: string; selector?: Selector } {
  const colon = field.indexOf(':')
  if (colon < 0) return { name: field.toUpperCase() }
  return { name: field.slice(0, colon).toUpperCase(), selector: { key: lower(field.slice(colon + 1)) } }
}
