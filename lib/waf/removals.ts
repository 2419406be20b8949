import type { Action, Rule, Target } from '../ir/rule.ts'
import type { LinkedRule } from './link.ts'

/** Rules and targets that `ctl` takes away for the rest of one transaction. */
export class Removals {
  readonly #rules: ((rule: Rule) => boolean)[] = []
  readonly #targets: { readonly which: (rule: Rule) => boolean; readonly target: Target }[] = []
  readonly #names: string[] = []

  readonly #done: Set<Action> = new Set()

  /** Whether this action is the first of its kind here: one that runs for each of a thousand arguments takes away once. */
  isNew(action: Action): boolean {
    if (this.#done.has(action)) return false
    this.#done.add(action)
    return true
  }

  removeRules(which: (rule: Rule) => boolean): void {
    this.#rules.push(which)
  }

  removeTarget(which: (rule: Rule) => boolean, target: Target): void {
    this.#targets.push({ which, target })
    if (!this.#names.includes(target.name)) this.#names.push(target.name)
  }

  /** Whether a target is taken away of a variable that this rule looks at: most rules look at others, whatever their tags. */
  concern({ names }: LinkedRule): boolean {
    for (let at = 0; at < names.length; at++) if (this.#names.includes(names[at] as string)) return true
    return false
  }

  removed(rule: Rule): boolean {
    for (let at = 0; at < this.#rules.length; at++) if ((this.#rules[at] as (rule: Rule) => boolean)(rule)) return true
    return false
  }

  /** Targets that this rule no longer looks at; `undefined`: all as written. @param linked itself, or a link of its chain */
  targetsOf(rule: Rule, linked: LinkedRule): readonly Target[] | undefined {
    if (this.#targets.length === 0 || !this.concern(linked)) return undefined
    const found = this.#targets.filter(({ which }) => which(rule)).map(({ target }) => target)
    return found.length === 0 ? undefined : found
  }
}

export const byId =
  (ranges: readonly (readonly [number, number])[]) =>
  (rule: Rule): boolean =>
    ranges.some(([low, high]) => rule.id >= low && rule.id <= high)

/** The text occurs in a tag. */
export const byTag =
  (text: string) =>
  (rule: Rule): boolean =>
    rule.tags.some((tag) => typeof tag === 'string' && tag.includes(text))

export const byMessage =
  (text: string) =>
  (rule: Rule): boolean =>
    typeof rule.message === 'string' && rule.message.includes(text)
