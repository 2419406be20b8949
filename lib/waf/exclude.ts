import { SallyportError } from '../core/errors.ts'
import { variableAliases, variables } from '../ir/names.ts'
import type { Rule, Selector, Target } from '../ir/rule.ts'
import { lower } from './ascii.ts'

/**
 * What a route leaves out, as narrow as it can be said: a rule, a tag, or of these only certain fields. Fields are variables with
 * their member: `ARGS:note`, `REQUEST_HEADERS:Referer`, `REQUEST_COOKIES`; for rules in TypeScript also places: `body.note`.
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
    // A marker has no id: without it, what skips to it would skip everything behind it.
    if (rule.marker === undefined)
      for (const exclusion of exclusions) if (left && concerns(exclusion, rule)) left = without(left, exclusion)
    if (left) kept.push(left)
  }
  return kept
}

const concerns = ({ rules, tag }: Exclusion, rule: Rule): boolean =>
  (rules?.includes(rule.id) ?? false) || (tag !== undefined && rule.tags.includes(tag))

function without(rule: Rule, { fields }: Exclusion): Rule | undefined {
  return fields ? blind(rule, fields.filter((field) => !isPlace(field)).map(parseField)) : undefined
}

/** The rule, with all links of its chain, without a look at these fields. */
function blind(rule: Rule, wanted: readonly Field[]): Rule {
  const chain = rule.chain && { chain: blind(rule.chain, wanted) }
  if (rule.targets.length === 0) return { ...rule, ...chain }
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
  return { ...rule, ...chain, targets: targets.length > 0 ? targets : [nothing] }
}

/** A target that is never there: a rule without targets would match always. */
const nothing: Target = { name: 'PATH_INFO', written: 'PATH_INFO' }

const except = (target: Target, more: readonly Selector[]): Target => ({
  ...target,
  except: [...(target.except ?? []), ...more],
})

interface Field {
  readonly name: string
  readonly selector?: Selector
}

/** Variables as the places of rules in TypeScript. */
const roots: Readonly<Record<string, readonly string[]>> = {
  ARGS: ['query', 'body'],
  ARGS_NAMES: ['query', 'body'],
  ARGS_GET: ['query'],
  ARGS_GET_NAMES: ['query'],
  ARGS_POST: ['body'],
  ARGS_POST_NAMES: ['body'],
  REQUEST_BODY: ['body'],
  XML: ['body'],
  FILES: ['body'],
  REQUEST_COOKIES: ['cookie'],
  REQUEST_COOKIES_NAMES: ['cookie'],
  REQUEST_HEADERS: ['header'],
  REQUEST_FILENAME: ['path'],
}

/** Fields as rules in TypeScript have them: `ARGS:note` is `query.note` and `body.note`. A place may also be written as it is: `body.note`. */
export const typedFields = (fields: readonly string[]): readonly string[] =>
  fields.flatMap((field) => {
    if (isPlace(field)) return [field.includes('.') ? field : `${field}.*`]
    const colon = field.indexOf(':')
    const name = (colon < 0 ? field : field.slice(0, colon)).toUpperCase()
    const member = colon < 0 ? '*' : field.slice(colon + 1)
    return (roots[name] ?? []).map((root) => `${root}.${member}`)
  })

const isPlace = (field: string): boolean => /^(?:query|body|cookie|header|path)(?:\..|$)/.test(field)

/** @throws SallyportError ERR_OPTION for what is no variable, or a member of a single value */
function parseField(field: string): Field {
  const colon = field.indexOf(':')
  const spelled = (colon < 0 ? field : field.slice(0, colon)).toUpperCase()
  const name = Object.hasOwn(variableAliases, spelled) ? (variableAliases[spelled] as string) : spelled
  const kind = Object.hasOwn(variables, name) ? variables[name] : undefined
  if (kind === undefined || (kind === 'one' && colon >= 0) || colon === field.length - 1)
    throw new SallyportError('ERR_OPTION', `waf: exclude names a field that there is not: "${field}"`)
  return colon < 0 ? { name } : { name, selector: { key: lower(field.slice(colon + 1)) } }
}

/** An exclusion that excludes nothing, or a field misspelt, would only be found when a visitor is refused. @throws SallyportError ERR_OPTION */
export function checkExclusions(exclusions: readonly Exclusion[]): void {
  for (const { rules, tag, fields } of exclusions) {
    if ((rules === undefined || rules.length === 0) && (tag === undefined || tag === ''))
      throw new SallyportError('ERR_OPTION', 'waf: an exclusion needs rules or a tag')
    if (rules?.some((id) => !(Number.isInteger(id) && id > 0)))
      throw new SallyportError('ERR_OPTION', 'waf: an exclusion names a rule whose id is no positive integer')
    if (fields?.length === 0) throw new SallyportError('ERR_OPTION', 'waf: an exclusion has an empty list of fields')
    for (const field of fields ?? []) if (!isPlace(field)) parseField(field)
  }
}
