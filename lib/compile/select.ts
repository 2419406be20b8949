import type { Rule } from '../ir/rule.ts'

/** What is compiled of a rule set. What is left out here is in no bundle. */
export interface Selection {
  /** Rules tagged `paranoia-level/N` above this are left out. @default 4 */
  readonly paranoia?: number
  /** Rules with one of these tags are left out, such as `language-php`. */
  readonly without?: readonly string[]
}

const level = /^paranoia-level\/(\d)$/

export function select(rules: readonly Rule[], { paranoia = 4, without = [] }: Selection): readonly Rule[] {
  return rules.filter(({ tags }) =>
    tags.every((tag) => {
      if (typeof tag !== 'string') return true
      const found = level.exec(tag)
      return !(found && Number(found[1]) > paranoia) && !without.includes(tag)
    }),
  )
}
