import { none, type Operator } from './operator.ts'

/** `@beginsWith`: does the value begin with the argument? With the empty one every value does. */
export const beginsWith: Operator = (argument) => (value) =>
  value.startsWith(argument) ? { start: 0, end: argument.length, captures: none } : undefined
