import type { Macro, Rule, Text } from '../ir/rule.ts'
import { sameName } from './ascii.ts'
import type { Transaction } from './transaction.ts'
import { lists } from './variables/lists.ts'
import { scalars } from './variables/scalars.ts'

/** Longest text that macros may make, in bytes: a rule that joins values must not grow without end. */
const longest = 65_536

/** Text with its macros filled in. An absent variable is empty. */
export function expand(text: Text, transaction: Transaction, rule: Rule | undefined): string {
  if (typeof text === 'string') return text
  let out = ''
  for (const part of text) {
    out += typeof part === 'string' ? part : value(part, transaction, rule)
    if (out.length > longest) return out.slice(0, longest)
  }
  return out
}

function value({ name, key }: Macro, transaction: Transaction, rule: Rule | undefined): string {
  if (name === 'TX') return key === undefined ? '' : (transaction.tx.get(key) ?? '')
  if (name === 'RULE') return rule && key !== undefined ? ofRule(rule, key) : ''
  const scalar = scalars[name]
  if (scalar) return scalar(transaction) ?? ''
  const list = lists[name]
  if (!list) return ''
  for (const member of list.members(transaction))
    if (key === undefined || sameName(member.name, key)) return list.names ? member.name : member.value
  return ''
}

function ofRule(rule: Rule, key: string): string {
  if (key === 'id') return String(rule.id)
  if (key === 'msg') return typeof rule.message === 'string' ? rule.message : ''
  if (key === 'severity') return rule.severity === undefined ? '' : String(rule.severity)
  if (key === 'rev') return rule.revision ?? ''
  return ''
}
