import type { Need, Rule } from './rule.ts'

/**
 * Rules as a compiled module holds them: what several rules have in common is written once, in `shared`, and rules have its number in its
 * place. Half of what a worker would otherwise parse when it starts is the same few lists of targets, actions and tags.
 */
export interface Packed {
  readonly shared: readonly unknown[]
  readonly rules: readonly unknown[]
}

/** Fields of a rule that may be shared: none of them holds a number itself. */
const sharable = [
  'targets',
  'operator',
  'actions',
  'tags',
  'logData',
  'message',
  'need',
  'version',
  'disruptive',
] as const

/** Alphabets of a need that are a list in `shared`: numbers below stand for themselves (`Need`). */
const firstList = 10

type Fields = { -readonly [Key in keyof Rule]: Rule[Key] | number }

/** @param rules as JSON would have them: nothing in them is `undefined` */
export function pack(rules: readonly Rule[]): Packed {
  const counts = new Map<string, number>()
  const count = (value: unknown): void => {
    const text = JSON.stringify(value)
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  for (const rule of rules)
    for (const link of links(rule)) {
      for (const field of sharable) if (link[field] !== undefined) count(link[field])
      for (const list of link.need?.alphabets ?? []) if (typeof list === 'object') count(list)
    }
  const shared: unknown[] = []
  const numbers = new Map<string, number>()
  const numberOf = (value: unknown, form: (value: never) => unknown = (own) => own): number | undefined => {
    const text = JSON.stringify(value)
    if (text.length < 4 || (counts.get(text) ?? 0) < 2) return undefined
    let number = numbers.get(text)
    if (number === undefined) {
      const formed = form(value as never) // may itself take numbers
      number = shared.push(formed) - 1
      numbers.set(text, number)
    }
    return number
  }
  const needOf = (need: Need): unknown => ({
    ...need,
    alphabets: need.alphabets.map((list) => {
      const number = typeof list === 'object' ? numberOf(list) : undefined
      return number === undefined ? list : number + firstList
    }),
  })
  const packed = (rule: Rule): Fields => {
    const fields: Fields = { ...rule }
    for (const field of sharable) {
      const value = rule[field]
      if (value === undefined) continue
      const own = field === 'need' ? needOf : undefined
      const kept = numberOf(value, own) ?? (own ? own(value as Need) : value)
      ;(fields as Record<string, unknown>)[field] = kept
    }
    if (rule.chain) fields.chain = packed(rule.chain) as Rule
    return fields
  }
  const list = rules.map(packed)
  return { shared, rules: list }
}

/** Rules out of the text of a compiled module. What was shared is one object: rules are never changed in place. */
export function unpack(text: string): readonly Rule[] {
  const { shared, rules } = JSON.parse(text) as Packed
  for (const one of shared) if (isNeed(one)) fill(one, shared)
  for (const rule of rules as Fields[])
    for (let link: Fields | undefined = rule; link; link = link.chain as Fields | undefined) {
      for (const field of sharable) {
        const value: unknown = link[field]
        if (typeof value === 'number') (link as Record<string, unknown>)[field] = shared[value]
        else if (field === 'need' && value !== undefined) fill(value as Need, shared)
      }
    }
  return rules as readonly Rule[]
}

const isNeed = (value: unknown): value is Need =>
  typeof value === 'object' && value !== null && Array.isArray((value as Partial<Need>).alphabets)

function fill({ alphabets }: Need, shared: readonly unknown[]): void {
  const lists = alphabets as unknown[]
  for (let at = 0; at < lists.length; at++) {
    const list = lists[at]
    if (typeof list === 'number' && list >= firstList) lists[at] = shared[list - firstList]
  }
}

function* links(rule: Rule): Generator<Rule> {
  for (let link: Rule | undefined = rule; link; link = link.chain) yield link
}
