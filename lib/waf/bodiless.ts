import type { Settings } from '../ir/rule.ts'
import { type LinkedRule, membersOf } from './link.ts'
import { Transaction } from './transaction.ts'

/** Variables that say nothing, and the same nothing each time, as long as no body was read. */
const ofRequestBody =
  /^(?:REQBODY_(?:PROCESSOR_)?ERROR(?:_MSG)?|MULTIPART_\w+|FILES(?:_\w+)?|REQUEST_BODY(?:_LENGTH)?|XML|ARGS_POST(?:_NAMES)?)$/
const ofAnswerBody = /^RESPONSE_BODY$/

/** Tells rules that match nothing where there is no body: most requests have none, and most answers are not read. */
export function bodilessRules(settings: Settings): (linked: LinkedRule) => boolean {
  const request = { method: 'GET', target: '/', protocol: 'HTTP/1.1', headers: [] }
  const bare = new Transaction(request, { settings, tx: new Map(), now: 0, random: () => 0, detect: false })
  return ({ rule, targets, test, negated, transformations, multiMatch }) => {
    const about = rule.phase <= 2 ? ofRequestBody : ofAnswerBody
    if (rule.phase === 5 || !test || multiMatch || targets.length === 0) return false
    return targets.every((target) => {
      if (!about.test(target.target.name)) return false
      const members = target.list ? membersOf(target, bare).map(({ value }) => value) : [target.scalar?.(bare)]
      const values = target.count ? [String(members.filter((value) => value !== undefined).length)] : members
      return values.every((value) => {
        if (value === undefined) return true
        const seen = transformations.reduce((text, transform) => transform(text), value)
        return (test(seen) === undefined) !== negated
      })
    })
  }
}

/** Whether such rules have nothing to look at now. */
export function isBodiless({ body, queryExceeded, response, phase }: Transaction): boolean {
  return phase <= 2 ? body === undefined && !queryExceeded : response?.body === undefined
}
