import type { Action } from '../../ir/rule.ts'
import { integer } from '../ascii.ts'
import { byId, byMessage, byTag, Removals } from '../removals.ts'
import type { Transaction } from '../transaction.ts'

type Removal = Extract<Action, { kind: `remove${string}` }>

/** Takes rules or targets away for the rest of the transaction. */
export function remove(action: Removal, transaction: Transaction): void {
  transaction.removals ??= new Removals()
  const { removals } = transaction
  if (!removals.isNew(action)) return
  switch (action.kind) {
    case 'removeById':
      removals.removeRules(byId(action.ranges))
      return
    case 'removeByTag':
      removals.removeRules(byTag(action.text))
      return
    case 'removeByMsg':
      removals.removeRules(byMessage(action.text))
      return
    case 'removeTargetById':
      removals.removeTarget(byId(action.ranges), action.target)
      return
    case 'removeTargetByTag':
      removals.removeTarget(byTag(action.text), action.target)
      return
    case 'removeTargetByMsg':
      removals.removeTarget(byMessage(action.text), action.target)
      return
  }
}

/** `ctl:option=value`, value in lower case. Reference manual, "ctl". */
export function control(option: string, value: string, transaction: Transaction): void {
  switch (option) {
    case 'ruleengine':
      if (value === 'off') transaction.engine = 'off'
      else if (value === 'detectiononly') transaction.engine = 'detect'
      else if (transaction.engine !== 'detect') transaction.engine = 'on'
      return
    case 'requestbodyprocessor':
      transaction.processor = value.toUpperCase()
      return
    case 'forcerequestbodyvariable':
      transaction.forceBodyVariable = value === 'on'
      return
    case 'requestbodyaccess':
      transaction.requestBodyAccess = value === 'on'
      return
    case 'requestbodylimit':
      transaction.requestBodyLimit = integer(value)
      return
    case 'responsebodyaccess':
      transaction.responseBodyAccess = value === 'on'
      return
    case 'responsebodylimit':
      transaction.responseBodyLimit = integer(value)
      return
    case 'auditengine':
      transaction.auditing = value !== 'off'
      return
  }
}
