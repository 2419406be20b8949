import { none, type Operator } from './operator.ts'

/** `@contains`: is the argument a part of the value? The empty one always is. */
export const contains: Operator = (argument) => (value) => {
  const start = value.indexOf(argument)
  return start < 0 ? undefined : { start, end: start + argument.length, captures: none }
}
