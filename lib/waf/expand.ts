import type { Macro, Rule, Text } from '../ir/rule.ts'
import { sameName } from './ascii.ts'
import type { Transaction } from './transaction.ts'
import { lists } from './variables/lists.ts'
import { scalars } from './variables/scalars.ts'

/** Longest text that macros may make for a person to read, in bytes. */
const longestShown = 8192
/** Longest that they may make for rules to compare, 1 MiB: `setvar:tx.a=%{tx.a}%{tx.a}` doubles with every match. */
const longestCompared = 1_048_576

/** Text with its macros filled in, as rules compare it. An absent variable is empty. More than 1 MiB refuses the request. */
export function expand(text: Text, transaction: Transaction, rule: Rule | undefined): string {
  if (typeof text === 'string') return text
  let out = ''
  for (const part of text) {
    out += typeof part === 'string' ? part : value(part, transaction, rule)
    if (out.length > longestCompared) {
      transaction.overrun('macro')
      return ''
    }
  }
  return out
}

/** The same for messages and logs: cut at 8 KiB. */
export function expandShown(text: Text, transaction: Transaction, rule: Rule): string {
  if (typeof text === 'string') return text
  let out = ''
  for (const part of text) {
    const whole = typeof part === 'string' ? part : value(part, transaction, rule)
    // Cut before it is joined: joined first, each of a thousand matches would copy a whole body.
    out += whole.slice(0, longestShown - out.length)
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
