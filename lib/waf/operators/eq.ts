import { integer } from './integer.ts'
import { type Operator, whole } from './operator.ts'

/** `@eq`: is the number in the value equal to the one in the argument? Text without a number is 0. */
export const eq: Operator = (argument) => {
  const bound = integer(argument)
  return (value) => (integer(value) === bound ? whole(value) : undefined)
}
