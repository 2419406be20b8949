import { none, type Operator } from './operator.ts'

/** `@endsWith`: does the value end with the argument? With the empty one every value does. */
export const endsWith: Operator = (argument) => (value) =>
  value.endsWith(argument) ? { start: value.length - argument.length, end: value.length, captures: none } : undefined
