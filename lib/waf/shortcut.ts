import type { Rule, Text } from '../ir/rule.ts'
import { lower } from './ascii.ts'
import type { Pair } from './message.ts'
import { ShortTexts } from './short-texts.ts'
import type { Transaction } from './transaction.ts'

/**
 * CRS asks whether a header is one of a list in a roundabout way, with what SecLang has: each name becomes a TX key
 * (`setvar:tx.header_name_…_%{tx.0}=/%{tx.0}/`), and the next rule of the chain tests all such keys with `@within`. The answer is the same
 * as whether the list holds `/name/` of any header, which is asked first; only then is the chain run as it is written.
 *
 * @param rules all that run: the keys must be nobody else's, and the list must not change
 * @returns whether the chain can match; `undefined` for a rule of another shape
 */
export function shortcutOf(
  rule: Rule,
  rules: readonly Rule[],
  tx: ReadonlyMap<string, string>,
): ((transaction: Transaction) => boolean) | undefined {
  const { targets, operator, transformations, actions, chain } = rule
  const [target] = targets
  const [action] = actions
  if (
    targets.length !== 1 ||
    target?.name !== 'REQUEST_HEADERS_NAMES' ||
    target.count ||
    target.selector ||
    target.except
  )
    return undefined
  if (operator?.name !== 'rx' || operator.negated || operator.regex?.source !== everything || !rule.capture)
    return undefined
  if (rule.multiMatch || transformations.length !== 1 || transformations[0] !== 'lowercase') return undefined
  if (actions.length !== 1 || action?.kind !== 'setvar' || action.collection !== 'TX' || action.change !== 'set')
    return undefined
  const [prefix] = aroundName(action.key) ?? []
  const value = aroundName(action.value)
  if (!prefix || !value || aroundName(action.key)?.[1] !== '') return undefined
  if (!chain || chain.chain || chain.multiMatch || chain.transformations.length > 0 || chain.targets.length !== 1)
    return undefined
  const [tested] = chain.targets
  const { operator: within } = chain
  if (tested?.name !== 'TX' || tested.count || tested.except || !tested.selector || !('pattern' in tested.selector))
    return undefined
  if (lower(tested.selector.pattern.source) !== `^${prefix}` || within?.name !== 'within' || within.negated)
    return undefined
  const list = constant(within.argument, rules, tx)
  if (list === undefined || rules.some((other) => other !== rule && mentions(other, prefix))) return undefined
  const [before, after] = value
  // Most requests bring the same few names.
  const known = new ShortTexts<boolean>()
  const isListed = (name: string): boolean => {
    const answer = known.get(name)
    if (answer !== undefined) return answer
    const listed = list.includes(before + lower(name) + after)
    if (known.size >= mostKnown) known.clear()
    if (name.length < longestKnown) known.add(name, listed)
    return listed
  }
  return ({ request: { headers } }) => {
    for (let at = 0; at < headers.length; at++) if (isListed((headers[at] as Pair).name)) return true
    return false
  }
}

const mostKnown = 128
const longestKnown = 64

/** `^.*$` as it is translated. */
const everything = '^[^]*$'

/** Whether a rule reads keys of TX that begin so. */
function mentions(rule: Rule, prefix: string): boolean {
  const inText = (text: Text | undefined): boolean =>
    text !== undefined &&
    typeof text !== 'string' &&
    text.some((part) => typeof part !== 'string' && part.name === 'TX' && (part.key ?? prefix).startsWith(prefix))
  for (let link: Rule | undefined = rule; link; link = link.chain) {
    for (const { name, selector } of link.targets) {
      if (name !== 'TX') continue
      if (!selector) return true
      if ('key' in selector ? selector.key.startsWith(prefix) : lower(selector.pattern.source).includes(prefix))
        return true
    }
    if (inText(link.operator?.argument) || inText(link.message) || inText(link.logData) || link.tags.some(inText))
      return true
    for (const action of link.actions)
      if (action.kind === 'setvar' && (inText(action.key) || inText(action.value))) return true
  }
  return false
}

/** `a%{tx.0}b` as `['a', 'b']`. */
function aroundName(text: Text): [string, string] | undefined {
  if (typeof text === 'string') return undefined
  const at = text.findIndex((part) => typeof part !== 'string')
  const macro = text[at]
  if (typeof macro !== 'object' || macro.name !== 'TX' || macro.key !== '0') return undefined
  const before = text.slice(0, at)
  const after = text.slice(at + 1)
  if (![...before, ...after].every((part) => typeof part === 'string')) return undefined
  return [before.join(''), after.join('')]
}

/** A text that only names what set-up left, and that no rule writes later. */
function constant(text: Text, rules: readonly Rule[], tx: ReadonlyMap<string, string>): string | undefined {
  const parts = typeof text === 'string' ? [text] : text
  let out = ''
  for (const part of parts) {
    if (typeof part === 'string') {
      out += part
      continue
    }
    const { name, key } = part
    const found = name === 'TX' && key !== undefined ? tx.get(key) : undefined
    if (found === undefined || rules.some((rule) => writes(rule, key as string))) return undefined
    out += found
  }
  return out
}

function writes(rule: Rule, key: string): boolean {
  for (let link: Rule | undefined = rule; link; link = link.chain)
    for (const action of link.actions) {
      if (action.kind !== 'setvar' || action.collection !== 'TX') continue
      const start = typeof action.key === 'string' ? undefined : action.key[0]
      if (typeof action.key === 'string' ? action.key === key : typeof start !== 'string' || key.startsWith(start))
        return true
    }
  return false
}
