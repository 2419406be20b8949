import { type Operator, whole } from './operator.ts'

/** `@within`: is the value a part of the argument? The empty value is. */
export const within: Operator = (argument) => (value) => (argument.includes(value) ? whole(value) : undefined)
