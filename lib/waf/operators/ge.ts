import { integer } from './integer.ts'
import { type Operator, whole } from './operator.ts'

/** `@ge`: is the number in the value at least the one in the argument? Text without a number is 0. */
export const ge: Operator = (argument) => {
  const bound = integer(argument)
  return (value) => (integer(value) >= bound ? whole(value) : undefined)
}
