import { integer } from './integer.ts'
import { type Operator, whole } from './operator.ts'

/** `@lt`: is the number in the value less than the one in the argument? Text without a number is 0. */
export const lt: Operator = (argument) => {
  const bound = integer(argument)
  return (value) => (integer(value) < bound ? whole(value) : undefined)
}
