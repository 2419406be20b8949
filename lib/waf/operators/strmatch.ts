import { contains } from './contains.ts'
import type { Operator } from './operator.ts'
import { unescapePhrases } from './phrases.ts'

/** `@strmatch`: as `@contains`, the argument with the escapes of `@pm`. RangeError for an unknown escape or nothing. */
export const strmatch: Operator = (argument) => {
  const text = unescapePhrases(argument)
  if (text === undefined || text === '') throw new RangeError(`@strmatch cannot look for ${JSON.stringify(argument)}`)
  return contains(text)
}
