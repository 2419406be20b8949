import type { Action, Rule } from '../../ir/rule.ts'
import { integer, lower } from '../ascii.ts'
import { expand } from '../expand.ts'
import type { StoredCollection, Transaction } from '../transaction.ts'

type Setvar = Extract<Action, { kind: 'setvar' }>

const score = /anomaly_score(?:_pl\d)?$/

/** `setvar:tx.score=+5`. Reference manual, "setvar". */
export function setvar(action: Setvar, transaction: Transaction, rule: Rule): void {
  const key = keyOf(action.key, transaction, rule)
  const stored = action.collection === 'TX' ? undefined : transaction.collections?.get(action.collection)
  if (action.collection !== 'TX' && !stored) return // no initcol: there is nothing to write to
  const write = (value: string | undefined): void => {
    if (stored) put(stored, key, value, transaction)
    else if (!transaction.tx.set(key, value)) transaction.overrun('tx')
  }
  if (action.change === 'unset') {
    write(undefined)
    return
  }
  const value = expand(action.value, transaction, rule)
  if (action.change === 'set') {
    write(value)
    return
  }
  const before = integer((stored ? stored.values.get(key) : transaction.tx.get(key)) ?? '0')
  const by = integer(value)
  if (action.change === 'add' && !stored && score.test(key)) transaction.rise += by
  const sum = action.change === 'add' ? before + by : before - by
  // Held at what `integer` reads back: beyond, a score would lose digits and fall.
  write(String(Math.max(-largest, Math.min(sum, largest))))
}

const keyOf = (key: Setvar['key'], transaction: Transaction, rule: Rule): string =>
  typeof key === 'string' ? key : lower(expand(key, transaction, rule))

export const largest = 999_999_999_999_999

const mostStored = 1000

/** Full: the value is lost and the verdict says so, without a refusal, as whoever fills a shared collection would lock others out. */
function put(stored: StoredCollection, key: string, value: string | undefined, transaction: Transaction): void {
  stored.changed = true
  if (value === undefined) stored.values.delete(key)
  else if (stored.values.size < mostStored || stored.values.has(key)) stored.values.set(key, value)
  else if (!transaction.bounds.includes('collection')) transaction.bounds.push('collection')
}

/** `__expire_x` holds when `x` ends, in seconds since the epoch: kept with the collection, as ModSecurity does. */
export const expiryOf = (key: string): string => `__expire_${key}`

/** `expirevar:ip.x=60`. Reference manual, "expirevar". */
export function expirevar(action: Extract<Action, { kind: 'expirevar' }>, transaction: Transaction, rule: Rule): void {
  const stored = transaction.collections?.get(action.collection)
  if (!stored) return
  const until = Math.floor(transaction.now / 1000) + integer(expand(action.seconds, transaction, rule))
  put(stored, expiryOf(keyOf(action.key, transaction, rule)), String(until), transaction)
}

/** `initcol:ip=%{REMOTE_ADDR}`. Reference manual, "initcol". The first binding of a collection holds. */
export function initcol(action: Extract<Action, { kind: 'initcol' }>, transaction: Transaction, rule: Rule): void {
  transaction.collections ??= new Map()
  if (transaction.collections.has(action.collection)) return
  const key = expand(action.key, transaction, rule)
  if (key === '') return
  const values = new Map(transaction.store?.load(action.collection, key))
  const now = transaction.now / 1000
  for (const [name, until] of [...values])
    if (name.startsWith('__expire_') && integer(until) <= now) {
      values.delete(name)
      values.delete(name.slice('__expire_'.length))
    }
  transaction.collections.set(action.collection, { key, values, changed: false })
}

/** Hands changed collections back to the store, when the transaction is over. */
export function saveCollections(transaction: Transaction): void {
  for (const [collection, { key, values, changed }] of transaction.collections ?? [])
    if (changed) transaction.store?.save(collection, key, values, transaction.settings.collectionTimeout)
}
